package library

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"

	"whereabouts/segment"
)

// runs is a mask as it is remembered: row by row, the lengths of the stretches
// outside and inside the object in turn, beginning outside. It takes some ten
// KiB where the mask takes as many bytes as its photo has pixels.
type runs struct {
	size    image.Point
	lengths []int // only the first may be 0; their sum is the number of pixels
}

const (
	maxRunsSide   = 1 << 20
	maxRunsPixels = 1<<31 - 1
)

func runsOf(m *segment.Mask) runs {
	r := runs{size: m.Size}
	value := uint8(0)
	for rest := m.Pix; len(rest) > 0; value ^= segment.Object {
		n := bytes.IndexByte(rest, value^segment.Object)
		if n < 0 {
			n = len(rest)
		}
		r.lengths = append(r.lengths, n)
		rest = rest[n:]
	}
	return r
}

// mask returns the mask that r remembers.
func (r runs) mask() *segment.Mask {
	m := segment.NewMask(r.size)
	r.inside(func(begin, end int) {
		for i := begin; i < end; i++ {
			m.Pix[i] = segment.Object
		}
	})
	return m
}

// inside calls each with the stretches of pixels that show the object.
func (r runs) inside(each func(begin, end int)) {
	at := 0
	for i, n := range r.lengths {
		if i%2 == 1 {
			each(at, at+n)
		}
		at += n
	}
}

// area returns the number of the object's pixels.
func (r runs) area() (area int) {
	r.inside(func(begin, end int) { area += end - begin })
	return area
}

// overlap returns the intersection over union with m and the part of m that lies
// inside r, both in 0..1. Masks of different sizes, and empty ones, share nothing.
func (r runs) overlap(m *segment.Mask) (iou, inside float64) {
	area := m.Area()
	if r.size != m.Size || area == 0 {
		return 0, 0
	}
	common := 0
	r.inside(func(begin, end int) { common += bytes.Count(m.Pix[begin:end], []byte{segment.Object}) })
	return float64(common) / float64(r.area()+area-common), float64(common) / float64(area)
}

// iou returns the intersection over union with other, in 0..1. Masks of different
// sizes, and empty ones, share nothing.
func (r runs) iou(other runs) float64 {
	areas := r.area() + other.area()
	if r.size != other.size || areas == 0 {
		return 0
	}
	common, at, end, next := 0, 0, 0, 0
	r.inside(func(from, to int) {
		for {
			common += max(0, min(to, end)-max(from, at))
			if end >= to || next+1 >= len(other.lengths) {
				return
			}
			at = end + other.lengths[next]
			end = at + other.lengths[next+1]
			next += 2
		}
	})
	return float64(common) / float64(areas-common)
}

// storedRuns is how a mask is written.
type storedRuns struct {
	Size [2]int `json:"size"` // width and height
	Runs []int  `json:"runs"`
}

// MarshalJSON implements [json.Marshaler].
func (r runs) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedRuns{[2]int{r.size.X, r.size.Y}, r.lengths})
}

// UnmarshalJSON implements [json.Unmarshaler]. What is not the mask of an object
// is refused.
func (r *runs) UnmarshalJSON(b []byte) error {
	var stored storedRuns
	if err := json.Unmarshal(b, &stored); err != nil {
		return err
	}
	width, height := stored.Size[0], stored.Size[1]
	if width < 1 || height < 1 || width > maxRunsSide || height > maxRunsSide || width > maxRunsPixels/height {
		return fmt.Errorf("a mask cannot have %d×%d pixels", width, height)
	}
	sum := 0
	for i, n := range stored.Runs {
		if n < 0 || n == 0 && i > 0 || n > width*height-sum {
			return fmt.Errorf("a mask of %d×%d pixels cannot have such runs", width, height)
		}
		sum += n
	}
	switch {
	case sum != width*height:
		return fmt.Errorf("a mask of %d×%d pixels has runs for %d", width, height, sum)
	case len(stored.Runs) < 2:
		return errors.New("a mask marks nothing")
	}
	*r = runs{image.Pt(width, height), stored.Runs}
	return nil
}
