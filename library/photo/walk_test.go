package photo_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"whereabouts/library/photo"
)

// A tree is a folder of test files by their slash-separated names.
type tree struct {
	tb   testing.TB
	root string
}

func newTree(tb testing.TB) tree {
	return tree{tb, tb.TempDir()}
}

func (tr tree) path(name string) string {
	return filepath.Join(tr.root, filepath.FromSlash(name))
}

func (tr tree) write(data []byte, names ...string) {
	tr.tb.Helper()
	for _, name := range names {
		check(tr.tb, os.MkdirAll(filepath.Dir(tr.path(name)), 0o700))
		check(tr.tb, os.WriteFile(tr.path(name), data, 0o600))
	}
}

func (tr tree) link(to, name string) {
	tr.tb.Helper()
	if err := os.Symlink(tr.path(to), tr.path(name)); err != nil {
		tr.tb.Skip("links cannot be made here:", err)
	}
}

// walk walks the named paths and returns what it is told, as names.
func (tr tree) walk(names ...string) (found []string, skipped map[string]error) {
	tr.tb.Helper()
	name := func(path string) string {
		rel, err := filepath.Rel(tr.root, path)
		check(tr.tb, err)
		return filepath.ToSlash(rel)
	}
	paths := make([]string, len(names))
	for i := range names {
		paths[i] = tr.path(names[i])
	}
	skipped = map[string]error{}
	check(tr.tb, photo.Walk(tr.tb.Context(), paths, func(path string) error {
		found = append(found, name(path))
		return nil
	}, func(path string, err error) error {
		if _, twice := skipped[name(path)]; twice {
			tr.tb.Errorf("%s was skipped twice", name(path))
		}
		skipped[name(path)] = err
		return nil
	}))
	return found, skipped
}

func wantFound(tb testing.TB, got []string, want ...string) {
	tb.Helper()
	if !slices.Equal(got, want) {
		tb.Errorf("found %q, want %q", got, want)
	}
}

func wantSkipped(tb testing.TB, got map[string]error, want map[string]error) {
	tb.Helper()
	for name, err := range got {
		if want[name] == nil || !errors.Is(err, want[name]) {
			tb.Errorf("%s was skipped: %v; want %v", name, err, want[name])
		}
	}
	for name := range want {
		if got[name] == nil {
			tb.Errorf("%s was not skipped", name)
		}
	}
}

func TestWalkFindsPhotosInLexicalOrder(t *testing.T) {
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/b.png", "lib/a/z.png", "lib/a/k/1.png", "lib/c.png", "lib/no-extension")
	found, skipped := tr.walk("lib")
	wantFound(t, found, "lib/a/k/1.png", "lib/a/z.png", "lib/b.png", "lib/c.png", "lib/no-extension")
	wantSkipped(t, skipped, nil)
}

func TestWalkPassesOverOtherFilesButNotLyingPictures(t *testing.T) {
	tr := newTree(t)
	tr.write([]byte("some text of some length"), "lib/note.txt", "lib/liar.JPG")
	tr.write(nil, "lib/empty.png", "lib/empty.txt")
	tr.write([]byte("some text of some length"), "lib/raw.CR3")
	// What a phone and an editor put beside a photo.
	tr.write([]byte("\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  "), "lib/phone.MOV")
	tr.write([]byte("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"), "lib/phone.xmp", "lib/phone.AAE")
	tr.write([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1"), "lib/phone.heic", "lib/phone")
	tr.write(pngOf(t, corners(4, 4)), "lib/photo.txt")
	found, skipped := tr.walk("lib")
	wantFound(t, found, "lib/phone", "lib/phone.heic", "lib/photo.txt")
	wantSkipped(t, skipped, map[string]error{
		"lib/liar.JPG":  photo.ErrNotAPhoto,
		"lib/empty.png": photo.ErrEmpty,
		"lib/raw.CR3":   photo.ErrNotAPhoto,
	})
}

func TestWalkSaysWhyANamedPathIsNoPhoto(t *testing.T) {
	tr := newTree(t)
	tr.write([]byte("some text of some length"), "note.txt")
	found, skipped := tr.walk("note.txt", "gone.jpg")
	wantFound(t, found)
	wantSkipped(t, skipped, map[string]error{"note.txt": photo.ErrNotAPhoto, "gone.jpg": photo.ErrMissing})
}

func TestWalkPassesOverHiddenNamesUnlessNamed(t *testing.T) {
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/.hidden.png", "lib/.thumbs/a.png", "lib/seen.png")
	found, skipped := tr.walk("lib")
	wantFound(t, found, "lib/seen.png")
	wantSkipped(t, skipped, nil)
	found, _ = tr.walk("lib/.thumbs", "lib/.hidden.png")
	wantFound(t, found, "lib/.thumbs/a.png", "lib/.hidden.png")
}

func TestWalkFollowsOnlyLinksThatAreNamed(t *testing.T) {
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/a.png", "far/b.png")
	tr.link("far", "lib/folder")
	tr.link("far/b.png", "lib/b.png")
	tr.link("lib", "lib/loop")
	tr.link("far", "named")
	found, skipped := tr.walk("lib")
	wantFound(t, found, "lib/a.png")
	wantSkipped(t, skipped, nil)
	found, _ = tr.walk("named", "lib/b.png")
	wantFound(t, found, "named/b.png")
}

func TestWalkReportsNoFileTwice(t *testing.T) {
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/sub/a.png", "lib/b.png")
	tr.write([]byte("some text of some length"), "lib/liar.jpg")
	tr.link("lib", "again")
	check(t, os.Link(tr.path("lib/b.png"), tr.path("lib/second-name.png")))
	found, skipped := tr.walk("lib/b.png", "lib/sub", "lib/../lib", "again", "lib/sub/a.png", "lib/liar.jpg")
	wantFound(t, found, "lib/b.png", "lib/sub/a.png")
	wantSkipped(t, skipped, map[string]error{"lib/liar.jpg": photo.ErrNotAPhoto})
}

func TestWalkGoesOnAfterAnUnreadableFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is unreadable to the superuser")
	}
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/a/closed.png", "lib/b/open.png", "lib/b/closed.png")
	check(t, os.Chmod(tr.path("lib/a"), 0))
	check(t, os.Chmod(tr.path("lib/b/closed.png"), 0))
	t.Cleanup(func() { check(t, os.Chmod(tr.path("lib/a"), 0o700)) })
	found, skipped := tr.walk("lib")
	wantFound(t, found, "lib/b/open.png")
	wantSkipped(t, skipped, map[string]error{"lib/a": photo.ErrUnreadable, "lib/b/closed.png": photo.ErrUnreadable})
}

func TestWalkGoesOnAfterAFolderVanishes(t *testing.T) {
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/a.png", "lib/b/inside.png", "lib/c.png")
	var found, skipped []string
	check(t, photo.Walk(t.Context(), []string{tr.path("lib")}, func(path string) error {
		found = append(found, filepath.Base(path))
		return os.RemoveAll(tr.path("lib/b"))
	}, func(path string, err error) error {
		if !errors.Is(err, photo.ErrMissing) {
			t.Errorf("%s was skipped: %v", path, err)
		}
		skipped = append(skipped, filepath.Base(path))
		return nil
	}))
	wantFound(t, found, "a.png", "c.png")
	if !slices.Equal(skipped, []string{"b"}) {
		t.Errorf("skipped %q, want b", skipped)
	}
}

func TestWalkEndsWithTheCallersError(t *testing.T) {
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/a.png", "lib/sub/b.png")
	tr.write([]byte("some text of some length"), "lib/0.jpg")
	enough := errors.New("enough")
	yes := func(string) error { return nil }
	no := func(string) error { return enough }
	ignore := func(string, error) error { return nil }
	stop := func(string, error) error { return enough }
	for name, err := range map[string]error{
		"found":   photo.Walk(t.Context(), []string{tr.root}, no, ignore),
		"skipped": photo.Walk(t.Context(), []string{tr.root}, yes, stop),
		"missing": photo.Walk(t.Context(), []string{tr.path("gone")}, yes, stop),
	} {
		if !errors.Is(err, enough) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWalkEndsWithTheContext(t *testing.T) {
	tr := newTree(t)
	tr.write(pngOf(t, corners(4, 4)), "lib/a.png", "lib/b.png")
	ctx, cancel := context.WithCancel(t.Context())
	count := 0
	err := photo.Walk(ctx, []string{tr.root}, func(string) error {
		count++
		cancel()
		return nil
	}, func(string, error) error { return nil })
	if !errors.Is(err, context.Canceled) || count != 1 {
		t.Errorf("got %v after %d photos, want context.Canceled after 1", err, count)
	}
}

func TestKnownPhotosAreNotOpened(t *testing.T) {
	tr := newTree(t)
	tr.write([]byte("no picture"), "known", "unknown", "a/known")
	var found, listed []string
	tour := photo.Tour{
		Known:   func(_ string, info fs.FileInfo) bool { return info.Name() == "known" },
		Found:   func(path string, _ fs.FileInfo) error { found = append(found, path); return nil },
		Skipped: func(_ string, _ fs.FileInfo, err error) error { return err },
		Listed: func(path string, _ fs.FileInfo, whole bool) {
			if whole {
				listed = append(listed, path)
			}
		},
	}
	check(t, tour.Walk(t.Context(), []string{tr.root}))
	wantFound(t, found, tr.path("a/known"), tr.path("known"))
	wantFound(t, listed, tr.root, tr.path("a"))
}
