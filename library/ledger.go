package library

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"path/filepath"
	"time"
)

// seenFile is what is remembered of a photo's file, so that one that has not
// changed need not be read to know what is in it.
type seenFile struct {
	size     int64
	modified int64 // modification time, in nanoseconds since 1970
	changed  int64 // change time likewise, 0 where the system has none
	seen     int64 // when it was read
	key      Key   // of its content
}

// settled is how much older than the reading of a file its times must be: a file
// may be written again within the same tick of its file system's clock, which is
// up to two seconds long.
const settled = 2 * time.Second

func newSeenFile(info fs.FileInfo, now time.Time, key Key) seenFile {
	return seenFile{
		size: info.Size(), modified: info.ModTime().UnixNano(), changed: changeTime(info), seen: now.UnixNano(), key: key,
	}
}

// still reports whether a file is as it was when it was read. Where a clock was
// set back the answer is no, and the file is read again.
func (f seenFile) still(info fs.FileInfo) bool {
	latest := max(f.modified, f.changed)
	return f.size == info.Size() && f.modified == info.ModTime().UnixNano() && f.changed == changeTime(info) &&
		latest <= f.seen-settled.Nanoseconds()
}

// pathKey names a file by its full path.
func pathKey(path string) (Key, error) {
	full, err := filepath.Abs(path)
	return sha256.Sum256([]byte(full)), err
}

const (
	seenFileVersion = 1
	seenFileSize    = 1 + 4*8 + sha256.Size + 4
)

// MarshalBinary returns a version, the numbers in little-endian order, the key and
// the CRC-32C of all that.
func (f seenFile) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, seenFileSize)
	b = append(b, seenFileVersion)
	for _, v := range [...]int64{f.size, f.modified, f.changed, f.seen} {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	b = append(b, f.key[:]...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (f *seenFile) UnmarshalBinary(b []byte) error {
	if len(b) != seenFileSize || b[0] != seenFileVersion ||
		crc32.Checksum(b[:len(b)-4], castagnoli) != binary.LittleEndian.Uint32(b[len(b)-4:]) {
		return errors.New("it is no record of a file")
	}
	for i, v := range [...]*int64{&f.size, &f.modified, &f.changed, &f.seen} {
		*v = int64(binary.LittleEndian.Uint64(b[1+8*i:]))
	}
	copy(f.key[:], b[1+4*8:])
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seen returns what is remembered of a file, or nil.
func (c *Cache) seen(path string) *seenFile {
	key, err := pathKey(path)
	if err != nil {
		return nil
	}
	return lookUp[seenFile](c, fileKind, key)
}
