package library

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"whereabouts/segment"
)

// BenchmarkRescan scans 100,000 files again of which none has changed, in a program
// that was just started. Beside it stands a bare walk that asks the system for each
// file's description; "x-walk" is their ratio.
func BenchmarkRescan(b *testing.B) {
	const folders, each = 500, 200
	dir, cacheDir := b.TempDir(), b.TempDir()
	index, err := (&segment.Index{Photo: image.Pt(32, 24)}).MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	cache := openCacheIn(b, cacheDir)
	catalogue, err := OpenCatalogue(b.Context(), cache)
	if err != nil {
		b.Fatal(err)
	}
	for i := range folders {
		folder := filepath.Join(dir, fmt.Sprintf("folder-%03d", i))
		if err := os.Mkdir(folder, 0o700); err != nil {
			b.Fatal(err)
		}
		var entries []entry
		for k := range each {
			path := filepath.Join(folder, fmt.Sprintf("IMG_%04d.JPG", k))
			if err := os.WriteFile(path, []byte("\xff\xd8\xff and no more"), 0o600); err != nil {
				b.Fatal(err)
			}
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			r := newRecord(path, info, time.Now().Add(time.Hour))
			r.key, _ = pathKey(path)
			entries = append(append(entries, catalogue.learn(&r)...), entry{indexKind, r.key, index})
		}
		if err := cache.keep(entries...); err != nil {
			b.Fatal(err)
		}
	}
	if err := catalogue.AddRoots(dir); err != nil {
		b.Fatal(err)
	}
	if err := cache.Close(); err != nil {
		b.Fatal(err)
	}
	var walk, rescan, listing time.Duration
	for b.Loop() {
		start := time.Now()
		met := 0
		err := filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				met++
				_, err = e.Info()
			}
			return err
		})
		if err != nil || met != folders*each {
			b.Fatalf("met %d: %v", met, err)
		}
		walk += time.Since(start)

		start = time.Now()
		cache := openCacheIn(b, cacheDir)
		catalogue, err := OpenCatalogue(b.Context(), cache)
		if err != nil {
			b.Fatal(err)
		}
		listing += time.Since(start)
		var told Surveyed
		s := &Scanner{Finder: &Finder{Cache: cache, Catalogue: catalogue}, Catalogue: catalogue, Observe: func(e Event) {
			if s, ok := e.(Surveyed); ok {
				told = s
			}
		}}
		if err := s.Scan(b.Context()); err != nil || told != (Surveyed{Photos: folders * each}) {
			b.Fatalf("told %+v: %v", told, err)
		}
		rescan += time.Since(start)
		if err := cache.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(rescan.Seconds()/walk.Seconds(), "x-walk")
	b.ReportMetric(rescan.Seconds()/float64(b.N), "rescan-s")
	b.ReportMetric(listing.Seconds()/float64(b.N), "open-s")
	b.ReportMetric(0, "ns/op")
}
