package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// mixed is how many photos BenchmarkScanMemory scans.
var mixed = flag.Int("mixed", 60, "photos of 12 to 50 megapixels in BenchmarkScanMemory")

// BenchmarkScanMemory scans mixed photos of 12 to 50 megapixels in a process of its
// own and tells how much memory that takes at most.
func BenchmarkScanMemory(b *testing.B) {
	if findModel(b).encoder == "" {
		b.Skip(`the model is not installed; "whereabouts setup" brings it`)
	}
	dir := b.TempDir()
	sizes := []image.Point{{4000, 3000}, {6000, 4000}, {4032, 3024}, {8192, 6144}, {5472, 3648}, {3000, 4000}}
	var photos [][]byte
	for _, size := range sizes {
		photos = append(photos, bigPhoto(b, size))
	}
	for i := range *mixed {
		photo := photos[i%len(photos)]
		photo = append(photo[:len(photo):len(photo)], byte(i), byte(i>>8)) // so that no two have one content
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.jpg", i)), photo, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	most := int64(0)
	for b.Loop() {
		scan := exec.Command("whereabouts", "scan", "--cache", b.TempDir(), dir)
		if said, err := scan.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, said)
		}
		if usage, ok := scan.ProcessState.SysUsage().(*syscall.Rusage); ok {
			most = max(most, usage.Maxrss<<10)
		}
	}
	b.ReportMetric(float64(most)/1e6, "peak-MB")
	b.ReportMetric(float64(*mixed), "photos")
}

// bigPhoto is a JPEG of the given size.
func bigPhoto(b *testing.B, size image.Point) []byte {
	b.Helper()
	img := image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = uint8(i/size.X/9+i%size.X/7) ^ uint8(i*7919>>13)&7
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(100+i/1000%50), 128
	}
	var data bytes.Buffer
	if err := jpeg.Encode(&data, img, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	return data.Bytes()
}
