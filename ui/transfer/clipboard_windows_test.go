package transfer

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"slices"
	"testing"
)

func TestFilesAndPictureGoThroughTheClipboard(t *testing.T) {
	x, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	picture, files := b.Bytes(), []string{`C:\Mimi 1 ü.png`, `C:\Mimi 2.png`}
	for name, c := range map[string]struct{ put, pasted Offer }{
		"a picture":           {Of(picture, nil), Of(picture, nil)},
		"files":               {Of(nil, files), Of(nil, files)},
		"a picture as a file": {Of(picture, files[:1]), Of(nil, files[:1])},
	} {
		if err := x.Put(t.Context(), c.put); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var want Pasted
		if c.pasted.Files != nil {
			want.Files, _ = c.pasted.Files()
		} else {
			want.Picture, _ = c.pasted.Picture()
		}
		got, err := x.Paste(t.Context())
		if err != nil || !slices.Equal(got.Files, want.Files) || !bytes.Equal(got.Picture, want.Picture) {
			t.Errorf("%s: pasted are %q and %d bytes: %v", name, got.Files, len(got.Picture), err)
		}
	}
	if err := putContents(true, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := x.Paste(t.Context()); !errors.Is(err, ErrNothing) {
		t.Errorf("of an empty clipboard %v is pasted (%v)", got, err)
	}
}
