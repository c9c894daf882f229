package transfer

import (
	"context"
	"image"
)

// Drag is [ErrNoDrag].
func (x *Exchange) Drag(context.Context, Offer, image.Image) (dropped bool, err error) {
	return false, ErrNoDrag
}
