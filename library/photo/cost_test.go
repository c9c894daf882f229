package photo_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"whereabouts/library/photo"
)

// peakOf returns how much the heap grows at most while f runs.
func peakOf(f func()) int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	var peak atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapAlloc))
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-ended
	return int64(peak.Load()) - int64(before)
}

func TestCostCoversWhatDecodingTakes(t *testing.T) {
	img := corners(1600, 1200)
	grey := image.NewGray(img.Rect)
	palette := image.NewPaletted(img.Rect, color.Palette{red, blue})
	for name, data := range map[string][]byte{
		"jpeg": jpegOf(t, img), "grey jpeg": jpegOf(t, grey), "png": pngOf(t, img), "grey png": pngOf(t, grey),
		"palette png": pngOf(t, palette), "gif": gifOf(t, img), "bmp": bmpOf(t, img), "tiff": tiffOf(t, img),
		"16-bit tiff": tiffOf(t, image.NewNRGBA64(img.Rect)),
	} {
		cost := photo.Cost(data, photo.Options{})
		var p *photo.Photo
		peak := peakOf(func() { p = decode(t, data) })
		runtime.KeepAlive(p)
		if cost < peak {
			t.Errorf("%s: decoding took %d bytes, its cost is %d", name, peak, cost)
		}
		if pixels := int64(1600 * 1200); cost > 33*pixels {
			t.Errorf("%s: a cost of %d bytes a pixel", name, cost/pixels)
		}
	}
}

func TestCostOfProgressiveJPEGCountsItsCoefficients(t *testing.T) {
	baseline := jpegOf(t, corners(1600, 1200))
	progressive := bytes.Clone(baseline)
	progressive[bytes.Index(baseline, []byte{0xff, 0xc0})+1] = 0xc2
	if a, b := photo.Cost(baseline, photo.Options{}), photo.Cost(progressive, photo.Options{}); b < a+4*1600*1200 {
		t.Errorf("baseline %d, progressive %d", a, b)
	}
}

func TestCostOfHEICAndAVIFIsTheirDecoders(t *testing.T) {
	for name, want := range map[string]int64{"corners.heic": 16 << 20, "corners.avif": 16 << 20} {
		if got := photo.Cost(fixture(t, name), photo.Options{}); got < want || got > 2*want {
			t.Errorf("%s: %d bytes, want about %d", name, got, want)
		}
	}
}

func TestCostOfTenBitsIsHigher(t *testing.T) {
	eight, ten := fixture(t, "corners.avif"), fixture(t, "corners-10bit.avif")
	binary.BigEndian.PutUint32(ispe(eight), 6400)
	binary.BigEndian.PutUint32(ispe(ten), 6400)
	if a, b := photo.Cost(eight, photo.Options{}), photo.Cost(ten, photo.Options{}); a >= b {
		t.Errorf("eight bits %d, ten bits %d", a, b)
	}
}

// ispe returns where a HEIC or AVIF declares the size of its last picture.
func ispe(data []byte) []byte { return data[bytes.LastIndex(data, []byte("ispe"))+8:] }

func TestCostOfRAWIsThatOfItsPreview(t *testing.T) {
	for name, data := range rawFiles(t) {
		if got, want := photo.Cost(data, photo.Options{}), photo.Cost(preview(t, 800, 600), photo.Options{}); got != want {
			t.Errorf("%s: %d bytes, its preview %d", name, got, want)
		}
	}
}

func TestRefusedPhotosCostNothing(t *testing.T) {
	for name, data := range map[string][]byte{"nothing": nil, "text": []byte("a shopping list"), "bomb": bigPNG(60000, 60000)} {
		if got := photo.Cost(data, photo.Options{}); got != 0 {
			t.Errorf("%s: %d bytes", name, got)
		}
	}
}
