package library_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"whereabouts/library"
)

// wantOnly fails unless a folder contains the given names and nothing else.
func wantOnly(tb testing.TB, dir string, names ...string) {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	check(tb, err)
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if !slices.Equal(got, names) {
		tb.Errorf("the folder has %q, want %q", got, names)
	}
}

func TestSavedFileIsThereWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "for it")
	path := filepath.Join(dir, "file.png")
	for _, content := range []string{"first", "", "the second, over the first"} {
		check(t, library.WriteFile(path, []byte(content)))
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("got %q and %v, want %q", got, err, content)
		}
	}
	wantOnly(t, dir, "file.png")
}

func TestFileThatCannotBeSavedLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	check(t, os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	check(t, os.WriteFile(filepath.Join(dir, "folder", "inside"), nil, 0o600))
	check(t, os.WriteFile(filepath.Join(dir, "plain"), []byte("plain"), 0o600))
	for _, path := range []string{"folder", "plain/file.png", strings.Repeat("x", 256)} {
		path := filepath.Join(dir, path)
		err := library.WriteFile(path, []byte("content"))
		if err == nil || !strings.Contains(err.Error(), "saving "+path) {
			t.Errorf("%s: got %v", path, err)
		}
	}
	wantOnly(t, dir, "folder", "plain")
	wantOnly(t, filepath.Join(dir, "folder"), "inside")
	if got, err := os.ReadFile(filepath.Join(dir, "plain")); err != nil || string(got) != "plain" {
		t.Errorf("the file in the way has %q: %v", got, err)
	}
}
