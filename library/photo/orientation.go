package photo

import (
	"bytes"
	"image"

	"github.com/bep/imagemeta"
	"github.com/disintegration/imaging"
)

// An orientation is the EXIF value that tells how a stored picture must be turned
// to stand upright.
type orientation int

const (
	upright orientation = iota + 1
	mirrored
	upsideDown
	flipped
	transposed
	turnClockwise
	transversed
	turnCounterclockwise
)

// swaps tells whether width and height change places.
func (o orientation) swaps() bool { return o >= transposed }

// apply returns img upright, always as a copy.
func (o orientation) apply(img image.Image) *image.NRGBA {
	switch o {
	case mirrored:
		return imaging.FlipH(img)
	case upsideDown:
		return imaging.Rotate180(img)
	case flipped:
		return imaging.FlipV(img)
	case transposed:
		return imaging.Transpose(img)
	case turnClockwise:
		return imaging.Rotate270(img)
	case transversed:
		return imaging.Transverse(img)
	case turnCounterclockwise:
		return imaging.Rotate90(img)
	default:
		return imaging.Clone(img)
	}
}

// metadata is what a photo's EXIF block says, as far as it matters here.
type metadata struct {
	orientation orientation
	preview     bool // the picture is only a small version of another one in the file
}

// readMetadata reads the EXIF block of a photo. A block that is missing or
// damaged says what an empty one says: the photo is as it is stored.
func readMetadata(data []byte, f imagemeta.ImageFormat) (m metadata) {
	m.orientation = upright
	if f == imagemeta.ImageFormatAuto {
		return m
	}
	defer func() {
		if recover() != nil {
			m = metadata{orientation: upright}
		}
	}()
	// What was read before an error still counts, so the error itself does not.
	_, _ = imagemeta.Decode(imagemeta.Options{
		R:           bytes.NewReader(data),
		ImageFormat: f,
		Sources:     imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool {
			return tag.Namespace == "IFD0" && (tag.Tag == "Orientation" || tag.Tag == "SubfileType")
		},
		HandleTag: func(tag imagemeta.TagInfo) error {
			value, ok := number(tag.Value)
			if !ok {
				return nil
			}
			if tag.Tag == "SubfileType" {
				m.preview = value&1 != 0
				return nil
			}
			if o := orientation(value); o >= upright && o <= turnCounterclockwise {
				m.orientation = o
			}
			return imagemeta.ErrStopWalking
		},
	})
	return m
}

func number(value any) (int, bool) {
	switch v := value.(type) {
	case uint8:
		return int(v), true
	case uint16:
		return int(v), true
	case uint32:
		return int(v), true
	case int:
		return v, true
	}
	return 0, false
}
