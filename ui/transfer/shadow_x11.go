//go:build !windows && !darwin

package transfer

import (
	"image"

	"github.com/jezek/xgb/xproto"
)

// A shadow is the picture that goes with the pointer during a drag. It may be nil, where
// there is none.
type shadow struct {
	exchange *Exchange
	window   xproto.Window
}

const (
	// shadowAside is how far the picture is from the pointer: what the pointer is over is
	// to be the target, not the picture.
	shadowAside = 12
	// largestShadow bounds a side of the picture, so that it is sent at once. Of a larger
	// one a corner is shown.
	largestShadow = 160
	// shadowEdge is the colour of the line around it.
	shadowEdge = 0x808080
)

// newShadow shows a picture beside the pointer, as far as the screen can show it.
func newShadow(x *Exchange, picture image.Image) *shadow {
	setup := xproto.Setup(x.server.Conn)
	screen := setup.DefaultScreen(x.server.Conn)
	if picture == nil || picture.Bounds().Empty() || screen.RootDepth != 24 || setup.ImageByteOrder != xproto.ImageOrderLSBFirst {
		return nil
	}
	size := picture.Bounds().Size()
	size = image.Pt(min(size.X, largestShadow), min(size.Y, largestShadow))
	window, err := xproto.NewWindowId(x.server.Conn)
	if err != nil {
		return nil
	}
	surface, err := xproto.NewPixmapId(x.server.Conn)
	if err != nil {
		return nil
	}
	context, err := xproto.NewGcontextId(x.server.Conn)
	if err != nil {
		return nil
	}
	wide, high := uint16(size.X), uint16(size.Y)
	xproto.CreatePixmap(x.server.Conn, 24, surface, xproto.Drawable(x.root), wide, high)
	xproto.CreateGC(x.server.Conn, context, xproto.Drawable(surface), 0, nil)
	xproto.PutImage(x.server.Conn, xproto.ImageFormatZPixmap, xproto.Drawable(surface), context, wide, high, 0, 0, 0, 24, bgrx(picture, size))
	xproto.CreateWindow(x.server.Conn, 24, window, x.root, -int16(wide), -int16(high), wide, high, 1, xproto.WindowClassInputOutput,
		screen.RootVisual, xproto.CwBackPixmap|xproto.CwBorderPixel|xproto.CwOverrideRedirect, []uint32{uint32(surface), shadowEdge, 1})
	x.put(place{window, x.server.atom("_NET_WM_WINDOW_TYPE")}, xproto.AtomAtom, 32, words(uint32(x.server.atom("_NET_WM_WINDOW_TYPE_DND"))))
	xproto.MapWindow(x.server.Conn, window)
	xproto.FreeGC(x.server.Conn, context)
	xproto.FreePixmap(x.server.Conn, surface)
	return &shadow{x, window}
}

// bgrx returns the pixels of a picture as the screen has them, on white.
func bgrx(picture image.Image, size image.Point) []byte {
	data := make([]byte, 0, 4*size.X*size.Y)
	at := picture.Bounds().Min
	for y := range size.Y {
		for x := range size.X {
			r, g, b, a := picture.At(at.X+x, at.Y+y).RGBA()
			white := 0xffff - a
			data = append(data, byte((b+white)>>8), byte((g+white)>>8), byte((r+white)>>8), 0)
		}
	}
	return data
}

// move moves the picture to the pointer.
func (s *shadow) move(to image.Point) {
	if s == nil {
		return
	}
	xproto.ConfigureWindow(s.exchange.server.Conn, s.window, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowStackMode,
		[]uint32{uint32(int32(to.X + shadowAside)), uint32(int32(to.Y + shadowAside)), xproto.StackModeAbove})
}

func (s *shadow) close() {
	if s != nil {
		xproto.DestroyWindow(s.exchange.server.Conn, s.window)
	}
}
