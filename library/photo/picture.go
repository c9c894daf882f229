package photo

import (
	"context"
	"fmt"
	"image"
	"image/color"
)

// A picture is what is decoded of a file.
type picture struct {
	format format
	data   []byte      // the file, or the part of it that the format decodes
	turned orientation // zero where EXIF tells it
	blocks []exifBlock
	icc    []byte // the colour profile of a HEIC or AVIF
}

// locate finds the picture in a file without decoding any of it.
func locate(data []byte) (picture, error) {
	f, err := sniff(data)
	if err != nil {
		return picture{}, err
	}
	switch f.name {
	case "heif":
		return locateHEIF(data)
	case "raw", "tiff":
		if raw, ok := readRAW(data); ok {
			return raw.preview()
		}
	}
	return picture{format: f, data: data, blocks: []exifBlock{{format: f.metadata, file: data}}}, nil
}

// locateHEIF finds out which decoder the picture in a container needs.
func locateHEIF(data []byte) (picture, error) {
	h, err := readHEIF(data)
	if err != nil {
		return picture{}, err
	}
	pic := picture{data: data, turned: upright, blocks: []exifBlock{{exif: h.exif, xmp: h.xmp}}, icc: h.icc}
	switch h.codec {
	case "hvc1", "hev1":
		// The decoder turns and crops.
		pic.format = format{name: "heic", decode: decodeHEIC, cost: guestCost(heicPixel, 3), cropped: true}
		if h.rich {
			pic.format.cost = guestCost(heicPixelRich, 3)
		}
		if h.limited {
			pic.format.decode = stretched(decodeHEIC)
		}
	case "av01":
		pic.format = format{name: "avif", decode: decodeAVIF, cost: guestCost(avifPixel, 4)}
		if h.rich {
			pic.format.cost = guestCost(avifPixelRich, 4)
		}
		pic.turned = h.orientation
	default:
		return picture{}, fmt.Errorf("%w: it is a HEIF picture of another kind than HEIC and AVIF; save it as JPEG or PNG", ErrUnsupported)
	}
	size := h.size
	if pic.turned == upright {
		size = h.upright()
	}
	pic.format.config = func([]byte) (image.Config, error) {
		return image.Config{ColorModel: color.YCbCrModel, Width: size.X, Height: size.Y}, nil
	}
	return pic, nil
}

// orientation tells how the decoded picture must be turned to stand upright.
func (p picture) orientation() orientation {
	if p.turned != 0 {
		return p.turned
	}
	return readOrientation(p.data, p.format.metadata)
}

// stretched makes a decoder's pictures reach from black to white whose samples are
// stored as those of films are.
func stretched(decode decoder) decoder {
	return func(ctx context.Context, data []byte, declared image.Point) (image.Image, error) {
		img, err := decode(ctx, data, declared)
		if planes, ok := img.(*image.YCbCr); ok && err == nil {
			fullRange(planes)
		}
		return img, err
	}
}
