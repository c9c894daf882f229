package library

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/library/internal/simulated"
)

// photosInIndex is enough for the small file to have branch pages.
const photosInIndex = 60

// harm damages a file at random: it is cut, or bits of it flip, or pages of it take
// the place of others. Half of that hits the beginnings of pages, which hold the file
// together.
func harm(file []byte, random *rand.Rand) []byte {
	const page = 4096
	file = bytes.Clone(file)
	pages := len(file) / page
	somewhere := func() int {
		if random.IntN(2) == 0 {
			return random.IntN(len(file))
		}
		return page*random.IntN(pages) + random.IntN(100)
	}
	switch random.IntN(4) {
	case 0:
		return file[:random.IntN(len(file))]
	case 1:
		copy(file[page*random.IntN(pages):], file[page*random.IntN(pages):][:page])
	default:
		for range 1 + random.IntN(20) {
			file[somewhere()] ^= 1 << random.IntN(8)
		}
	}
	return file
}

func TestDamagedIndexNeverLiesAndLeavesTheFeatures(t *testing.T) {
	l := simulated.New(1)
	dir := t.TempDir()
	c := openCacheIn(t, dir)
	simulate(t, c, l, photosInIndex)
	large := largeEntry(1, 100_000)
	if err := errors.Join(c.keep(large), c.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, IndexFile))
	if err != nil {
		t.Fatal(err)
	}
	looks := l.Looks(1, 1, 1)
	ranks := map[Key]float64{}
	for n := range photosInIndex {
		p := l.Photo(n)
		ranks[p.Key] = looks.Rank(p.Index)
	}
	rounds := 60
	if testing.Short() {
		rounds = 15
	}
	found := 0
	for seed := range rounds {
		if err := os.WriteFile(filepath.Join(dir, IndexFile), harm(file, rand.New(rand.NewPCG(7, uint64(seed)))), 0o600); err != nil {
			t.Fatal(err)
		}
		c := openCacheIn(t, dir)
		wantNoLies := func() {
			ranked, _ := c.Rank(t.Context(), looks)
			found += len(ranked)
			for _, r := range ranked {
				if want, ok := ranks[r.Key]; ok && r.Rank != want { // a key that is changed names no photo
					t.Fatalf("seed %d: a rank is %g instead of %g", seed, r.Rank, want)
				}
			}
		}
		wantNoLies()
		for n := range 3 { // what meets the damage may fail, but not twice
			p := l.Photo(n)
			entries, err := simulatedEntries(p)
			if err != nil {
				t.Fatal(err)
			}
			if c.drop(indexKind, p.Key) != nil {
				if err := c.drop(indexKind, p.Key); err != nil {
					t.Fatalf("seed %d: dropping: %v", seed, err)
				}
			}
			if c.keep(entries...) != nil {
				if err := c.keep(entries...); err != nil {
					t.Fatalf("seed %d: keeping: %v", seed, err)
				}
			}
			if c.Index(p.Key) == nil {
				t.Fatalf("seed %d: an index is not kept after the damage", seed)
			}
		}
		_, _ = c.Contents()
		wantNoLies()
		if !wantWhole(t, c, large) {
			t.Fatalf("seed %d: the features are gone", seed)
		}
		if err := c.Close(); err != nil {
			t.Fatalf("seed %d: closing: %v", seed, err)
		}
	}
	if found == 0 {
		t.Error("nothing was ever found")
	}
}

func TestDamagedFeaturesLeaveTheIndex(t *testing.T) {
	dir := t.TempDir()
	c := openCacheIn(t, dir)
	simulate(t, c, simulated.New(1), 5)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, CacheFile), []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	c = openCacheIn(t, dir)
	if !errors.Is(c.Notice(), ErrCacheDamaged) {
		t.Errorf("the notice is %v", c.Notice())
	}
	if n := len(collect(t, c, indexKind, Key{})); n != 5 {
		t.Errorf("%d indexes of 5 are left", n)
	}
}

func TestIndexOfANewerVersionIsLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	s, _, err := openStore(filepath.Join(dir, IndexFile), 1000, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCache(dir, [32]byte{1}); !errors.Is(err, ErrCacheNewer) {
		t.Errorf("got %v, want ErrCacheNewer", err)
	}
	if after, err := os.ReadFile(s.path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("beside it there are now %v: %v", entries, err)
	}
}
