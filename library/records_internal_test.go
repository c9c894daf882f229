package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const testKind valueKind = "a kind of the tests"

func collect(t interface{ Fatal(...any) }, c *Cache, k valueKind, from Key) (all []entry) {
	err := c.each(context.Background(), k, from, func(key Key, value []byte) error {
		all = append(all, entry{k, key, value})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRecordsAreWalkedInOrderAndDropped(t *testing.T) {
	c := openTestCache(t)
	c.small.db.NoSync = true
	rapid.Check(t, func(t *rapid.T) {
		model := map[Key][]byte{}
		for _, e := range collect(t, c, testKind, Key{}) {
			model[e.key] = e.value
		}
		for range rapid.IntRange(1, 20).Draw(t, "changes") {
			key := Key(sha256.Sum256([]byte{rapid.Byte().Draw(t, "key")}))
			if rapid.Bool().Draw(t, "drop") {
				if err := c.drop(testKind, key); err != nil {
					t.Fatal(err)
				}
				delete(model, key)
				continue
			}
			value := make([]byte, rapid.IntRange(0, 9000).Draw(t, "size"))
			if err := c.keep(entry{testKind, key, value}, entry{fileKind, key, []byte("of another kind")}); err != nil {
				t.Fatal(err)
			}
			model[key] = value
		}
		from := Key{rapid.Byte().Draw(t, "from")}
		var want []Key
		for key := range model {
			if bytes.Compare(key[:], from[:]) >= 0 {
				want = append(want, key)
			}
		}
		slices.SortFunc(want, func(a, b Key) int { return bytes.Compare(a[:], b[:]) })
		got := collect(t, c, testKind, from)
		if len(got) != len(want) {
			t.Fatalf("%d records from %x on, want %d", len(got), from[:1], len(want))
		}
		for i, e := range got {
			if e.key != want[i] || !bytes.Equal(e.value, model[e.key]) {
				t.Fatalf("record %d is another", i)
			}
		}
	})
}

func TestRecordsMayChangeWhileTheyAreWalked(t *testing.T) {
	c := openTestCache(t)
	c.small.db.NoSync = true
	const records = 2*chunkRecords + 7
	var all []entry
	for i := range records {
		var key Key
		binary.BigEndian.PutUint32(key[:], uint32(i))
		all = append(all, entry{testKind, key, fmt.Append(nil, i)})
	}
	if err := c.keep(all...); err != nil {
		t.Fatal(err)
	}
	seen := 0
	err := c.each(t.Context(), testKind, Key{}, func(key Key, _ []byte) error {
		if key != all[seen].key {
			t.Fatalf("record %d is another", seen)
		}
		seen++
		if seen%2000 == 1 {
			return c.drop(testKind, key, all[0].key)
		}
		return nil
	})
	if err != nil || seen != records {
		t.Errorf("%d of %d were seen: %v", seen, records, err)
	}
	if left := collect(t, c, testKind, Key{}); len(left) != records-5 {
		t.Errorf("%d of %d are left", len(left), records)
	}
}

func TestWalkOfRecordsEndsWithTheFirstErrorOrItsContext(t *testing.T) {
	c := openTestCache(t)
	if err := c.keep(entry{testKind, Key{1}, nil}, entry{testKind, Key{2}, nil}); err != nil {
		t.Fatal(err)
	}
	seen, enough := 0, errors.New("enough")
	visit := func(Key, []byte) error { seen++; return enough }
	if err := c.each(t.Context(), testKind, Key{}, visit); !errors.Is(err, enough) || seen != 1 {
		t.Errorf("after %d records: %v", seen, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.each(ctx, testKind, Key{}, visit); !errors.Is(err, context.Canceled) || seen != 1 {
		t.Errorf("after %d records: %v", seen, err)
	}
	var none *Cache
	if err := errors.Join(none.each(ctx, testKind, Key{}, visit), none.drop(testKind, Key{1})); err != nil {
		t.Errorf("without a cache: %v", err)
	}
}

func TestValuesInPiecesComeBackWhole(t *testing.T) {
	c := openTestCache(t)
	c.large.db.NoSync = true
	rapid.Check(t, func(t *rapid.T) {
		key := Key{rapid.Byte().Draw(t, "key")}
		size := rapid.SampledFrom([]int{0, 1, pieceSize - 1, pieceSize, pieceSize + 1, 3 * pieceSize, 5*pieceSize - 7}).Draw(t, "size")
		want := bytes.Repeat([]byte{byte(size), key[0], 7}, size/3+1)[:size]
		if err := c.keep(entry{appearanceKind, key, want}); err != nil {
			t.Fatal(err)
		}
		if got := lookUp[raw](c, appearanceKind, key); got == nil || !bytes.Equal(*got, want) {
			t.Fatalf("a value of %d bytes came back as %d", size, len(*got))
		}
		if rapid.Bool().Draw(t, "drop") {
			if err := c.drop(appearanceKind, key); err != nil {
				t.Fatal(err)
			}
			if lookUp[raw](c, appearanceKind, key) != nil {
				t.Fatal("it is still there")
			}
		}
	})
}

// raw is a value as it is stored.
type raw []byte

func (r *raw) UnmarshalBinary(b []byte) error {
	*r = bytes.Clone(b)
	return nil
}
