package library

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"whereabouts/library/internal/simulated"
)

// largeEntry is a large value that can be told from others.
func largeEntry(n, size int) entry {
	return entry{featureKind, Key{byte(n), byte(n >> 8)}, bytes.Repeat([]byte{byte(n), byte(n >> 8), 1, 2}, size/4)}
}

// wantWhole fails unless a large value is as it was put or gone, and reports whether
// it is there.
func wantWhole(t interface{ Fatalf(string, ...any) }, c *Cache, e entry) bool {
	got := lookUp[raw](c, e.kind, e.key)
	if got != nil && !bytes.Equal(*got, e.value) {
		t.Fatalf("a value of %d bytes is another", len(e.value))
	}
	return got != nil
}

// diskSize returns the size of the cache's files.
func diskSize(t interface{ Fatal(...any) }, c *Cache) (size int64) {
	for _, s := range []*store{c.large, c.small} {
		info, err := os.Stat(s.path)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

func TestFilesStayWithinTheBudgetAndWhatIsAlwaysKeptStays(t *testing.T) {
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 1))
		c := openTestCache(t)
		c.large.db.NoSync, c.small.db.NoSync = true, true
		budget := 12<<20 + random.Int64N(12<<20)
		c.SetBudget(budget)
		var all []entry
		for n := range 40 {
			e := largeEntry(n, []int{1000, 500 << 10, 1 << 20}[random.IntN(3)])
			small := entry{indexKind, e.key, make([]byte, 8066)}
			if err := c.keep(e, small); err != nil {
				t.Fatalf("value %d: %v", n, err)
			}
			all = append(all, e)
			if !wantWhole(t, c, e) {
				t.Fatalf("value %d is not kept", n)
			}
			if size := diskSize(t, c); size > budget {
				t.Fatalf("after value %d the files have %d bytes of %d", n, size, budget)
			}
		}
		kept := 0
		for _, e := range all {
			if wantWhole(t, c, e) {
				kept += len(e.value)
			}
			if lookUp[raw](c, indexKind, e.key) == nil {
				t.Fatal("an index is gone")
			}
		}
		if int64(kept) < budget/4 {
			t.Errorf("of a budget of %d only %d bytes are used", budget, kept)
		}
	}
}

func TestWhatMattersLeastIsRemovedFirst(t *testing.T) {
	now := time.Now()
	at := func(days int) int64 { return now.Add(time.Duration(days) * 24 * time.Hour).Unix() }
	inOrder := []use{
		{promise: -0.2, used: at(0)},
		{promise: 0.3, used: at(-90)},
		{promise: 0.3, used: at(0)},
		{promise: 0.8, used: at(-100)},
		{promise: unranked, used: at(0)},
		{promise: 0.6, used: at(1000)}, // the clock was set back since
		{promise: 0.8, used: at(-30)},
		{promise: 0.8, used: at(0)},
	}
	for i := range len(inOrder) - 1 {
		if a, b := inOrder[i].importance(now), inOrder[i+1].importance(now); a >= b {
			t.Errorf("number %d is worth %g, the next %g", i, a, b)
		}
	}
}

func TestPromisingValuesStayWhenRoomIsNeeded(t *testing.T) {
	c, l := openTestCache(t), simulated.New(1)
	c.large.db.NoSync, c.small.db.NoSync = true, true
	simulate(t, c, l, 60)
	keep := func(n int) {
		e := entry{featureKind, l.Photo(n).Key, make([]byte, 500<<10)}
		if err := c.keep(e); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 20 {
		keep(n)
	}
	ranked, err := c.Rank(t.Context(), l.Looks(3, 0))
	if err != nil {
		t.Fatal(err)
	}
	for n := 20; n < 40; n++ {
		keep(n)
	}
	c.SetBudget(diskSize(t, c) + 1<<20)
	for n := 40; n < 60; n++ {
		keep(n)
	}
	// Of the first forty, the half that was ranked higher should be there rather.
	var kept, lost []float64
	for _, r := range ranked {
		for n := range 40 {
			if l.Photo(n).Key != r.Key {
				continue
			}
			if lookUp[raw](c, featureKind, r.Key) != nil {
				kept = append(kept, r.Rank)
			} else {
				lost = append(lost, r.Rank)
			}
		}
	}
	if len(kept) == 0 || len(lost) == 0 {
		t.Fatalf("%d are kept and %d lost", len(kept), len(lost))
	}
	if worst, best := kept[len(kept)-1], lost[0]; worst < best {
		t.Errorf("one of the rank %g is lost and one of %g kept", best, worst)
	}
}

func TestValuesThatWereReadStayRatherThanOthers(t *testing.T) {
	dir := t.TempDir()
	c := openCacheIn(t, dir)
	c.large.db.NoSync, c.small.db.NoSync = true, true
	var all []entry
	old := time.Now().Add(-100 * 24 * time.Hour).Unix()
	for n := range 10 {
		e := largeEntry(n, 500<<10)
		all = append(all, e)
		if err := c.keep(e); err != nil {
			t.Fatal(err)
		}
		u := use{name: [nameSize]byte(c.name(e.kind, e.key)), size: int64(len(e.value)), used: old, promise: unranked}
		stored, err := u.entry()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.keep(stored); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range all[:5] {
		wantWhole(t, c, e)
	}
	if err := c.Close(); err != nil { // what was read is remembered
		t.Fatal(err)
	}
	c = openCacheIn(t, dir)
	if _, err := c.evict(5 * 500 << 10); err != nil {
		t.Fatal(err)
	}
	for n, e := range all {
		if there := wantWhole(t, c, e); there != (n < 5) {
			t.Errorf("value %d is there: %v", n, there)
		}
	}
}

func TestValuesOfOtherModelsAreRemovedFirst(t *testing.T) {
	dir := t.TempDir()
	c, err := OpenCache(dir, [32]byte{2})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.keep(largeEntry(1, 100_000)), c.Close()); err != nil {
		t.Fatal(err)
	}
	c = openCacheIn(t, dir)
	if err := c.keep(largeEntry(2, 100_000)); err != nil {
		t.Fatal(err)
	}
	other, err := c.Contents()
	if err != nil || other.Other.Count != 1 {
		t.Fatalf("it has %+v: %v", other, err)
	}
}

func TestValueThatNoBudgetHasRoomForIsNotKept(t *testing.T) {
	c := openTestCache(t)
	c.SetBudget(1 << 20)
	for n := range 3 {
		err := c.keep(largeEntry(n, 2<<20), entry{indexKind, Key{byte(n)}, []byte("small")})
		if !errors.Is(err, ErrCacheBudget) || !strings.Contains(err.Error(), "with a larger one more is remembered") {
			t.Errorf("the error is %v", err)
		}
		if lookUp[raw](c, indexKind, Key{byte(n)}) == nil {
			t.Error("what is small is not kept either")
		}
	}
	c.SetBudget(0)
	if err := c.keep(largeEntry(9, 2<<20)); err != nil || !wantWhole(t, c, largeEntry(9, 2<<20)) {
		t.Errorf("without a budget: %v", err)
	}
}

func TestFileThatIsLargerThanItsBudgetIsNotFilledAgain(t *testing.T) {
	c := openTestCache(t)
	c.large.db.NoSync, c.small.db.NoSync = true, true
	for n := range 20 {
		if err := c.keep(largeEntry(n, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	before := diskSize(t, c)
	const budget = 10 << 20
	c.SetBudget(budget)
	for n := 20; n < 40; n++ {
		if err := c.keep(largeEntry(n, 1<<20)); err != nil || !wantWhole(t, c, largeEntry(n, 1<<20)) {
			t.Fatalf("value %d: %v", n, err)
		}
		if seen, err := c.Contents(); err != nil || seen.Size-seen.Free > budget {
			t.Fatalf("after value %d it has %+v: %v", n, seen, err)
		}
	}
	if after := diskSize(t, c); after > before+evictionReserve {
		t.Errorf("the files went from %d to %d bytes", before, after)
	}
}

func TestCompactingGivesBackWhatIsFree(t *testing.T) {
	dir := t.TempDir()
	c := openCacheIn(t, dir)
	c.large.db.NoSync, c.small.db.NoSync = true, true
	var all []entry
	for n := range 20 {
		e := largeEntry(n, 1<<20)
		all = append(all, e, entry{indexKind, e.key, fmt.Append(nil, "index ", n)})
	}
	if err := c.keep(all...); err != nil {
		t.Fatal(err)
	}
	c.SetBudget(10 << 20)
	before := diskSize(t, c)
	freed, err := c.Compact(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after := diskSize(t, c)
	if freed != before-after || after > 10<<20 {
		t.Errorf("from %d to %d bytes, and %d are said to be freed", before, after, freed)
	}
	for range 2 {
		kept := 0
		for _, e := range all {
			if wantWhole(t, c, e) {
				kept++
			} else if e.kind == indexKind {
				t.Error("an index is gone")
			}
		}
		if kept < 26 {
			t.Errorf("%d values are kept", kept)
		}
		if err := c.keep(largeEntry(99, 1000)); err != nil || !wantWhole(t, c, largeEntry(99, 1000)) {
			t.Errorf("afterwards: %v", err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		c = openCacheIn(t, dir)
		if c.Notice() != nil {
			t.Error(c.Notice())
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("the folder has %v: %v", entries, err)
	}
}

func TestCompactingEndsWithItsContextAndLeavesTheCache(t *testing.T) {
	c := openTestCache(t)
	if err := c.keep(largeEntry(1, 1<<20)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Compact(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if !wantWhole(t, c, largeEntry(1, 1<<20)) {
		t.Error("the value is gone")
	}
	if _, err := os.Stat(compactName(c.large.path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was begun is there: %v", err)
	}
}

func TestFileIsCompactedByItselfWhereThatIsWorthIt(t *testing.T) {
	c := openTestCache(t)
	for n := range 8 {
		if err := c.keep(largeEntry(n, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	full, _, err := c.large.sizes()
	if err != nil {
		t.Fatal(err)
	}
	after := func(drop int, from int64) int64 {
		for n := range drop {
			if err := c.drop(featureKind, largeEntry(n, 4).key); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.large.compactIfWorth(from); err != nil {
			t.Fatal(err)
		}
		size, _, err := c.large.sizes()
		if err != nil {
			t.Fatal(err)
		}
		return size
	}
	if size := after(1, 1<<20); size < full {
		t.Errorf("most is in use, and it went from %d to %d bytes", full, size)
	}
	if size := after(7, 100<<20); size < full {
		t.Errorf("little is free, and it went from %d to %d bytes", full, size)
	}
	if size := after(7, 1<<20); size > full/2 || !wantWhole(t, c, largeEntry(7, 1<<20)) {
		t.Errorf("it went from %d to %d bytes", full, size)
	}
}
