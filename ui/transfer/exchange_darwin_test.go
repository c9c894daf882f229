package transfer

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ebitengine/purego/objc"
	"golang.org/x/text/unicode/norm"
)

// ownBoard gives a pasteboard of the test's own, so that the user's stays as it is.
func ownBoard(t *testing.T, f func(board objc.ID)) {
	t.Helper()
	if err := loadAppKit(); err != nil {
		t.Fatal(err)
	}
	inPool(func() {
		board := send(class("NSPasteboard"), "pasteboardWithUniqueName")
		defer send(board, "releaseGlobally")
		f(board)
	})
}

// smallPNG returns a picture.
func smallPNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 5, 3))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// same reports whether two lists name the same files: AppKit may take letters apart.
func same(a, b []string) bool {
	return slices.EqualFunc(a, b, func(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) })
}

// ownFiles returns files with names that a URL cannot hold as they are.
func ownFiles(t *testing.T, content []byte) (files []string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"Mimi 2024-05-03 50% #1.png", "Käthe 猫.png"} {
		files = append(files, filepath.Join(dir, name))
		if err := os.WriteFile(files[len(files)-1], content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestFilesAndTheirPictureArePutOnThePasteboard(t *testing.T) {
	picture := smallPNG(t)
	files := ownFiles(t, picture)
	for _, some := range [][]string{files[:1], files} {
		ownBoard(t, func(board objc.ID) {
			if err := putOn(board, picture, some); err != nil {
				t.Fatal(err)
			}
			got, err := pastedFrom(board)
			if err != nil || !same(got.Files, some) {
				t.Errorf("pasted %q: %v", got.Files, err)
			}
			if !bytes.Equal(dataOf(send(board, "dataForType:", text(pngType))), picture) {
				t.Error("the picture is not there")
			}
		})
	}
}

func TestAPictureIsPastedWhateverItsFormatIs(t *testing.T) {
	picture := smallPNG(t)
	ownBoard(t, func(board objc.ID) {
		if _, err := pastedFrom(board); !errors.Is(err, ErrNothing) {
			t.Errorf("from an empty pasteboard comes %v", err)
		}
		if err := putOn(board, picture, nil); err != nil {
			t.Fatal(err)
		}
		if got, err := pastedFrom(board); err != nil || !bytes.Equal(got.Picture, picture) {
			t.Errorf("pasted %d bytes: %v", len(got.Picture), err)
		}
		tiff := send(send(class("NSBitmapImageRep"), "imageRepWithData:", data(picture)), "TIFFRepresentation")
		ask[int](board, "clearContents")
		ask[bool](board, "setData:forType:", tiff, text(tiffType))
		got, err := pastedFrom(board)
		if err != nil {
			t.Fatal(err)
		}
		if size, err := png.DecodeConfig(bytes.NewReader(got.Picture)); err != nil || size.Width != 5 || size.Height != 3 {
			t.Errorf("it became %v: %v", size, err)
		}
	})
}
