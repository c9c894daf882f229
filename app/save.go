package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/png"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// EncodeMask returns a mask as PNG: 8-bit grey, 255 for the object and 0
// elsewhere.
func EncodeMask(m *segment.Mask) ([]byte, error) { return EncodePNG(m.Gray()) }

// DecodeMask reads what EncodeMask wrote.
func DecodeMask(b []byte) (*segment.Mask, error) {
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("reading a mask: %w", err)
	}
	gray, ok := img.(*image.Gray)
	if !ok {
		return nil, errors.New("reading a mask: it is no 8-bit grey picture")
	}
	return segment.MaskOf(gray), nil
}

// EncodeCutouts returns the objects of one photo as PNGs. The photo is read again, in its
// full size.
func (e *Engine) EncodeCutouts(ctx context.Context, path string, masks []*segment.Mask, o CutoutOptions) ([][]byte, error) {
	data, _, err := photo.Read(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("cutting out of %s: %w", path, err)
	}
	cutter, err := NewCutter(ctx, data, e.photos, o)
	if err != nil {
		return nil, fmt.Errorf("cutting out of %s: %w", path, err)
	}
	var pictures [][]byte
	for _, m := range masks {
		if m.Size != cutter.Size() {
			return nil, fmt.Errorf("cutting out of %s: the photo has changed since it was looked at", path)
		}
		cut, err := cutter.Cut(ctx, m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		b, err := cutter.PNG(cut)
		if err != nil {
			return nil, fmt.Errorf("cutting out of %s: %w", path, err)
		}
		pictures = append(pictures, b)
	}
	return pictures, nil
}

// EncodePNG returns a picture as PNG, written quickly rather than small.
func EncodePNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("making a PNG: %w", err)
	}
	return b.Bytes(), nil
}

// maxStem is the longest part of a photo's name that is kept in the name of
// what is saved from it, in bytes: file systems allow 255 for a whole name.
const maxStem = 120

// InstanceName returns the name of the PNG saved for the n-th instance in the
// photo at path, counted from 0. Photos of one name in two folders get
// different names, and the same photo gets the same name each time.
func InstanceName(path string, n int) string {
	return fmt.Sprintf("%s-%d.png", PhotoName(path), n+1)
}

// PhotoName returns what the names begin with of all that is saved from the photo at
// path, as [InstanceName] does.
func PhotoName(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		absolute = path
	}
	sum := sha256.Sum256([]byte(filepath.ToSlash(absolute)))
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	return fmt.Sprintf("%s-%s", safeStem(stem), hex.EncodeToString(sum[:4]))
}

// safeStem returns a name that no file system refuses. It has no dots, since
// Windows takes all of a name before the first dot for a device where it is one's.
func safeStem(stem string) string {
	stem = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || strings.ContainsRune(`<>:"/\|?*.`, r) {
			return '_'
		}
		return r
	}, strings.Trim(stem, " ."))
	for len(stem) > maxStem {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	if stem = strings.TrimSpace(stem); stem == "" {
		return "photo"
	}
	return stem
}
