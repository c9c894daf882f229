package ui

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

func TestAMaskIsReducedToItsPhotosThumbnail(t *testing.T) {
	for _, size := range []image.Point{{640, 480}, {333, 500}, {1000, 3}, {20, 30}, {321, 320}} {
		path := filepath.Join(t.TempDir(), "photo.png")
		writePhoto(t, path, size, color.NRGBA{A: 0xff})
		thumb, err := photoThumb(path, photo.Options{}).make(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if got := shrink(segment.NewMask(size), thumbSide).Size; got != thumb.Rect.Size() {
			t.Errorf("the mask of a photo of %v has %v, and the thumbnail %v", size, got, thumb.Rect.Size())
		}
	}
}

func TestNothingMarkedIsLostInAReducedMask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := segment.NewMask(image.Pt(rapid.IntRange(1, 90).Draw(t, "w"), rapid.IntRange(1, 90).Draw(t, "h")))
		at := image.Pt(rapid.IntRange(0, m.Size.X-1).Draw(t, "x"), rapid.IntRange(0, m.Size.Y-1).Draw(t, "y"))
		m.Pix[at.Y*m.Size.X+at.X] = segment.Object
		if small := shrink(m, rapid.IntRange(1, 120).Draw(t, "long")); small.Area() == 0 {
			t.Fatalf("the one pixel marked of %v is lost in %v", m.Size, small.Size)
		}
	})
}

func TestTheOutlineRunsAroundTheObjectAndLeavesTheRest(t *testing.T) {
	size := image.Pt(100, 80)
	m := disc(size)
	thumb := image.NewRGBA(image.Rectangle{Max: size})
	for i := range thumb.Pix {
		thumb.Pix[i] = 0xff
	}
	before := bytes.Clone(thumb.Pix)
	out := outlined(thumb, m, thin(accent))
	if !bytes.Equal(thumb.Pix, before) {
		t.Error("the thumbnail itself was drawn on")
	}
	line, white := color.RGBA(accent), color.RGBA{0xff, 0xff, 0xff, 0xff}
	for _, tt := range []struct {
		what string
		x, y int
		want color.RGBA
	}{
		{"the middle of the object", 50, 40, white},
		{"inside, away from the edge", 50, 24, white},
		{"the object's own edge", 50, 21, line},
		{"just outside", 50, 20, line},
		{"the line's far side", 50, 21 - int(thin(accent).reach), line},
		{"the halo", 50, 20 - int(thin(accent).reach), color.RGBA{0x55, 0x55, 0x55, 0xff}},
		{"beyond the halo", 50, 18 - int(thin(accent).reach), white},
		{"a corner", 0, 0, white},
	} {
		if got := out.RGBAAt(tt.x, tt.y); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.what, got, tt.want)
		}
	}
}

func TestAnObjectThatFillsThePhotoHasAnOutlineToo(t *testing.T) {
	size := image.Pt(30, 20)
	m := segment.NewMask(size)
	for i := range m.Pix {
		m.Pix[i] = segment.Object
	}
	out := outlined(image.NewRGBA(image.Rectangle{Max: size}), m, thin(accent))
	line := color.RGBA{accent.R, accent.G, accent.B, 0} // the picture's alpha stays
	if out.RGBAAt(0, 10) != line || out.RGBAAt(29, 10) != line {
		t.Error("the photo's border is not outlined")
	}
}
