package library_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"whereabouts/library"
	"whereabouts/segment"
)

func TestMain(m *testing.M) {
	if role, dir, ok := strings.Cut(os.Getenv(childEnv), ":"); ok {
		if strings.HasPrefix(role, "judge") {
			os.Exit(runJudge(dir, role == "judge forever"))
		}
		if role == "scan" {
			os.Exit(runScan(dir))
		}
		os.Exit(runChild(role, dir))
	}
	code := m.Run()
	library.RemoveBenchLibraries()
	os.Exit(code)
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// model and otherModel stand for the hashes of two encoders.
var model, otherModel = sha256.Sum256([]byte("model")), sha256.Sum256([]byte("other model"))

// keyOf names the n-th photo.
func keyOf(n int) library.Key { return sha256.Sum256(fmt.Appendf(nil, "photo %d", n)) }

// featuresOf returns the features of the n-th photo, which differ from those of
// all others and are not changed by being stored.
func featuresOf(n int) *segment.Features {
	if made, ok := featuresMade.Load(n); ok {
		return made.(*segment.Features) //nolint:forcetypeassert // nothing else is stored
	}
	f := &segment.Features{
		Frame: segment.NewFrame(image.Pt(640+n, 480)),
		Data:  make([]float32, segment.FeatureChannels*segment.FeatureSide*segment.FeatureSide),
	}
	for i := range f.Data {
		f.Data[i] = float32((i*(2*n+3)+n)%255 - 127)
	}
	stored, err := f.MarshalBinary()
	if err == nil {
		err = f.UnmarshalBinary(stored)
	}
	if err != nil {
		panic(err)
	}
	featuresMade.Store(n, f)
	return f
}

var featuresMade sync.Map // by number, since making them takes long

func sameFeatures(a, b *segment.Features) bool {
	return a.Frame == b.Frame && slices.Equal(a.Data, b.Data)
}

func openCache(tb testing.TB, dir string) *library.Cache {
	tb.Helper()
	c, err := library.OpenCache(dir, model)
	check(tb, err)
	tb.Cleanup(func() { check(tb, c.Close()) })
	return c
}

// wantKept fails unless the cache has the features of the n-th photo.
func wantKept(tb testing.TB, c *library.Cache, n int) {
	tb.Helper()
	if got := c.Get(keyOf(n)); got == nil || !sameFeatures(got, featuresOf(n)) {
		tb.Errorf("the features of photo %d do not come back", n)
	}
}

// wantWorking fails unless the cache keeps what it is given.
func wantWorking(tb testing.TB, c *library.Cache) {
	tb.Helper()
	check(tb, c.Put(keyOf(99), featuresOf(99)))
	wantKept(tb, c, 99)
}

// writeJPEG writes a small photo of one colour.
func writeJPEG(tb testing.TB, path string, c color.Color) {
	tb.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 32, 24))
	for i := range 32 * 24 {
		img.Set(i%32, i/32, c)
	}
	var b bytes.Buffer
	check(tb, jpeg.Encode(&b, img, nil))
	check(tb, os.MkdirAll(filepath.Dir(path), 0o755))
	check(tb, os.WriteFile(path, b.Bytes(), 0o644))
}
