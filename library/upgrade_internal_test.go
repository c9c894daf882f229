package library

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
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

// contentOf returns the SHA-256 of a file, or nothing where there is none.
func contentOf(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func TestAnOldCacheIsKeptAsItWasUntilAStartThatGoesWell(t *testing.T) {
	dir := t.TempDir()
	const values = 3
	writeOldCache(t, dir, values)
	backup := oldName(filepath.Join(dir, CacheFile))
	was := contentOf(t, filepath.Join(dir, CacheFile))
	open := func(wanted error) {
		t.Helper()
		c, err := OpenCache(dir, [sha256.Size]byte{1})
		if err != nil || !errors.Is(c.Notice(), wanted) {
			t.Fatal(err, c.Notice())
		}
		if indexes := collect(t, c, indexKind, Key{}); wanted == nil && len(indexes) != values {
			t.Errorf("there are %d indexes", len(indexes))
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	open(nil)
	if contentOf(t, backup) != was {
		t.Error("the backup is not what was there before the upgrade")
	}
	if err := os.WriteFile(filepath.Join(dir, CacheFile), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(ErrCacheDamaged)
	if contentOf(t, backup) != was {
		t.Error("the backup went at a start that did not go well")
	}
	open(nil)
	if contentOf(t, backup) != "" {
		t.Error("the backup stays")
	}
}

func TestAnOldCacheIsNotKeptWhereTheDiskHasNoRoomForBoth(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, CacheFile)
	for room, kept := range map[int64]bool{999: false, 1000: true} {
		if err := os.WriteFile(path, make([]byte, 1000), 0o600); err != nil {
			t.Fatal(err)
		}
		c := &Cache{}
		if err := c.putOldAway(path, room); err != nil {
			t.Fatal(err)
		}
		if is := contentOf(t, oldName(path)) != ""; is != kept || (c.Notice() == nil) != kept {
			t.Errorf("with room for %d bytes, that it is kept is %v and the notice %v", room, is, c.Notice())
		}
		if contentOf(t, path) != "" {
			t.Error("it stays where it was")
		}
		if err := os.RemoveAll(oldName(path)); err != nil {
			t.Fatal(err)
		}
	}
	if freeRoom(dir) < 1<<20 {
		t.Errorf("here %d bytes are free", freeRoom(dir))
	}
}

func TestAnOldCacheStaysWhereTheNewOneCannotTakeItsValues(t *testing.T) {
	dir := t.TempDir()
	writeOldCache(t, dir, 3)
	was := contentOf(t, filepath.Join(dir, CacheFile))
	for _, small := range []*store{nil, {readOnly: true}} {
		c := &Cache{small: small}
		if err := c.carryOver(dir); err == nil {
			t.Error("it is carried over")
		}
		if contentOf(t, filepath.Join(dir, CacheFile)) != was {
			t.Fatal("it was changed")
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
	path := filepath.Join(dir, CacheFile)
	was, inPlace := contentOf(t, path), true
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
		if inPlace { // one that finds it put away may remove it
			inPlace = contentOf(t, path) == was
			if !inPlace && contentOf(t, oldName(path)) != was {
				t.Fatalf("after %d kills what was there before is neither in its place nor in the backup", kills)
			}
		}
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
