package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"whereabouts/library/internal/simulated"
)

// simulate fills a cache with the first photos of a simulated library.
func simulate(tb testing.TB, c *Cache, l *simulated.Library, photos int) {
	tb.Helper()
	c.small.db.NoSync = true
	defer func() { c.small.db.NoSync = false }()
	const batch = 2000
	for from := 0; from < photos; from += batch {
		group := errgroup.Group{}
		group.SetLimit(runtime.GOMAXPROCS(0))
		made := make([][]entry, min(batch, photos-from))
		for i := range made {
			group.Go(func() (err error) {
				made[i], err = simulatedEntries(l.Photo(from + i))
				return err
			})
		}
		err := group.Wait()
		if err == nil {
			err = c.keep(slices.Concat(made...)...)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}

func simulatedEntries(p simulated.Photo) ([]entry, error) {
	index, err := p.Index.MarshalBinary()
	if err != nil {
		return nil, err
	}
	at, err := pathKey(p.Path)
	if err != nil {
		return nil, err
	}
	modified := p.Modified.UnixNano()
	seen := record{
		path: p.Path, size: p.Size, modified: modified, changed: modified, seen: modified + time.Hour.Nanoseconds(), key: p.Key,
	}
	stored, err := seen.MarshalBinary()
	return []entry{{indexKind, p.Key, index}, {fileKind, at, stored}}, err
}

func TestRankingIsThatOfEachPhotoBestFirst(t *testing.T) {
	c, l := openTestCache(t), simulated.New(1)
	const photos = 1000
	simulate(t, c, l, photos)
	if err := c.keep(entry{indexKind, Key{1}, []byte("no index")}); err != nil {
		t.Fatal(err)
	}
	looks := l.Looks(2, 3, 3)
	ranked, err := c.Rank(t.Context(), looks)
	if err != nil || len(ranked) != photos {
		t.Fatalf("%d of %d photos are ranked: %v", len(ranked), photos, err)
	}
	want := map[Key]float64{}
	for n := range photos {
		p := l.Photo(n)
		want[p.Key] = looks.Rank(p.Index)
	}
	for i, r := range ranked {
		if r.Rank != want[r.Key] || i > 0 && r.Rank > ranked[i-1].Rank {
			t.Fatalf("number %d has the rank %g, alone %g", i, r.Rank, want[r.Key])
		}
	}
	if first, last := ranked[0].Rank, ranked[photos-1].Rank; first < last+0.2 {
		t.Errorf("from %g to %g hardly anything is ranked", first, last)
	}
}

func TestRankingGoesOnWhileTheCacheIsChanged(t *testing.T) {
	c, l := openTestCache(t), simulated.New(2)
	const photos = 300
	simulate(t, c, l, photos)
	looks := l.Looks(1, 1, 1)
	var done atomic.Bool
	var changes sync.WaitGroup
	changes.Go(func() {
		for n := photos; !done.Load(); n++ {
			entries, err := simulatedEntries(l.Photo(n))
			if err == nil {
				err = errors.Join(c.keep(entries...), c.drop(indexKind, entries[0].key))
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 20 {
		ranked, err := c.Rank(t.Context(), looks)
		if err != nil || len(ranked) < photos || len(ranked) > photos+5 {
			t.Fatalf("%d photos are ranked: %v", len(ranked), err)
		}
	}
	done.Store(true)
	changes.Wait()
}

func TestRankingEndsWithItsContext(t *testing.T) {
	c, l := openTestCache(t), simulated.New(1)
	simulate(t, c, l, 50)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if ranked, err := c.Rank(ctx, l.Looks(1, 0, 0)); !errors.Is(err, context.Canceled) || ranked != nil {
		t.Errorf("%d photos are ranked: %v", len(ranked), err)
	}
	var none *Cache
	if ranked, err := none.Rank(t.Context(), l.Looks(1, 0, 0)); err != nil || ranked != nil {
		t.Errorf("without a cache %d photos are ranked: %v", len(ranked), err)
	}
}

// benchLibraries are the simulated libraries of a run of benchmarks, by their size.
var benchLibraries = map[int]string{}

// benchLibrary returns the folder of a cache with so many photos, which is made once
// in a run.
func benchLibrary(b *testing.B, photos int) string {
	b.Helper()
	if dir, ok := benchLibraries[photos]; ok {
		return dir
	}
	dir, err := os.MkdirTemp("", "whereabouts-bench-")
	if err != nil {
		b.Fatal(err)
	}
	benchLibraries[photos] = dir
	c := openCacheIn(b, dir)
	simulate(b, c, simulated.New(1), photos)
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
	return dir
}

// RemoveBenchLibraries removes what benchLibrary made.
func RemoveBenchLibraries() {
	for _, dir := range benchLibraries {
		_ = os.RemoveAll(dir)
	}
}

// BenchmarkLibrary ranks simulated libraries for a concept of 2 references and 3
// accepted and 3 rejected finds, beside ranking as many indexes in memory on one core,
// and opens them: the cache, and all that is known of photos' files.
func BenchmarkLibrary(b *testing.B) {
	for _, photos := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("rank/%d", photos), func(b *testing.B) { benchRanking(b, photos) })
		b.Run(fmt.Sprintf("open/%d", photos), func(b *testing.B) { benchOpening(b, photos) })
	}
}

func benchRanking(b *testing.B, photos int) {
	c := openCacheIn(b, benchLibrary(b, photos))
	l := simulated.New(1)
	looks := l.Looks(2, 3, 3)
	index := l.Photo(1).Index
	var all, one time.Duration
	for b.Loop() {
		start := time.Now()
		ranked, err := c.Rank(b.Context(), looks)
		if err != nil || len(ranked) != photos {
			b.Fatalf("%d photos are ranked: %v", len(ranked), err)
		}
		all += time.Since(start)
		start = time.Now()
		for range photos / 10 {
			looks.Rank(index)
		}
		one += 10 * time.Since(start)
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(all.Seconds()/one.Seconds(), "x-one-core-in-memory")
	b.ReportMetric(all.Seconds()/float64(b.N), "rank-s")
}

func benchOpening(b *testing.B, photos int) {
	dir := benchLibrary(b, photos)
	info, err := os.Stat(filepath.Join(dir, IndexFile))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c := openCacheIn(b, dir)
		files := 0
		err := c.each(b.Context(), fileKind, Key{}, func(_ Key, value []byte) error {
			files++
			return new(record).UnmarshalBinary(value)
		})
		if err = errors.Join(err, c.Close()); err != nil || files != photos {
			b.Fatalf("%d files of %d are known: %v", files, photos, err)
		}
	}
	b.ReportMetric(float64(info.Size())/float64(photos), "bytes/photo")
}
