package photo_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"whereabouts/library/photo"
)

func TestReadReturnsTheBytesAndTheirSum(t *testing.T) {
	for _, size := range []int{0, 1, 1 << 20, 3<<20 + 7} {
		want := bytes.Repeat([]byte{7, 1, 2}, size/3+1)[:size]
		path := filepath.Join(t.TempDir(), "file")
		check(t, os.WriteFile(path, want, 0o600))
		data, sum, err := photo.Read(t.Context(), path)
		check(t, err)
		if !bytes.Equal(data, want) || sum != sha256.Sum256(want) {
			t.Errorf("file of %d bytes: got %d bytes with sum %x", size, len(data), sum)
		}
	}
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.jpg")
	check(t, os.WriteFile(empty, nil, 0o600))
	huge := filepath.Join(dir, "huge.jpg")
	check(t, os.WriteFile(huge, nil, 0o600))
	check(t, os.Truncate(huge, 2<<30+1))

	for path, want := range map[string]error{
		filepath.Join(dir, "nothing.jpg"): photo.ErrMissing,
		dir:                               photo.ErrNotAFile,
		empty:                             photo.ErrEmpty,
		huge:                              photo.ErrTooLarge,
	} {
		if _, err := photo.Open(t.Context(), path, photo.Options{}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", filepath.Base(path), err, want)
		}
	}
}
