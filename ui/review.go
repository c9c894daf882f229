package ui

import (
	"context"
	"image"
	"slices"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/app"
	"whereabouts/library/photo"
)

// A review is the layer that asks of one unsure find after another whether it shows
// the thing, until nothing is left to ask.
type review struct {
	results *results
	queue   []*find // those that were unsure when it was opened
	stage   *stage
	root    *fyne.Container
	asking  *fyne.Container // shown while there is something to ask
	done    *fyne.Container // shown afterwards
	title   *widget.Label
	yes, no *widget.Button
	cutout  *canvas.Image
	marked  *canvas.Image // the reference
}

// startReview reviews the unsure finds.
func (s *results) startReview() {
	queue := s.ranked.unsure(s.cut)
	if len(queue) == 0 {
		s.tell(tr("There is nothing unsure to review."))
		return
	}
	v := &review{results: s, queue: queue}
	v.stage = newStage(s, nil)
	v.stage.loaded = func() {
		v.cutOut()
		v.stage.prepare(v.beside(1))
	}
	v.build()
	s.cover(v)
	v.showReference()
	v.show(queue[0])
}

func (v *review) build() {
	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), v.results.closeLayer)
	v.title = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	v.title.Truncation = fyne.TextTruncateEllipsis
	undo := widget.NewButtonWithIcon(tr("Take back (Z)"), theme.ContentUndoIcon(), v.takeBack)
	v.yes = widget.NewButtonWithIcon(tr("Yes, that is it (Y)"), theme.ConfirmIcon(), func() { v.judge(accepted) })
	v.no = widget.NewButtonWithIcon(tr("No (N)"), theme.CancelIcon(), func() { v.judge(rejected) })
	skip := widget.NewButtonWithIcon(tr("Skip (→)"), theme.NavigateNextIcon(), func() { v.leaf(1) })

	v.cutout = &canvas.Image{FillMode: canvas.ImageFillContain}
	v.marked = &canvas.Image{FillMode: canvas.ImageFillContain}
	side := container.NewGridWithRows(2, sample(tr("You marked"), v.marked), sample(tr("Is it this?"), newHandle(v.cutout, func() { v.results.dragOut(v.stage.find) })))
	v.asking = container.NewBorder(nil, container.NewCenter(container.NewHBox(v.no, skip, v.yes)), nil, side, v.stage.object)
	finished := widget.NewButtonWithIcon(tr("Back to the finds (Esc)"), theme.NavigateBackIcon(), v.results.closeLayer)
	finished.Importance = widget.HighImportance
	v.done = container.NewVBox(layout.NewSpacer(),
		widget.NewLabelWithStyle(tr("All reviewed."), fyne.TextAlignCenter, fyne.TextStyle{Bold: true}),
		container.NewCenter(finished), layout.NewSpacer())
	v.root = container.NewBorder(container.NewBorder(nil, nil, back, undo, v.title), nil, nil, nil,
		container.NewStack(v.asking, v.done))
}

// sample is a picture with what it is above it.
func sample(what string, picture fyne.CanvasObject) fyne.CanvasObject {
	ground := canvas.NewRectangle(themeColor(theme.ColorNameSeparator))
	ground.SetMinSize(fyne.NewSize(steps(44), steps(30)))
	return container.NewBorder(widget.NewLabel(what), nil, nil, nil, container.NewStack(ground, picture))
}

// left returns the finds of the queue of which nothing was said.
func (v *review) left() []*find { return open(v.queue) }

func (v *review) show(f *find) {
	v.cutout.Image = nil
	v.cutout.Refresh()
	v.stage.show(f)
	v.update()
}

func (v *review) update() {
	left := len(v.left())
	v.title.SetText(trn("{{.Count}} left: {{.Photo}}, {{.Note}}", left, with{"Photo": v.stage.find.name(), "Note": v.stage.find.note()}))
	if left == 0 {
		v.title.SetText(trn("{{.Count}} left", left))
	}
	v.asking.Hidden, v.done.Hidden = left == 0, left > 0
	v.asking.Refresh()
	v.done.Refresh()
}

// showReference shows what was marked, in the photo that stands for the thing.
func (v *review) showReference() {
	s := v.results
	r, ok := s.thing.face()
	if !ok {
		return
	}
	start(s.ctx, s.window.bridge, func(ctx context.Context) (image.Image, error) {
		return r.markedPart(ctx, s.window.photos)
	}, func(made image.Image, err error) {
		if err != nil {
			s.window.message.fail(err)
			return
		}
		v.marked.Image = made
		v.marked.Refresh()
	})
}

// markedPart returns the part of a photo in which something is marked, with what is
// around it.
func (r reference) markedPart(ctx context.Context, o photo.Options) (image.Image, error) {
	p, err := photo.Open(ctx, r.path, o)
	if err != nil {
		return nil, err
	}
	marked, err := app.DecodeMask(r.mask)
	if err != nil {
		return nil, err
	}
	size := p.Size()
	reduced := opaque(p.Reduced(min(stageSide, max(size.X, size.Y))))
	m := shrink(marked, max(reduced.Rect.Dx(), reduced.Rect.Dy()))
	box := m.Box()
	around := max(box.Dx(), box.Dy()) / 2
	return outlined(reduced, m, thick(accent)).SubImage(box.Inset(-around)), nil
}

// cutOut shows the find's best instance cut out.
func (v *review) cutOut() {
	s, p, of := v.results, v.stage.prop, v.stage.find
	start(s.ctx, s.window.bridge, func(ctx context.Context) (image.Image, error) { return p.cutout(ctx, 0) },
		func(made image.Image, _ error) {
			if v.stage.find == of && made != nil {
				v.cutout.Image = made
				v.cutout.Refresh()
			}
		})
}

// judge says something of the find on the stage and asks of the next.
func (v *review) judge(said verdict) {
	f := v.stage.find
	if f.verdict() != undecided {
		return
	}
	v.results.judge(said, f)
	v.leaf(1)
}

// beside returns the next, or with -1 the previous, find of which nothing was said,
// or nil.
func (v *review) beside(places int) *find {
	at := slices.Index(v.queue, v.stage.find)
	for n := 1; n < len(v.queue); n++ {
		i := ((at+n*places)%len(v.queue) + len(v.queue)) % len(v.queue)
		if f := v.queue[i]; f.verdict() == undecided {
			return f
		}
	}
	return nil
}

// leaf goes to the next or the previous find of which nothing was said.
func (v *review) leaf(places int) {
	if f := v.beside(places); f != nil {
		v.show(f)
		return
	}
	v.update()
}

// takeBack takes back what was said last and asks it again.
func (v *review) takeBack() {
	before := v.left()
	v.results.takeBack()
	for _, f := range v.left() {
		if !slices.Contains(before, f) {
			v.show(f)
			return
		}
	}
}

func (v *review) object() fyne.CanvasObject { return v.root }
func (v *review) closed()                   { v.stage.clear() }

func (v *review) judged() {
	v.stage.judged()
	v.update()
}

func (v *review) key(e *fyne.KeyEvent) {
	if does := map[fyne.KeyName]func(){
		fyne.KeyEscape: v.results.closeLayer,
		fyne.KeyLeft:   func() { v.leaf(-1) },
		fyne.KeyRight:  func() { v.leaf(1) },
	}[e.Name]; does != nil {
		does()
	}
}

func (v *review) rune(r rune) {
	switch unicode.ToLower(r) {
	case 'y':
		v.judge(accepted)
	case 'n':
		v.judge(rejected)
	case 'z':
		v.takeBack()
	}
}
