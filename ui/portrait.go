package ui

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	"github.com/disintegration/imaging"
)

// portraitSide is the side of a portrait's picture in pixels.
const portraitSide = 128

// A portrait is a small picture of a thing, round where it stands for the thing, and
// else a square. It can be tapped where somebody listens.
type portrait struct {
	widget.BaseWidget
	wished
	side   float32
	tapped func()       // may be nil
	hint   string       // what a tap does
	tell   func(string) // told the hint while the pointer is over it; may be nil

	frame *canvas.Rectangle // around what is chosen
	image *canvas.Image
	stand *widget.Icon // stands in for the picture
}

func newPortrait(t *thumbs, side float32) *portrait {
	p := &portrait{
		wished: wished{thumbs: t}, side: side,
		frame: canvas.NewRectangle(accent),
		image: &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleSmooth},
		stand: widget.NewIcon(theme.FileImageIcon()),
	}
	p.frame.Hide()
	p.image.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements [fyne.Widget].
func (p *portrait) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(p.frame, container.NewPadded(p.stand, p.image)))
}

// MinSize implements [fyne.CanvasObject].
func (p *portrait) MinSize() fyne.Size { return fyne.NewSquareSize(p.side) }

// show shows a picture. One that is not at hand is wished for.
func (p *portrait) show(of picture, round, chosen bool) {
	radius := theme.SelectionRadiusSize()
	if round {
		radius = canvas.RadiusMaximum
	}
	if p.image.CornerRadius != radius || p.frame.Hidden == chosen {
		p.image.CornerRadius, p.frame.CornerRadius, p.frame.Hidden = radius, radius, !chosen
		p.frame.Refresh()
		p.image.Refresh()
	}
	if p.key == of.key {
		return
	}
	p.leave()
	p.key = of.key
	if of.make == nil {
		return
	}
	p.ask(of, func(made *image.RGBA, err error) {
		if err == nil { // else the icon stays
			p.fill(made)
		}
	})
}

func (p *portrait) fill(made *image.RGBA) {
	p.image.Image = made
	p.image.Show()
	p.image.Refresh()
	p.stand.Hide()
}

// leave forgets the picture and takes back the wish for it.
func (p *portrait) leave() {
	p.forget()
	p.image.Image = nil
	p.image.Hide()
	p.stand.Show()
}

// Tapped implements [fyne.Tappable].
func (p *portrait) Tapped(*fyne.PointEvent) {
	if p.tapped != nil {
		p.tapped()
	}
}

// MouseIn implements [desktop.Hoverable].
func (p *portrait) MouseIn(*desktop.MouseEvent) {
	if p.tell != nil {
		p.tell(p.hint)
	}
}

// MouseMoved implements [desktop.Hoverable].
func (p *portrait) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements [desktop.Hoverable].
func (p *portrait) MouseOut() {
	if p.tell != nil {
		p.tell("")
	}
}

// squareAround returns the square around a box with a margin of an eighth, as far as
// there is photo; nothing where the box is not of the photo.
func squareAround(box image.Rectangle, photo image.Point) image.Rectangle {
	whole := image.Rectangle{Max: photo}
	if box.Empty() || !box.In(whole) {
		return image.Rectangle{}
	}
	side := min(max(box.Dx(), box.Dy())*5/4+1, photo.X, photo.Y)
	middle := box.Min.Add(box.Max).Div(2)
	corner := image.Pt(
		min(max(0, middle.X-side/2), photo.X-side),
		min(max(0, middle.Y-side/2), photo.Y-side))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
}

// portraitOf returns a part of a photo as a portrait's picture.
func portraitOf(whole *image.NRGBA, part image.Rectangle) *image.RGBA {
	cut := imaging.Crop(whole, part)
	if part.Dx() > portraitSide {
		cut = imaging.Resize(cut, portraitSide, portraitSide, imaging.Box)
	}
	return opaque(cut)
}
