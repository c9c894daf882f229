//go:build !nodynamic

package photo

import (
	"context"
	"fmt"
	"image"
)

// The packages that bring the decoders load a library of the system unless they
// are built with the tag nodynamic, and libraries that were not checked are not
// loaded.

func decodeHEIC(context.Context, []byte, image.Point) (image.Image, error) {
	return nil, errNoHEIF()
}

func decodeAVIF(context.Context, []byte, image.Point) (image.Image, error) {
	return nil, errNoHEIF()
}

func errNoHEIF() error {
	return fmt.Errorf("%w: it is a HEIC or AVIF picture, and this program was built without the decoder for it (go build -tags nodynamic brings it); save it as JPEG or PNG", ErrUnsupported)
}
