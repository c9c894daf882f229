package library_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"whereabouts/library"
	"whereabouts/segment"
)

// photosInFile is enough for the file to have branch pages above its leaves.
const photosInFile = 6

// filled is the file of a cache with photosInFile photos, and their features.
var filled = sync.OnceValues(func() ([]byte, []*segment.Features) {
	dir, err := os.MkdirTemp("", "whereabouts-cache-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	c, err := library.OpenCache(dir, model)
	if err != nil {
		panic(err)
	}
	var all []*segment.Features
	for n := range photosInFile {
		all = append(all, featuresOf(n))
		if err := c.Put(keyOf(n), all[n]); err != nil {
			panic(err)
		}
	}
	if err := c.Close(); err != nil {
		panic(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, library.CacheFile))
	if err != nil {
		panic(err)
	}
	return file, all
})

// The parts of a bbolt file that damage is aimed at.
const (
	pageSize   = 4096
	branchPage = 1
	leafPage   = 2
	freePage   = 16
)

// pagesOf returns where a file's pages of a kind begin.
func pagesOf(file []byte, kinds ...uint16) (offsets []int) {
	for at := 0; at+16 <= len(file); at += pageSize {
		if binary.LittleEndian.Uint64(file[at:]) != uint64(at/pageSize) {
			continue
		}
		for _, kind := range kinds {
			if binary.LittleEndian.Uint16(file[at+8:]) == kind {
				offsets = append(offsets, at)
			}
		}
	}
	return offsets
}

// wantSurvived fails unless a cache whose file is damaged gives no features
// but those that were put, and works afterwards.
func wantSurvived(tb testing.TB, damaged []byte) {
	tb.Helper()
	_, all := filled()
	dir := tb.TempDir()
	check(tb, os.WriteFile(filepath.Join(dir, library.CacheFile), damaged, 0o644))
	wantNoLies := func(c *library.Cache) {
		for n, want := range all {
			if got := c.Get(keyOf(n)); got != nil && !sameFeatures(got, want) {
				tb.Errorf("photo %d has features that were never put", n)
			}
		}
	}
	c, err := library.OpenCache(dir, model)
	check(tb, err)
	wantNoLies(c)
	// What meets the damage is not kept, but what is put after that is.
	const last = photosInFile - 1
	if c.Put(keyOf(last), all[last]) != nil || c.Get(keyOf(last)) == nil {
		check(tb, c.Put(keyOf(last), all[last]))
	}
	if got := c.Get(keyOf(last)); got == nil || !sameFeatures(got, all[last]) {
		tb.Error("the cache does not keep features after the damage")
	}
	wantNoLies(c)
	check(tb, c.Close())
	c, err = library.OpenCache(dir, model)
	check(tb, err)
	wantNoLies(c)
	check(tb, c.Close())
}

// damage returns the file damaged at random: cut, bits flipped, bytes replaced
// or pages put in the place of others. Half of it hits what holds the file
// together instead of the values, which are most of its bytes.
func damage(file []byte, random *rand.Rand) []byte {
	file = bytes.Clone(file)
	structure := pagesOf(file, branchPage, leafPage, freePage)
	structure = append(structure, 0, pageSize)
	page := func() int { return structure[random.IntN(len(structure))] }
	somewhere := func() int {
		if random.IntN(2) == 0 {
			return random.IntN(len(file))
		}
		return page() + random.IntN(100)
	}
	switch random.IntN(6) {
	case 0:
		return file[:random.IntN(len(file))]
	case 1:
		at := page()
		clear(file[at : at+pageSize])
	case 2:
		copy(file[page():], file[page():][:pageSize])
	case 3:
		for range 1 + random.IntN(30) {
			file[somewhere()] = byte(random.IntN(256))
		}
	default:
		for range 1 + random.IntN(3) {
			file[somewhere()] ^= 1 << random.IntN(8)
		}
	}
	return file
}

func TestDamagedCacheNeverLiesAndWorksAfterwards(t *testing.T) {
	file, _ := filled()
	rounds := 100
	if testing.Short() {
		rounds = 20
	}
	for i := range rounds {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			wantSurvived(t, damage(file, rand.New(rand.NewPCG(1, uint64(i)))))
		})
	}
}

func FuzzDamagedCache(f *testing.F) {
	f.Add(uint32(8), []byte{1})
	f.Add(uint32(3*pageSize), []byte{0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 255, 255})
	f.Fuzz(func(t *testing.T, at uint32, over []byte) {
		file, _ := filled()
		file = bytes.Clone(file)
		copy(file[int(at)%len(file):], over)
		wantSurvived(t, file)
	})
}

func TestStructureThatBboltWouldFollowForEver(t *testing.T) {
	file, _ := filled()
	const header, element = 16, 16
	branches, leaves, free := pagesOf(file, branchPage), pagesOf(file, leafPage), pagesOf(file, freePage)
	if len(branches) == 0 || len(leaves) == 0 || len(free) == 0 {
		t.Fatalf("the file has branches %v, leaves %v, free pages %v", branches, leaves, free)
	}
	tests := map[string]func(file []byte){
		"branch that is its own child": func(file []byte) {
			for _, at := range branches {
				for i := range int(binary.LittleEndian.Uint16(file[at+10:])) {
					binary.LittleEndian.PutUint64(file[at+header+element*i+8:], uint64(at/pageSize))
				}
			}
		},
		"leaf that claims to be a branch": func(file []byte) {
			for _, at := range leaves {
				binary.LittleEndian.PutUint16(file[at+8:], branchPage)
			}
		},
		"pages that claim to go on for terabytes": func(file []byte) {
			for _, at := range append(branches, leaves...) {
				binary.LittleEndian.PutUint32(file[at+12:], 1<<32-1)
			}
		},
		"free list that claims to go on for terabytes": func(file []byte) {
			for _, at := range free {
				binary.LittleEndian.PutUint32(file[at+12:], 1<<32-1)
			}
		},
		"free list of 2^38 pages": func(file []byte) {
			for _, at := range free {
				binary.LittleEndian.PutUint16(file[at+10:], 0xFFFF)
				binary.LittleEndian.PutUint64(file[at+header:], 1<<38)
			}
		},
		"free list of pages in use": func(file []byte) {
			for _, at := range free {
				binary.LittleEndian.PutUint16(file[at+10:], 200)
				for i := range 200 {
					binary.LittleEndian.PutUint64(file[at+header+8*i:], uint64(3+i))
				}
			}
		},
		"values that claim to have 4 GiB": func(file []byte) {
			for _, at := range leaves {
				for i := range int(binary.LittleEndian.Uint16(file[at+10:])) {
					binary.LittleEndian.PutUint32(file[at+header+element*i+12:], 1<<32-1)
				}
			}
		},
		"keys that claim to have 4 GiB": func(file []byte) {
			for _, at := range append(branches, leaves...) {
				for i := range int(binary.LittleEndian.Uint16(file[at+10:])) {
					binary.LittleEndian.PutUint32(file[at+header+element*i+4:], 1<<32-1)
				}
			}
		},
		"pages that claim to have 65535 elements": func(file []byte) {
			for _, at := range append(branches, leaves...) {
				binary.LittleEndian.PutUint16(file[at+10:], 0xFFFF)
			}
		},
		"pages that claim to have no elements": func(file []byte) {
			for _, at := range append(branches, leaves...) {
				binary.LittleEndian.PutUint16(file[at+10:], 0)
			}
		},
	}
	for name, harm := range tests {
		t.Run(name, func(t *testing.T) {
			harmed := bytes.Clone(file)
			harm(harmed)
			wantSurvived(t, harmed)
		})
	}
}
