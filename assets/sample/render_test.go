package sample_test

import (
	"bytes"
	"image"
	"slices"
	"testing"

	"github.com/disintegration/imaging"

	"whereabouts/assets/sample"
	"whereabouts/assets/sample/album"
)

// The committed photos must be those that the program renders. Processors that
// fuse multiplication and addition round a little differently.
func TestRenderingAgainGivesTheCommittedPhotosAndMasks(t *testing.T) {
	if testing.Short() {
		t.Skip("renders whole photos")
	}
	for _, name := range []string{"holiday/IMG_0110.jpg", "IMG_0143.jpg"} {
		t.Run(name, func(t *testing.T) {
			shots := album.Shots()
			s := shots[slices.IndexFunc(shots, func(s album.Shot) bool { return s.Name == name })]
			width, height := s.Size()
			p, err := s.Render(t.Context(), width, height)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := s.Encode(&b, p.Image); err != nil {
				t.Fatal(err)
			}
			again, err := imaging.Decode(&b, imaging.AutoOrientation(true))
			if err != nil {
				t.Fatal(err)
			}
			if off := differing(again, photo(t, name), 2); off > 0.001 {
				t.Errorf("%.4f of the pixels differ from the committed photo", off)
			}
			for i, o := range album.Objects() {
				if !slices.Contains(s.Objects(), o.Slug) {
					continue
				}
				want, err := sample.Mask(o.Slug, name)
				if err != nil {
					t.Fatal(err)
				}
				mask, _ := p.Mask(i + 1)
				if off := differing(mask, want, 0); off > 0.001 {
					t.Errorf("%.4f of the mask of %s differ from the committed one", off, o.Slug)
				}
			}
		})
	}
}

// differing is the share of pixels that differ by more than the tolerance in
// some channel.
func differing(a, b image.Image, tolerance int) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	p, q := imaging.Clone(a), imaging.Clone(b)
	n := 0
	for i := 0; i < len(p.Pix); i += 4 {
		for c := range 3 {
			if d := int(p.Pix[i+c]) - int(q.Pix[i+c]); d > tolerance || -d > tolerance {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(p.Pix)/4)
}
