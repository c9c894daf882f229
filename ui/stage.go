package ui

import (
	"context"
	"image"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// stageSide is the longer side of the copy of a photo that is shown large, in
// pixels.
const stageSide = 1600

// A stage shows a find large, its instances outlined. Until the photo is read its
// thumbnail stands in for it.
type stage struct {
	results *results
	judge   func(of *instance, v verdict) // nil where instances are not judged one by one
	loaded  func()                        // called when the photo is there

	find    *find
	prop    *prop // nil while the photo is being read
	drawn   bool  // the photo is there, outlined as it is judged
	current int   // number of the instance that the keys are for
	cancel  context.CancelFunc
	next    ahead

	object  *fyne.Container
	image   *canvas.Image
	wait    *widget.Label
	ballots *fyne.Container
	votes   []*ballot
}

// A prop is a photo ready to be shown, with the masks of some instances in its
// size.
type prop struct {
	photo     *image.RGBA
	instances []*instance
	masks     []*segment.Mask
}

// An ahead is a find whose photo is read before it is shown, since it is likely to
// be the next.
type ahead struct {
	find   *find
	prop   *prop // nil while it is being read
	cancel context.CancelFunc
}

func newStage(s *results, judge func(*instance, verdict)) *stage {
	g := &stage{
		results: s, judge: judge, loaded: func() {},
		image: &canvas.Image{FillMode: canvas.ImageFillContain},
		wait:  widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{}),
	}
	g.wait.Truncation = fyne.TextTruncateEllipsis
	g.ballots = container.New(overPhoto{g})
	held := newHandle(g.image, func() { s.dragOut(g.find) })
	g.object = container.NewStack(held, container.NewVBox(layout.NewSpacer(), g.wait), g.ballots)
	return g
}

// show puts a find on the stage.
func (g *stage) show(f *find) {
	g.close()
	g.find, g.prop, g.drawn, g.current = f, nil, false, 0
	g.wait.SetText(tr("Opening {{.Photo}}…", with{"Photo": f.name()}))
	g.wait.Show()
	g.fill(g.results.window.thumbs.get(photoThumb(f.path, g.results.window.photos).key))
	g.makeBallots()
	if p := g.next.prop; g.next.find == f && p != nil && slices.Equal(p.instances, f.instances) {
		g.take(p)
		return
	}
	g.load()
}

// prepare reads the photo of the find that is likely to be shown next; f may be nil.
func (g *stage) prepare(f *find) {
	if f == nil || f == g.next.find {
		return
	}
	if g.next.cancel != nil {
		g.next.cancel()
	}
	s := g.results
	ctx, cancel := context.WithCancel(s.ctx)
	g.next = ahead{find: f, cancel: cancel}
	path, instances := f.path, slices.Clone(f.instances)
	start(ctx, s.window.bridge, func(ctx context.Context) (*prop, error) {
		return newProp(ctx, path, instances, s.window.photos)
	}, func(p *prop, _ error) { g.next.prop = p }) // why it cannot be read is told when it is shown
}

// take shows a photo that is there.
func (g *stage) take(p *prop) {
	g.prop = p
	g.wait.Hide()
	g.draw()
	g.loaded()
}

// load reads the photo and what is in it.
func (g *stage) load() {
	s := g.results
	ctx, cancel := context.WithCancel(s.ctx)
	g.cancel = cancel
	path, instances := g.find.path, slices.Clone(g.find.instances)
	start(ctx, s.window.bridge, func(ctx context.Context) (*prop, error) {
		return newProp(ctx, path, instances, s.window.photos)
	}, func(p *prop, err error) {
		if err != nil {
			g.wait.SetText(sentence(failed(err, "{{.Photo}} cannot be opened: {{.Reason}}", with{"Photo": g.find.name()})))
			return
		}
		g.take(p)
	})
}

func newProp(ctx context.Context, path string, instances []*instance, o photo.Options) (*prop, error) {
	p, err := photo.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	size := p.Size()
	side := min(stageSide, max(size.X, size.Y))
	made := &prop{photo: opaque(p.Reduced(side)), instances: instances}
	for _, in := range instances {
		mask, err := app.DecodeMask(in.mask)
		if err != nil {
			return nil, err
		}
		made.masks = append(made.masks, shrink(mask, side))
	}
	return made, nil
}

// draw outlines what is in the photo as it is judged now.
func (g *stage) draw() {
	if g.prop == nil {
		return
	}
	g.drawn = false
	p, lines := g.prop, make([]color.NRGBA, len(g.prop.instances))
	for i, in := range p.instances {
		lines[i] = accent
		if in.verdict == rejected {
			lines[i] = spurned
		}
	}
	g.close()
	ctx, cancel := context.WithCancel(g.results.ctx)
	g.cancel = cancel
	start(ctx, g.results.window.bridge, func(context.Context) (*image.RGBA, error) {
		drawn := p.photo
		for i, m := range p.masks {
			drawn = outlined(drawn, m, thick(lines[i]))
		}
		return drawn, nil
	}, func(drawn *image.RGBA, _ error) {
		g.drawn = true
		g.fill(drawn)
	})
}

func (g *stage) fill(picture *image.RGBA) {
	g.image.Hidden = picture == nil
	if picture != nil {
		g.image.Image = picture
	}
	g.image.Refresh()
	g.ballots.Refresh()
}

// judged shows what was said, and what a later search found.
func (g *stage) judged() {
	g.current = min(g.current, max(0, len(g.find.instances)-1))
	g.makeBallots()
	switch {
	case g.prop == nil:
	case !slices.Equal(g.prop.instances, g.find.instances):
		g.close()
		g.load()
	default:
		g.draw()
	}
}

// makeBallots makes a yes and a no for each instance.
func (g *stage) makeBallots() {
	g.votes = g.votes[:0]
	g.ballots.Objects = nil
	if g.judge == nil {
		return
	}
	for i, in := range g.find.instances {
		b := newBallot()
		b.show(item{current: true, verdict: in.verdict, judge: func(v verdict) {
			g.current = i
			g.judge(in, v)
		}})
		number := widget.NewButton(number(i+1), func() { g.choose(i) })
		if i == g.current {
			number.Importance = widget.HighImportance
		}
		g.votes = append(g.votes, b)
		g.ballots.Add(container.NewHBox(number, b.yes, b.no))
	}
	g.ballots.Refresh()
}

// instance returns the instance that the keys are for, or nil.
func (g *stage) instance() *instance {
	if g.find == nil || len(g.find.instances) == 0 {
		return nil
	}
	return g.find.instances[g.current]
}

// choose lets the keys be for another instance.
func (g *stage) choose(i int) {
	if n := len(g.find.instances); n > 0 {
		g.current = (i + n) % n
		g.makeBallots()
	}
}

// cutout returns the current instance cut out of the reduced photo, or nil while
// that is not there. It may be called from any goroutine for a prop.
func (p *prop) cutout(ctx context.Context, i int) (image.Image, error) {
	if i >= len(p.masks) || p.masks[i].Size != p.photo.Rect.Size() {
		return nil, nil
	}
	cut, err := library.Cutout(ctx, sameOpaque(p.photo), p.masks[i])
	if err != nil {
		return nil, err
	}
	return cut, nil
}

// close ends what is under way for the find on the stage.
func (g *stage) close() {
	if g.cancel != nil {
		g.cancel()
	}
}

// clear empties the stage for good.
func (g *stage) clear() {
	g.close()
	if g.next.cancel != nil {
		g.next.cancel()
	}
}

// overPhoto lays out the ballots of a stage, each below its instance.
type overPhoto struct{ *stage }

// MinSize implements [fyne.Layout].
func (o overPhoto) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements [fyne.Layout].
func (o overPhoto) Layout(ballots []fyne.CanvasObject, room fyne.Size) {
	if o.find == nil || len(ballots) > len(o.find.instances) {
		return
	}
	photo := o.find.size
	if photo.X == 0 || photo.Y == 0 {
		return
	}
	scale := min(room.Width/float32(photo.X), room.Height/float32(photo.Y))
	left := (room.Width - scale*float32(photo.X)) / 2
	top := (room.Height - scale*float32(photo.Y)) / 2
	for i, b := range ballots {
		size := b.MinSize()
		box := o.find.instances[i].box
		x := left + scale*float32(box.Min.X+box.Max.X)/2 - size.Width/2
		y := top + scale*float32(box.Max.Y) + theme.Padding()
		b.Resize(size)
		b.Move(fyne.NewPos(
			max(0, min(x, room.Width-size.Width)),
			max(0, min(y, room.Height-size.Height))))
	}
}
