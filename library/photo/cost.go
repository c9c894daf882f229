package photo

import (
	"image"
	"image/color"
)

// costBase is what decoding takes whatever the size.
const costBase = 1 << 20

// Cost returns about how many bytes of memory Decode takes at its height, the
// decoded photo included and the file's own bytes not: whoever decodes several
// photos at a time can add up their costs and wait. It reads what the file
// declares and decodes nothing. What Decode refuses costs nothing.
//
// A photo stays at 1 to 8 bytes a pixel of it. A progressive JPEG and most of all
// HEIC and AVIF take far more while they are decoded, but of these two only one at
// a time is, in whatever goroutine.
func Cost(data []byte, opt Options) int64 {
	pic, err := locate(data)
	if err != nil {
		return 0
	}
	config, err := pic.format.declared(pic.data)
	if err != nil || opt.check(image.Pt(config.Width, config.Height)) != nil {
		return 0
	}
	return costBase + pic.format.cost(pic.data, config)
}

func pixels(config image.Config) int64 {
	return int64(config.Width) * int64(config.Height)
}

// stored returns the bytes that a decoded picture takes.
func stored(config image.Config) int64 {
	switch config.ColorModel {
	case color.GrayModel, color.AlphaModel:
		return pixels(config)
	case color.Gray16Model:
		return 2 * pixels(config)
	case color.YCbCrModel:
		return 3 * pixels(config)
	case color.RGBA64Model, color.NRGBA64Model:
		return 8 * pixels(config)
	}
	if _, ok := config.ColorModel.(color.Palette); ok {
		return pixels(config)
	}
	return 4 * pixels(config)
}

// jpegCost counts a byte a sample, and of a progressive JPEG four more for its
// coefficients, which are all collected first. Four colours are put together in a
// copy.
func jpegCost(data []byte, config image.Config) int64 {
	frame, ok := readJPEGFrame(data)
	if !ok {
		return 15 * pixels(config)
	}
	each := frame.samples
	if frame.progressive {
		each += 4 * frame.samples
	}
	if frame.samples >= 4 {
		each += 4
	}
	return int64(each * float64(pixels(config)))
}

// pngCost adds a half for the passes of an interlaced picture.
func pngCost(_ []byte, config image.Config) int64 {
	return stored(config) + stored(config)/2
}

// gifCost adds the screen on which a frame is placed.
func gifCost(_ []byte, config image.Config) int64 {
	return stored(config) + 4*pixels(config)
}

// webpCost is that of a lossless picture, which is undone in several steps.
func webpCost(data []byte, config image.Config) int64 {
	return 9*pixels(config) + int64(len(data))
}

func bmpCost(_ []byte, config image.Config) int64 { return stored(config) }

// tiffCost adds the unpacked strips, of which there may be only one, in a buffer
// that grows.
func tiffCost(_ []byte, config image.Config) int64 { return 4 * stored(config) }

// What a pixel takes while HEIC and AVIF are decoded, in bytes: of ordinary
// pictures, of rich ones, and at most.
const (
	heicPixel, heicPixelRich, heicPixelMost = 8, 18, 24
	avifPixel, avifPixelRich, avifPixelMost = 28, 40, 56
)

// guestCost adds to the decoder's memory the pixels that are copied out of it.
func guestCost(each, copied int64) func([]byte, image.Config) int64 {
	return func(data []byte, config image.Config) int64 {
		return guestMemoryFor(len(data), pixels(config), each) + copied*pixels(config)
	}
}

// guestMemoryMost bounds what a decoder may take for any picture.
const guestMemoryMost = 1 << 30

// guestMemoryFor returns the memory in bytes of a decoder, in whole pages of
// WebAssembly, for a file and the pixels that it declares.
func guestMemoryFor(file int, pixels, each int64) int64 {
	const page, base = 1 << 16, 16 << 20
	n := base + 2*int64(file) + each*pixels
	return min((n+page-1)/page*page, guestMemoryMost)
}
