package library

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"sync"
	"time"
)

// use is what is known of a large value, by which it is judged when room is needed.
// It is a record in the small file, by the SHA-256 of the value's name.
type use struct {
	name    [nameSize]byte // of the value
	size    int64          // in bytes
	used    int64          // when it was last kept or read, in seconds since 1970
	promise float32        // the best rank of its photo for any concept; unranked where there is none
}

const (
	useKind valueKind = "use"
	// unranked is the promise of a photo that was not ranked since its value was made,
	// and of a part of a photo. It is that of a photo that may show something.
	unranked = 0.5
	// fading is how much of its promise a value loses in a month without use.
	fading = 0.1
	month  = 30 * 24 * time.Hour
)

// importance is what a value is worth beside others. A time that is still to come
// counts as now.
func (u use) importance(now time.Time) float64 {
	idle := max(0, now.Unix()-u.used)
	return float64(u.promise) - fading*float64(idle)/month.Seconds()
}

func (u use) key() Key { return sha256.Sum256(u.name[:]) }

// photo is the content that the value is of.
func (u use) photo() Key { return Key(u.name[nameSize-len(Key{}):]) }

const (
	useVersion = 1
	useSize    = 1 + nameSize + 8 + 8 + 4 + 4
)

// MarshalBinary returns a version, the name, the numbers in little-endian order and
// the CRC-32C of all that.
func (u use) MarshalBinary() ([]byte, error) {
	b := append(make([]byte, 0, useSize), useVersion)
	b = append(b, u.name[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(u.size))
	b = binary.LittleEndian.AppendUint64(b, uint64(u.used))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(u.promise))
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (u *use) UnmarshalBinary(b []byte) error {
	if len(b) != useSize || b[0] != useVersion ||
		crc32.Checksum(b[:len(b)-4], castagnoli) != binary.LittleEndian.Uint32(b[len(b)-4:]) {
		return errors.New("it is no record of a value's use")
	}
	rest := b[1:]
	copy(u.name[:], rest)
	rest = rest[nameSize:]
	u.size, u.used = int64(binary.LittleEndian.Uint64(rest)), int64(binary.LittleEndian.Uint64(rest[8:]))
	u.promise = math.Float32frombits(binary.LittleEndian.Uint32(rest[16:]))
	return nil
}

// uses is what was learnt of large values and is not in the small file yet.
type uses struct {
	mu      sync.Mutex
	read    map[[nameSize]byte]int64 // when values were read, in seconds since 1970
	promise map[Key]float32          // the best rank of photos since the cache was opened
	sought  bool                     // values that have no record were looked for
}

// lookForUnknown reports whether values that have no record are to be looked for,
// which is once: they are left where the process was stopped, or by other models.
func (u *uses) lookForUnknown() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	sought := u.sought
	u.sought = true
	return !sought
}

// touch remembers that a value was read just now.
func (u *uses) touch(name []byte) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.read == nil {
		u.read = map[[nameSize]byte]int64{}
	}
	u.read[[nameSize]byte(name)] = time.Now().Unix()
}

// take returns when values were read, and forgets it.
func (u *uses) take() map[[nameSize]byte]int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	read := u.read
	u.read = nil
	return read
}

// rank remembers how promising photos are.
func (u *uses) rank(ranked []Ranked) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.promise == nil {
		u.promise = make(map[Key]float32, len(ranked))
	}
	for _, r := range ranked {
		if best, ok := u.promise[r.Key]; !ok || float32(r.Rank) > best {
			u.promise[r.Key] = float32(r.Rank)
		}
	}
}

// promiseOf returns how promising a photo is, and what was known before where it was
// not ranked since.
func (u *uses) promiseOf(photo Key, before float32) float32 {
	u.mu.Lock()
	defer u.mu.Unlock()
	promise, ok := u.promise[photo]
	switch {
	case !ok:
		return before
	case before == unranked:
		return promise
	}
	return max(before, promise)
}

// madeUse returns the record of a large value that is kept.
func (c *Cache) madeUse(e entry) (entry, error) {
	u := use{name: [nameSize]byte(c.name(e.kind, e.key)), promise: unranked}
	if known := lookUp[use](c, useKind, u.key()); known != nil {
		u = *known
	}
	u.size, u.used = int64(len(e.value)), time.Now().Unix()
	u.promise = c.uses.promiseOf(e.key, u.promise)
	return u.entry()
}

func (u use) entry() (entry, error) {
	stored, err := u.MarshalBinary()
	return entry{useKind, u.key(), stored}, err
}

// noteReads brings the records of values that were read up to date.
func (c *Cache) noteReads() error {
	var changed []entry
	for name, at := range c.uses.take() {
		u := use{name: name}
		known := lookUp[use](c, useKind, u.key())
		if known == nil || known.used >= at {
			continue
		}
		known.used = at
		e, err := known.entry()
		if err != nil {
			return err
		}
		changed = append(changed, e)
	}
	return c.put(c.small, changed)
}

// notePromise brings the records of values up to date whose photos were found more
// promising than before.
func (c *Cache) notePromise(ranked []Ranked) error {
	c.uses.rank(ranked)
	known, err := c.allUses()
	if err != nil {
		return err
	}
	var changed []entry
	for _, u := range known {
		promise := c.uses.promiseOf(u.photo(), u.promise)
		if promise == u.promise {
			continue
		}
		u.promise = promise
		e, err := u.entry()
		if err != nil {
			return err
		}
		changed = append(changed, e)
	}
	return c.put(c.small, changed)
}
