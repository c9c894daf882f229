package app_test

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"testing"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// TestMasksAgreeWithThePapersCode compares final masks with those that the
// paper's own code made of the same photos with the same weights. All of
// perbench takes minutes; cmd/perbench does that.
func TestMasksAgreeWithThePapersCode(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	ctx := context.Background()
	finder := e.Finder(nil)
	for method, published := range map[app.Method]string{app.MethodPerSAM: "persam", app.MethodPerSAMF: "persam_f"} {
		t.Run(string(method), func(t *testing.T) {
			var sum float64
			photos := 0
			for _, subject := range []string{"cat", "duck_toy", "colorful_sneaker"} {
				concept := teach(t, e, finder, dir, subject, method)
				for n := 1; n <= 2; n++ {
					data, key, err := photo.Read(ctx, filepath.Join(dir, "Images", subject, fmt.Sprintf("%02d.jpg", n)))
					if err != nil {
						t.Fatal(err)
					}
					p, err := photo.Decode(ctx, data, photo.Options{})
					if err != nil {
						t.Fatal(err)
					}
					features, err := finder.Features(ctx, library.NewPixels(p), key)
					if err != nil {
						t.Fatal(err)
					}
					result, err := concept.Segmenter.Segment(ctx, features)
					if err != nil {
						t.Fatal(err)
					}
					sum += result.Mask.IoU(publishedMask(t, filepath.Join(dir, "reference", published, subject, fmt.Sprintf("%02d.png", n))))
					photos++
				}
			}
			if mean := sum / float64(photos); mean < 0.97 {
				t.Errorf("the masks agree to an IoU of %.3f", mean)
			}
		})
	}
}

// publishedMask reads a mask in which any value above zero is the object.
func publishedMask(t testing.TB, path string) *segment.Mask {
	t.Helper()
	p, err := photo.Open(context.Background(), path, photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	picture := p.Upright()
	gray := image.NewGray(picture.Rect)
	for i := range gray.Pix {
		if picture.Pix[4*i]|picture.Pix[4*i+1]|picture.Pix[4*i+2] != 0 {
			gray.Pix[i] = segment.Object
		}
	}
	return segment.MaskOf(gray)
}

func TestStoredFeaturesGiveTheSameMasks(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	ctx := context.Background()
	concept := teach(t, e, e.Finder(nil), dir, "cat", app.MethodPerSAM)
	p, err := photo.Open(ctx, filepath.Join(dir, "Images/cat/02.jpg"), photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	exact, err := e.Encoder.Encode(ctx, p.Reduced(segment.InputSide), p.Size())
	if err != nil {
		t.Fatal(err)
	}
	packed, err := exact.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	stored := &segment.Features{}
	if err := stored.UnmarshalBinary(packed); err != nil {
		t.Fatal(err)
	}
	var masks []*segment.Mask
	for _, f := range []*segment.Features{exact, stored} {
		result, err := concept.Segmenter.Segment(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		masks = append(masks, result.Mask)
	}
	if iou := masks[0].IoU(masks[1]); iou < 0.999 {
		t.Errorf("masks from exact and from stored features agree to an IoU of %.4f", iou)
	}
}
