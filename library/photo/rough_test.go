package photo_test

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// waves is a picture that changes slowly, as photos do.
func waves(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			wave := func(period float64) uint8 {
				return uint8(128 + 100*math.Sin(float64(x)/period)*math.Cos(float64(y)/(2*period)))
			}
			img.SetRGBA(x, y, color.RGBA{wave(31), wave(47), wave(23), 255})
		}
	}
	return img
}

func TestRoughlyReducedPhotoIsNearlyTheReducedOne(t *testing.T) {
	for _, size := range []image.Point{{801, 603}, {603, 801}, {640, 480}, {200, 100}, {1601, 3}} {
		p := decode(t, jpegOf(t, waves(size.X, size.Y)))
		exact, rough := p.Reduced(200), p.Rough(200)
		if exact.Rect != rough.Rect {
			t.Fatalf("%v: the sizes are %v and %v", size, exact.Rect, rough.Rect)
		}
		var sum, worst int
		for i := range exact.Pix {
			d := int(exact.Pix[i]) - int(rough.Pix[i])
			d = max(d, -d)
			sum, worst = sum+d, max(worst, d)
		}
		if mean := float64(sum) / float64(len(exact.Pix)); mean > 2 || worst > 24 {
			t.Errorf("%v: they differ by %.2f in the mean and %d at worst", size, mean, worst)
		}
	}
}

func TestRoughlyReducedPhotoStandsUpright(t *testing.T) {
	for o, from := range turned {
		p := decode(t, withJPEG(jpegOf(t, corners(320, 160)), exif(tag{tagOrientation, kindShort, o})))
		stored := [4]color.NRGBA{red, green, blue, yellow}
		var want [4]color.NRGBA
		for i := range want {
			want[i] = stored[from[i]]
		}
		wantCorners(t, p.Rough(64), want)
	}
}
