package segment

import (
	"context"
	"image"
	"runtime"

	"golang.org/x/sync/errgroup"
)

const (
	// liftTile is the side of the parts of a photo whose colours are looked at together,
	// in pixels.
	liftTile = 128
	// widestRim bounds how far from an object's edge pixels are taken to show two things,
	// and farthestColour how far the colours of these are looked for, in pixels.
	widestRim      = 4
	farthestColour = 48
)

// Lift returns the part of a photo that shows the object, the size of a.Part: the
// object's colours, and how much of it shows as their transparency. Pixels at the
// object's edge show also what is behind it. Both colours are estimated from those
// around, and as far as a pixel's own lies towards the colour behind, it is brought back.
// All other pixels keep the photo's colour.
func (a *Alpha) Lift(ctx context.Context, p Pixels) (*image.NRGBA, error) {
	out := p.Crop(a.Part, a.Part.Size())
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for y := a.Part.Min.Y; y < a.Part.Max.Y && working.Err() == nil; y += liftTile {
		group.Go(func() error {
			for x := a.Part.Min.X; x < a.Part.Max.X; x += liftTile {
				if working.Err() != nil {
					return working.Err()
				}
				a.lift(p, out, image.Rect(x, y, x+liftTile, y+liftTile).Intersect(a.Part))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return out, ctx.Err()
}

// lift finishes a part of the photo in its picture.
func (a *Alpha) lift(p Pixels, out *image.NRGBA, tile image.Rectangle) {
	var around *surroundings
	if rim := a.rim(); !a.uniform(tile.Inset(-rim).Intersect(image.Rectangle{Max: p.Size()})) {
		around = a.surroundings(p, tile, rim)
	}
	for y := tile.Min.Y; y < tile.Max.Y; y++ {
		line, alphas := out.Pix[(y-a.Part.Min.Y)*out.Stride:], a.row(y)
		for x := tile.Min.X - a.Part.Min.X; x < tile.Max.X-a.Part.Min.X; x++ {
			pixel, alpha := line[4*x:4*x+4], alphas[x]
			if alpha == 0 {
				clear(pixel)
				continue
			}
			if pixel[3] = alpha; around != nil {
				around.clean(pixel, a.Part.Min.X+x, y)
			}
		}
	}
}

// rim returns how far from the object's edge pixels are taken to show two things.
func (a *Alpha) rim() int { return min(max(a.reach/2, 1), widestRim) }

// uniform reports whether all of a part of the photo shows the object, or none of it.
func (a *Alpha) uniform(part image.Rectangle) bool {
	first := a.At(part.Min.X, part.Min.Y)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if a.At(x, y) != first {
				return false
			}
		}
	}
	return first == 0 || first == 0xff
}

// surroundings are the colours of the object and of what is behind it around each pixel
// of a part of a photo.
type surroundings struct {
	part         image.Rectangle
	near         plane    // how much of the object shows right around
	object, rest [4]plane // weight, and weight times colour
}

func (a *Alpha) surroundings(p Pixels, tile image.Rectangle, rim int) *surroundings {
	radius := min(a.reach+2*rim, farthestColour)
	s := &surroundings{part: tile.Inset(-radius - rim).Intersect(image.Rectangle{Max: p.Size()})}
	colour := planesOf(p.Crop(s.part, s.part.Size()))
	size := s.part.Size()
	s.near = make(plane, size.X*size.Y)
	for i := range s.near {
		s.near[i] = float32(a.At(s.part.Min.X+i%size.X, s.part.Min.Y+i/size.X)) / 0xff
	}
	newWindows(size, rim).mean(s.near, s.near)
	for k := range s.object {
		s.object[k], s.rest[k] = make(plane, len(s.near)), make(plane, len(s.near))
	}
	for i, near := range s.near {
		object, rest := purity(near), purity(1-near)
		s.object[0][i], s.rest[0][i] = object, rest
		for c := range colour {
			s.object[1+c][i], s.rest[1+c][i] = object*colour[c][i], rest*colour[c][i]
		}
	}
	v := newWindows(size, radius)
	for k := range s.object {
		v.mean(s.object[k], s.object[k])
		v.mean(s.rest[k], s.rest[k])
	}
	return s
}

// purity is how much a pixel tells of the colour of a thing that shows by a share around.
func purity(share float32) float32 {
	square := max(share, 0) * max(share, 0)
	return square * square
}

const (
	// unknownColour is the weight below which a colour is not known.
	unknownColour = 1e-5
	// sameColour is the square of the distance below which two colours, 0..1, are one.
	sameColour = 0.01
)

// clean takes out of a pixel at the object's edge the colour of what is behind.
func (s *surroundings) clean(pixel []uint8, x, y int) {
	i := (y-s.part.Min.Y)*s.part.Dx() + x - s.part.Min.X
	if s.near[i] >= 1 || s.object[0][i] < unknownColour || s.rest[0][i] < unknownColour {
		return
	}
	var away [3]float32 // from the colour behind to the object's
	var along, distance float32
	for c := range away {
		behind := s.rest[1+c][i] / s.rest[0][i]
		away[c] = s.object[1+c][i]/s.object[0][i] - behind
		along += (float32(pixel[c])/0xff - behind) * away[c]
		distance += away[c] * away[c]
	}
	if distance < sameColour {
		return
	}
	lacking := (1 - min(max(along/distance, 0), 1)) * min(4*(1-s.near[i]), 1) // less farther in
	for c, d := range away {
		pixel[c] = uint8(min(max(float32(pixel[c])+0xff*lacking*d, 0), 0xff) + 0.5)
	}
}
