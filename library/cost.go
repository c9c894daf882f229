package library

import (
	"bytes"
	"image"

	"whereabouts/library/photo"
)

// decodingCost is about what decoding a photo takes, in bytes, as far as its head
// tells. One that will be refused takes nothing.
func decodingCost(data []byte, o photo.Options) (cost int64) {
	defer func() {
		if recover() != nil {
			cost = 0
		}
	}()
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	limit := o.MaxPixels
	if limit <= 0 {
		limit = photo.DefaultMaxPixels
	}
	pixels := float64(config.Width) * float64(config.Height)
	if err != nil || pixels > float64(limit) {
		return 0
	}
	switch {
	case format != "jpeg":
		return int64(8 * pixels)
	case bytes.Contains(data, []byte{0xff, 0xc2}): // as a progressive one has
		return int64(15 * pixels)
	}
	return int64(3 * pixels)
}
