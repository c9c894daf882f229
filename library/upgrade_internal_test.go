package library

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// writeOldCache writes a cache of format 1, one file for all, with as many indexes
// and records of files as told and a large value.
func writeOldCache(t *testing.T, dir string, values int) {
	t.Helper()
	c := &Cache{model: [sha256.Size]byte{1}}
	db, err := bbolt.Open(filepath.Join(dir, CacheFile), 0o644, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if err := layOut(tx, oldFormat); err != nil {
			return err
		}
		bucket := tx.Bucket(valueBucket)
		for i := range values {
			key := Key(sha256.Sum256([]byte{byte(i), byte(i >> 8)}))
			if err := errors.Join(
				bucket.Put(c.name(indexKind, key), make([]byte, 1000+i)),
				bucket.Put(c.name(fileKind, key), []byte{byte(i)}),
			); err != nil {
				return err
			}
		}
		return bucket.Put(c.name(featureKind, Key{1}), make([]byte, 1<<20))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestSmallValuesOfAnOldCacheAreCarriedOver(t *testing.T) {
	dir := t.TempDir()
	const values = 1500 // more than a chunk
	writeOldCache(t, dir, values)
	for range 2 {
		c, err := OpenCache(dir, [sha256.Size]byte{1})
		if err != nil || c.Notice() != nil {
			t.Fatal(err, c.Notice())
		}
		indexes, files := collect(t, c, indexKind, Key{}), collect(t, c, fileKind, Key{})
		if len(indexes) != values || len(files) != values {
			t.Errorf("%d indexes and %d files of %d are carried over", len(indexes), len(files), values)
		}
		for i := range values {
			if got := lookUp[raw](c, indexKind, sha256.Sum256([]byte{byte(i), byte(i >> 8)})); got == nil || len(*got) != 1000+i {
				t.Fatalf("index %d is another", i)
			}
		}
		if seen, err := c.Contents(); err != nil || seen.Features.Count != 0 || seen.Other.Count != 0 {
			t.Errorf("it has %+v: %v", seen, err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOldCacheThatIsDamagedIsSetAside(t *testing.T) {
	dir := t.TempDir()
	writeOldCache(t, dir, 1500)
	if err := os.Truncate(filepath.Join(dir, CacheFile), 1<<20); err != nil {
		t.Fatal(err)
	}
	c, err := OpenCache(dir, [sha256.Size]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if !errors.Is(c.Notice(), ErrCacheDamaged) {
		t.Errorf("the notice is %v", c.Notice())
	}
	if err := c.keep(entry{featureKind, Key{1}, []byte("large")}, entry{indexKind, Key{1}, []byte("small")}); err != nil {
		t.Error(err)
	}
}

func TestOldFileInPlaceOfTheIndexIsSetAside(t *testing.T) {
	dir := t.TempDir()
	writeOldCache(t, dir, 3)
	if err := os.Rename(filepath.Join(dir, CacheFile), filepath.Join(dir, IndexFile)); err != nil {
		t.Fatal(err)
	}
	c, err := OpenCache(dir, [sha256.Size]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if !errors.Is(c.Notice(), ErrCacheDamaged) {
		t.Errorf("the notice is %v", c.Notice())
	}
}

// TestAnUpgradeThatIsKilledIsWholeAtTheNextStart kills processes while they carry an old
// cache over, each a little later, until one had the time it takes.
func TestAnUpgradeThatIsKilledIsWholeAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	const values = 3000
	writeOldCache(t, dir, values)
	kills := 0
	for patience := 8 * time.Millisecond; ; patience = patience * 3 / 2 {
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), "WHEREABOUTS_TEST_CHILD=hold:"+dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := child.StdinPipe(); err != nil { // it holds on while this is open
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		late := time.AfterFunc(patience, func() { _ = child.Process.Kill() })
		said, err := bufio.NewReader(out).ReadString('\n')
		late.Stop()
		_ = child.Process.Kill()
		_ = child.Wait()
		if said == "ready\n" {
			break
		}
		if said != "" {
			t.Fatalf("after %d kills it says %q: %v", kills, said, err)
		}
		kills++
	}
	if kills < 3 {
		t.Fatalf("only %d processes were killed in time", kills)
	}
	t.Logf("%d processes were killed", kills)
	c, err := OpenCache(dir, [sha256.Size]byte{1})
	if err != nil || c.Notice() != nil {
		t.Fatal(err, c.Notice())
	}
	defer func() { _ = c.Close() }()
	if indexes, files := collect(t, c, indexKind, Key{}), collect(t, c, fileKind, Key{}); len(indexes) != values || len(files) != values {
		t.Errorf("%d indexes and %d files of %d are carried over", len(indexes), len(files), values)
	}
}
