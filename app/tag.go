package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// FindTag says what a find's mask is of.
type FindTag struct {
	Photo   library.Key     // the photo that the find is in
	Example segment.Example // what the identity encoder makes of it; may be empty
}

// Find is a find as it was written to a file.
type Find struct {
	FindTag
	Mask *segment.Mask // not empty
}

// Judgement returns what was said of the find.
func (f Find) Judgement(accepted bool) library.Judgement {
	return library.Judgement{Photo: f.Photo, Mask: f.Mask, Example: f.Example, Accepted: accepted}
}

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	pngEnd       = "IEND"
	// tagChunk is the type of the chunk that holds a tag: one that other programs
	// pass over, and leave out when they save a changed picture.
	tagChunk   = "whFD"
	tagVersion = 1
	// maxTag is more than any tag needs.
	maxTag = 64 << 10
	// chunkFrame is what a chunk has beside its data: length, type and checksum.
	chunkFrame = 4 + 4 + 4
)

// EncodeFind returns a find's mask as [EncodeMask] does, with its tag in a chunk
// before the end: a version, the photo's key and the example.
func EncodeFind(mask *segment.Mask, t FindTag) ([]byte, error) {
	picture, err := EncodeMask(mask)
	if err != nil {
		return nil, err
	}
	data := append([]byte{tagVersion}, t.Photo[:]...)
	if !t.Example.Empty() {
		example, err := t.Example.MarshalBinary()
		if err != nil {
			return nil, fmt.Errorf("making a find's tag: %w", err)
		}
		data = append(data, example...)
	}
	end := len(picture) - chunkFrame
	return append(appendChunk(picture[:end:end], tagChunk, data), picture[end:]...), nil
}

func appendChunk(b []byte, kind string, data []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	begin := len(b)
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[begin:]))
}

// ReadFind reads what EncodeFind made from a file. The error is [ErrFind] with
// the reason where the file is none such.
func ReadFind(ctx context.Context, path string, o photo.Options) (Find, error) {
	f, err := readFind(ctx, path, o)
	if ctx.Err() != nil {
		return Find{}, ctx.Err()
	}
	if err != nil {
		return Find{}, fmt.Errorf("%w: %s: %w", ErrFind, path, err)
	}
	return f, nil
}

func readFind(ctx context.Context, path string, o photo.Options) (Find, error) {
	file, _, err := photo.Read(ctx, path)
	if err != nil {
		return Find{}, err
	}
	return decodeFind(ctx, file, o)
}

func decodeFind(ctx context.Context, file []byte, o photo.Options) (Find, error) {
	data, untagged := findTag(file)
	mask, err := photo.DecodeMask(ctx, file, o)
	if untagged != nil && (err == nil || errors.Is(err, photo.ErrEmptyMask)) {
		err = untagged // of a picture that is no mask, this says more
	}
	if err != nil {
		return Find{}, err
	}
	if len(data) < 1+len(library.Key{}) {
		return Find{}, errTagDamaged
	}
	if data[0] > tagVersion {
		return Find{}, errors.New("it was written by a newer Whereabouts; update this one to use it")
	}
	if data[0] != tagVersion {
		return Find{}, errTagDamaged
	}
	f := Find{Mask: segment.MaskOf(mask)}
	example := data[1+copy(f.Photo[:], data[1:]):]
	if len(example) > 0 {
		if err := f.Example.UnmarshalBinary(example); err != nil {
			return Find{}, fmt.Errorf("%w: %w", errTagDamaged, err)
		}
	}
	return f, nil
}

// errTagDamaged tells of a tag that is there but cannot be read.
var errTagDamaged = errors.New("what it says of its find is damaged; find the thing again with --masks")

// findTag returns the data of a picture's tag. A picture without one is [ErrNoTag].
func findTag(file []byte) ([]byte, error) {
	rest, isPNG := bytes.CutPrefix(file, []byte(pngSignature))
	for isPNG && len(rest) >= chunkFrame {
		size := binary.BigEndian.Uint32(rest)
		kind := string(rest[4:8])
		if kind == pngEnd || uint64(size) > uint64(len(rest)-chunkFrame) {
			break
		}
		if kind == tagChunk {
			if size > maxTag || binary.BigEndian.Uint32(rest[8+size:]) != crc32.ChecksumIEEE(rest[4:8+size]) {
				return nil, errTagDamaged
			}
			return rest[8 : 8+size], nil
		}
		rest = rest[chunkFrame+size:]
	}
	return nil, ErrNoTag
}
