package library

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"io/fs"
	"math"
	"path/filepath"
	"time"

	"whereabouts/library/photo"
)

// record is what is remembered of a file that is or should be a photo, so that one
// that has not changed need not be read to know what is in it.
type record struct {
	path     string // full
	size     int64
	modified int64       // modification time, in nanoseconds since 1970
	changed  int64       // change time likewise, 0 where the system has none
	seen     int64       // when it was read
	key      Key         // of its content; zero where that could not be read
	pixels   image.Point // of the upright photo; zero where it cannot be used
	details
	refusal // of a file that cannot be used
}

// details are what a photo tells of how it was taken.
type details struct {
	taken  int64 // likewise; the modification time where the photo does not say
	zoned  bool  // whether the camera said in which time zone its clock ran
	placed bool
	place  photo.Place // where placed
	camera string
	burst  string
	live   string
}

// tell takes in what a photo's file tells of how it was taken.
func (r *record) tell(d photo.Details) {
	if !d.Taken.IsZero() {
		r.taken, r.zoned = d.Taken.UnixNano(), d.Zoned
	}
	r.placed, r.place = d.HasPlace, d.Place
	r.camera, r.burst, r.live = d.Camera, d.Burst, d.Live
	r.pixels = d.Size
}

// photoDetails returns what the photo told.
func (r *record) photoDetails() photo.Details {
	return photo.Details{
		Taken: time.Unix(0, r.taken).UTC(), Zoned: r.zoned, Camera: r.camera, Place: r.place, HasPlace: r.placed,
		Size: r.pixels, Burst: r.burst, Live: r.live,
	}
}

// refusal is why a file cannot be used as a photo.
type refusal struct {
	reason string  // empty where it can be
	cause  uint8   // which of the reasons of package photo, from 1; 0 for another
	by     [8]byte // the judge: another program, or other limits, may judge otherwise
}

// settled is how much older than the reading of a file its times must be: a file
// may be written again within the same tick of its file system's clock, which is
// up to two seconds long.
const settled = 2 * time.Second

func newRecord(path string, info fs.FileInfo, now time.Time) record {
	return record{
		path: path, size: info.Size(), modified: info.ModTime().UnixNano(), changed: changeTime(info), seen: now.UnixNano(),
		details: details{taken: info.ModTime().UnixNano()},
	}
}

// still reports whether a file is as it was when it was read. Where a clock was
// set back the answer is no, and the file is read again.
func (r *record) still(info fs.FileInfo) bool {
	latest := max(r.modified, r.changed)
	return r.size == info.Size() && r.modified == info.ModTime().UnixNano() && r.changed == changeTime(info) &&
		latest <= r.seen-settled.Nanoseconds()
}

// isPhoto reports whether the file could be read as a photo.
func (r *record) isPhoto() bool { return r.reason == "" }

// refuse notes that a file cannot be used as a photo.
func (r *record) refuse(reason error, by [8]byte) {
	r.reason, r.cause, r.by = reason.Error(), 0, by
	if len(r.reason) > longestReason {
		r.reason = r.reason[:longestReason]
	}
	for i, cause := range causes {
		if errors.Is(reason, cause) {
			r.cause = uint8(i + 1)
		}
	}
}

// lasting reports whether a file that was refused will be again, as long as it
// does not change and the same judge looks at it.
func (r *record) lasting(by [8]byte) bool {
	if r.cause == 0 || r.by != by {
		return false
	}
	cause := causes[r.cause-1]
	return !errors.Is(cause, photo.ErrUnreadable) && !errors.Is(cause, photo.ErrMissing)
}

// err returns the reason as it was.
func (r *record) err() error {
	if r.cause == 0 {
		return errors.New(r.reason)
	}
	return &recalled{r.reason, causes[r.cause-1]}
}

// causes are the reasons of package photo. Their order is part of the format.
var causes = [...]error{
	photo.ErrMissing, photo.ErrUnreadable, photo.ErrNotAFile, photo.ErrEmpty, photo.ErrNotAPhoto,
	photo.ErrUnsupported, photo.ErrDamaged, photo.ErrTooLarge,
}

// recalled is an error that was written down.
type recalled struct {
	text  string
	cause error
}

func (e *recalled) Error() string { return e.text }
func (e *recalled) Unwrap() error { return e.cause }

// pathKey names a file by its full path.
func pathKey(path string) (Key, error) {
	full, err := filepath.Abs(path)
	return sha256.Sum256([]byte(full)), err
}

const (
	longestReason = 1000
	longestPath   = 1 << 15
)

// MarshalBinary returns a version, the numbers in little-endian order, the key,
// the texts with their lengths, and the CRC-32C of all that.
func (r *record) MarshalBinary() ([]byte, error) {
	for _, text := range [...]string{r.path, r.camera, r.burst, r.live} {
		if len(text) > longestPath {
			return nil, errors.New("the file's path or what it tells is too long to be remembered")
		}
	}
	b := []byte{fileRecordVersion}
	for _, v := range [...]int64{r.size, r.modified, r.changed, r.seen, r.taken} {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	b = append(b, r.key[:]...)
	b = binary.LittleEndian.AppendUint32(b, uint32(r.pixels.X))
	b = binary.LittleEndian.AppendUint32(b, uint32(r.pixels.Y))
	b = append(b, flag(r.placed)|flag(r.zoned)<<1)
	for _, v := range [...]float64{r.place.Latitude, r.place.Longitude} {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	b = append(b, r.cause)
	b = append(b, r.by[:]...)
	for _, text := range [...]string{r.camera, r.burst, r.live, r.reason, r.path} {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
		b = append(b, text...)
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}

const (
	fileRecordVersion = 2
	// fixedRecord is the size of a record without its texts and the checksum.
	fixedRecord = 1 + 5*8 + sha256.Size + 8 + 1 + 2*8 + 1 + 8 + 5*2
)

// UnmarshalBinary reads what MarshalBinary wrote.
func (r *record) UnmarshalBinary(b []byte) error {
	none := errors.New("it is no record of a file")
	if len(b) < fixedRecord+4 || b[0] != fileRecordVersion ||
		crc32.Checksum(b[:len(b)-4], castagnoli) != binary.LittleEndian.Uint32(b[len(b)-4:]) {
		return none
	}
	b = b[1 : len(b)-4]
	number := func() int64 {
		v := binary.LittleEndian.Uint64(b)
		b = b[8:]
		return int64(v)
	}
	var read record
	for _, v := range [...]*int64{&read.size, &read.modified, &read.changed, &read.seen, &read.taken} {
		*v = number()
	}
	b = b[copy(read.key[:], b):]
	read.pixels = image.Pt(int(int32(binary.LittleEndian.Uint32(b))), int(int32(binary.LittleEndian.Uint32(b[4:]))))
	b = b[8:]
	read.placed, read.zoned, b = b[0]&1 != 0, b[0]&2 != 0, b[1:]
	for _, v := range [...]*float64{&read.place.Latitude, &read.place.Longitude} {
		*v = math.Float64frombits(uint64(number()))
	}
	read.cause, b = b[0], b[1:]
	b = b[copy(read.by[:], b):]
	for _, text := range [...]*string{&read.camera, &read.burst, &read.live, &read.reason, &read.path} {
		if len(b) < 2 || len(b)-2 < int(binary.LittleEndian.Uint16(b)) {
			return none
		}
		end := 2 + int(binary.LittleEndian.Uint16(b))
		*text, b = string(b[2:end]), b[end:]
	}
	if len(b) > 0 || int(read.cause) > len(causes) {
		return none
	}
	*r = read
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)
