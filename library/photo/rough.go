package photo

import (
	"image"

	"whereabouts/segment/resize"
)

// Rough returns what [Photo.Reduced] returns, made faster and a little less exactly
// where a JPEG is at least twice as large: its pixels are averaged in squares first,
// as often as that leaves it no smaller than long.
func (p *Photo) Rough(long int) *image.NRGBA {
	long = min(max(long, 1), maxReduced)
	full, ok := p.stored.(*image.YCbCr)
	if !ok {
		return p.Reduced(long)
	}
	size := reducedSize(full.Rect.Size(), long)
	for ok && max(full.Rect.Dx(), full.Rect.Dy()) >= 2*long {
		full, ok = halved(full)
	}
	if !ok {
		return p.Reduced(long)
	}
	reduced := resize.Bilinear(full, size)
	if p.orientation == upright {
		return reduced
	}
	return p.orientation.apply(reduced)
}

// reducedSize is the size of a picture whose longer side becomes long.
func reducedSize(size image.Point, long int) image.Point {
	scale := float64(long) / float64(max(size.X, size.Y))
	return image.Pt(
		max(1, int(float64(size.X)*scale+0.5)),
		max(1, int(float64(size.Y)*scale+0.5)),
	)
}

// halved returns a picture of half the size, each of its pixels the mean of four.
// Colours that are stored at half the size already stay as they are. The last row
// and column of an odd number are left out. It is for the ways in which cameras
// store colours and for pictures of at least 2 by 2 pixels; others are refused.
func halved(full *image.YCbCr) (half *image.YCbCr, ok bool) {
	colours := image.Pt(2, 2) // samples of a colour for each pixel of the half
	switch full.SubsampleRatio {
	case image.YCbCrSubsampleRatio420:
		colours = image.Pt(1, 1)
	case image.YCbCrSubsampleRatio422:
		colours = image.Pt(1, 2)
	case image.YCbCrSubsampleRatio444:
	default:
		return nil, false
	}
	size := full.Rect.Size().Div(2)
	if size.X == 0 || size.Y == 0 || full.Rect.Min != (image.Point{}) {
		return nil, false
	}
	half = image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio444)
	average(half.Y, half.YStride, size, full.Y, full.YStride, image.Pt(2, 2))
	average(half.Cb, half.CStride, size, full.Cb, full.CStride, colours)
	average(half.Cr, half.CStride, size, full.Cr, full.CStride, colours)
	return half, true
}

// average makes each sample of a plane of the given size the mean of a block of
// another's samples, rounded.
func average(to []uint8, toStride int, size image.Point, from []uint8, fromStride int, block image.Point) {
	for y := range size.Y {
		out := to[y*toStride:][:size.X]
		above := from[y*block.Y*fromStride:]
		below := above[(block.Y-1)*fromStride:]
		if block.X == 1 {
			for x := range out {
				out[x] = uint8((uint(above[x]) + uint(below[x]) + 1) / 2)
			}
			continue
		}
		above, below = above[:2*len(out)], below[:2*len(out)]
		for x := range out {
			out[x] = uint8((uint(above[2*x]) + uint(above[2*x+1]) + uint(below[2*x]) + uint(below[2*x+1]) + 2) / 4)
		}
	}
}
