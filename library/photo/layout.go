package photo

import "image"

// Layout says how the picture in a file is stored.
type Layout struct {
	// Format names the file's format as [Photo.Format] does.
	Format string
	// Size is the size of the picture as it is stored, in pixels.
	Size   image.Point
	turned orientation
}

// ReadLayout reads how the picture in a file is stored, without decoding a pixel.
func ReadLayout(data []byte) (Layout, error) {
	pic, err := locate(data)
	if err != nil {
		return Layout{}, err
	}
	config, err := pic.format.declared(pic.data)
	if err != nil {
		return Layout{}, err
	}
	return Layout{pic.format.name, image.Pt(config.Width, config.Height), pic.orientation()}, nil
}

// Turned reports whether the picture is stored otherwise than it stands upright.
func (l Layout) Turned() bool { return l.turned != upright }

// Upright returns the size of the upright photo in pixels.
func (l Layout) Upright() image.Point {
	if l.turned.swaps() {
		return image.Pt(l.Size.Y, l.Size.X)
	}
	return l.Size
}

// Stored returns where a part of the upright photo lies in the stored picture.
func (l Layout) Stored(part image.Rectangle) image.Rectangle {
	a, b := l.stored(part.Min), l.stored(part.Max)
	return image.Rectangle{Min: a, Max: b}.Canon()
}

// stored returns where a corner between pixels of the upright photo lies.
func (l Layout) stored(p image.Point) image.Point {
	w, h := l.Size.X, l.Size.Y
	switch l.turned {
	case mirrored:
		return image.Pt(w-p.X, p.Y)
	case upsideDown:
		return image.Pt(w-p.X, h-p.Y)
	case flipped:
		return image.Pt(p.X, h-p.Y)
	case transposed:
		return image.Pt(p.Y, p.X)
	case turnClockwise:
		return image.Pt(p.Y, h-p.X)
	case transversed:
		return image.Pt(w-p.Y, h-p.X)
	case turnCounterclockwise:
		return image.Pt(w-p.Y, p.X)
	default:
		return p
	}
}
