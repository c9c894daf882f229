package library

import (
	"path/filepath"
	"testing"
)

func TestFolderThatHasGoneDoesNotEndWatching(t *testing.T) {
	w, err := newWatcher()
	if err != nil {
		t.Skip("nothing can be watched here: ", err)
	}
	defer w.close()
	dir := t.TempDir()
	if _, err := w.follow([]string{filepath.Join(dir, "gone"), dir}); err != nil {
		t.Error(err)
	}
	if !w.watched[dir] || w.full {
		t.Error("the folder that is there is not watched")
	}
}
