package photo

import (
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

// orientationOf returns the orientation that an EXIF value stands for. One that
// means nothing leaves the picture as it is.
func orientationOf(value int) orientation {
	if o := orientation(value); o >= upright && o <= turnCounterclockwise {
		return o
	}
	return upright
}

// readOrientation reads the orientation in a file's EXIF block. A block that is
// missing or damaged says what an empty one says: the photo is as it is stored.
func readOrientation(data []byte, f imagemeta.ImageFormat) orientation {
	o := upright
	tagReader{
		sources: imagemeta.EXIF,
		wanted:  func(tag imagemeta.TagInfo) bool { return tag.Namespace == "IFD0" && tag.Tag == "Orientation" },
		handle: func(tag imagemeta.TagInfo) error {
			if value, ok := number(tag.Value); ok {
				o = orientationOf(value)
				return imagemeta.ErrStopWalking
			}
			return nil
		},
	}.read(exifBlock{format: f, file: data})
	return o
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
