package ui

import (
	"context"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/disintegration/imaging"

	"whereabouts/library"
	"whereabouts/segment"
)

// A preview shows what a painting cuts out of its photo, on checks. It is made on
// another goroutine, and only the newest is shown.
type preview struct {
	bridge *bridge
	ctx    context.Context
	forget context.CancelFunc // the one that is being made

	object *fyne.Container
	image  *canvas.Image
	none   *widget.Label // in place of the image
}

// previewSide is the side of the preview's picture in pixels.
const previewSide = 480

func newPreview(ctx context.Context, b *bridge) *preview {
	p := &preview{bridge: b, ctx: ctx, forget: func() {}}
	room := canvas.NewRectangle(color.Transparent)
	room.SetMinSize(fyne.NewSize(steps(46), steps(40)))
	p.image = &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest}
	p.image.Hide()
	p.none = widget.NewLabelWithStyle(tr("What is marked is shown here, cut out."), fyne.TextAlignCenter, fyne.TextStyle{})
	p.none.Wrapping = fyne.TextWrapWord
	ground := canvas.NewRectangle(themeColor(theme.ColorNameHeaderBackground))
	p.object = container.NewStack(room, ground, container.NewVBox(layout.NewSpacer(), p.none, layout.NewSpacer()), p.image)
	return p
}

// update shows what a painting cuts out of its photo.
func (p *preview) update(photo *image.RGBA, painted *painting) {
	p.forget()
	if painted.empty() {
		p.image.Hide()
		p.none.Show()
		return
	}
	ctx, cancel := context.WithCancel(p.ctx)
	p.forget = cancel
	one, other := checks()
	mask := cloneMask(painted.mask)
	start(ctx, p.bridge, func(ctx context.Context) (*image.RGBA, error) {
		cut, err := shownCutout(ctx, photo, mask, previewSide)
		if err != nil {
			return nil, err
		}
		return onChecks(cut, one, other), nil
	}, func(made *image.RGBA, err error) {
		if err != nil {
			return // what is painted is still there to be seen
		}
		p.none.Hide()
		p.image.Image = made
		p.image.Show()
		p.image.Refresh()
	})
}

func cloneMask(m *segment.Mask) *segment.Mask {
	return &segment.Mask{Size: m.Size, Pix: append([]uint8(nil), m.Pix...)}
}

// shownCutout returns what a mask marks in a photo of its size, cropped to it and no
// larger than a square of the given side.
func shownCutout(ctx context.Context, photo *image.RGBA, m *segment.Mask, side int) (*image.NRGBA, error) {
	cut, err := library.Cutout(ctx, sameOpaque(photo), m)
	if err != nil {
		return nil, err
	}
	return reduced(cut, side), nil
}

// reduced returns a picture no larger than a square of the given side.
func reduced(picture *image.NRGBA, side int) *image.NRGBA {
	if max(picture.Rect.Dx(), picture.Rect.Dy()) <= side {
		return picture
	}
	return imaging.Fit(picture, side, side, imaging.Box)
}

// sameOpaque returns the pixels of an opaque picture, which mean the same in both
// formats.
func sameOpaque(p *image.RGBA) *image.NRGBA {
	return &image.NRGBA{Pix: p.Pix, Stride: p.Stride, Rect: p.Rect}
}

// checks returns the two greys of the ground behind a cut-out.
func checks() (one, other uint8) {
	grey := func(name fyne.ThemeColorName) uint8 {
		r, _, _, _ := themeColor(name).RGBA()
		return uint8(r >> 8)
	}
	return grey(theme.ColorNameButton), grey(theme.ColorNameBackground)
}

// onChecks lays a cut-out on checks.
func onChecks(cut *image.NRGBA, one, other uint8) *image.RGBA {
	size := cut.Rect.Size()
	check := max(1, max(size.X, size.Y)/24)
	out := image.NewRGBA(cut.Rect)
	for y := range size.Y {
		for x := range size.X {
			ground := one
			if (x/check+y/check)%2 == 0 {
				ground = other
			}
			from, to := cut.Pix[cut.PixOffset(x, y):][:4], out.Pix[out.PixOffset(x, y):][:4]
			alpha := int(from[3])
			for i := range 3 {
				to[i] = uint8((int(from[i])*alpha + int(ground)*(0xff-alpha)) / 0xff)
			}
			to[3] = 0xff
		}
	}
	return out
}
