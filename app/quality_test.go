package app_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math"
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

// TestPhotosDecodedSmallAreSeenAsThoseDecodedWhole looks at photos as large as a
// camera's. An identity cell changes by 0.025 (in its cosine) where each sample of a
// picture changes by up to one, so that it is asked whether decoding less of a photo
// changes more than reducing it roughly does.
func TestPhotosDecodedSmallAreSeenAsThoseDecodedWhole(t *testing.T) {
	e, dir := openEngine(t), perbench(t)
	ctx, o := t.Context(), photo.Options{}
	concept := teach(t, e, e.Finder(nil), dir, "cat", app.MethodPerSAM)
	for _, name := range []string{"01.jpg", "02.jpg"} {
		data := enlarged(t, filepath.Join(dir, "Images/cat", name), 4000)
		whole, err := photo.Decode(ctx, data, o)
		if err != nil {
			t.Fatal(err)
		}
		look := func(picture *image.NRGBA) segment.IdentityMap {
			a, err := e.Identity.Look(ctx, picture, whole.Size())
			if err != nil {
				t.Fatal(err)
			}
			return a.Levels[1]
		}
		encode := func(picture *image.NRGBA) *segment.Features {
			f, err := e.Encoder.Encode(ctx, picture, whole.Size())
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		small := func(long int) *image.NRGBA {
			picture, size, err := photo.DecodeSmall(ctx, data, o, long)
			if err != nil || size != whole.Size() {
				t.Fatalf("decoded for %d: size %v, %v", long, size, err)
			}
			return picture
		}

		exact := look(whole.Reduced(segment.AppearanceSide))
		rough := meanCosine(exact.Data, look(whole.Rough(segment.AppearanceSide)).Data, exact.Dim)
		if got := meanCosine(exact.Data, look(small(segment.AppearanceSide)).Data, exact.Dim); got < 0.985 || got < rough-0.002 {
			t.Errorf("%s: identities agree to a cosine of %.4f, roughly reduced ones to %.4f", name, got, rough)
		}
		features, fromSmall := encode(whole.Reduced(segment.InputSide)), encode(small(segment.InputSide))
		if got := meanCosine(features.Data, fromSmall.Data, len(features.Data)); got < 0.999 {
			t.Errorf("%s: features agree to a cosine of %.4f", name, got)
		}
		var masks []*segment.Mask
		for _, f := range []*segment.Features{features, fromSmall} {
			result, err := concept.Segmenter.Segment(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			masks = append(masks, result.Mask)
		}
		if iou := masks[0].IoU(masks[1]); iou < 0.995 {
			t.Errorf("%s: masks agree to an IoU of %.4f", name, iou)
		}
	}
}

// enlarged returns a photo as a JPEG with a longer side of long pixels.
func enlarged(t *testing.T, path string, long int) []byte {
	t.Helper()
	p, err := photo.Open(t.Context(), path, photo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p.Reduced(long), &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// meanCosine returns the mean cosine of vectors of so many dimensions.
func meanCosine(a, b []float32, dimensions int) float64 {
	var sum float64
	for i := 0; i < len(a); i += dimensions {
		var ab, aa, bb float64
		for j := i; j < i+dimensions; j++ {
			x, y := float64(a[j]), float64(b[j])
			ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
		}
		if aa > 0 && bb > 0 {
			sum += ab / math.Sqrt(aa*bb)
		}
	}
	return sum / float64(len(a)/dimensions)
}
