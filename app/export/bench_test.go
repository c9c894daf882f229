package export_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/app/export"
)

// BenchmarkCOCOOf10000Finds exports 1,000 photos of ten finds each, and writes the same
// masks bare, as PNGs; the ratio is that of the two.
func BenchmarkCOCOOf10000Finds(b *testing.B) {
	const photos, finds = 1000, 10
	dir := b.TempDir()
	mask := hoop(640, 480, 300, 220, 180, 60)
	file := jpegOf(b, paint(mask), 1)
	var j export.Job
	for i := range photos {
		s := takeShot(b, filepath.Join(dir, fmt.Sprintf("%04d.jpg", i)), file, false, mask)
		for len(s.Finds) < finds {
			s.Finds = append(s.Finds, s.Finds[0])
		}
		j.Photos = append(j.Photos, s.Photo)
	}
	coco, err := export.Lookup("coco")
	check(b, err)
	for n := 0; b.Loop(); n++ {
		bare := b.TempDir()
		spent := timed(b, func() error {
			for i, p := range j.Photos {
				for n, f := range p.Finds {
					m, err := f.Mask()
					if err != nil {
						return err
					}
					grey := &image.Gray{Pix: m.Pix, Stride: m.Size.X, Rect: image.Rectangle{Max: m.Size}}
					var out bytes.Buffer
					if err := png.Encode(&out, grey); err != nil {
						return err
					}
					if err := os.WriteFile(filepath.Join(bare, fmt.Sprintf("%d-%d.png", i, n)), out.Bytes(), 0o644); err != nil {
						return err
					}
				}
			}
			return nil
		})
		j.Dir = filepath.Join(b.TempDir(), "coco")
		exporting := timed(b, func() error {
			_, err := export.Run(b.Context(), coco, j, nil)
			return err
		})
		b.ReportMetric(exporting.Seconds(), "s-coco")
		b.ReportMetric(spent.Seconds(), "s-PNGs")
		b.ReportMetric(float64(exporting)/float64(spent), "ratio")
	}
}
