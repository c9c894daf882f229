package ui

import (
	"bytes"
	"context"
	"errors"
	"image"
	"math"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"pgregory.net/rapid"

	"whereabouts/app"
	"whereabouts/segment"
)

// fakeMarker takes each click for a disc around it, and a box for itself.
type fakeMarker struct {
	open  func() error                // before a photo is ready; may be nil
	click func(ctx context.Context)   // before a click is answered; may be nil
	snap  func(q query) *segment.Mask // nil for what was painted

	mu     sync.Mutex
	clicks []segment.Point
}

// side is the width of the disc in pixels of the photo.
const side = 40

func (f *fakeMarker) OpenPointer(context.Context, string) (pointer, error) {
	if f.open != nil {
		if err := f.open(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *fakeMarker) Click(ctx context.Context, before *app.Pointed, click segment.Point) (*app.Pointed, error) {
	f.mu.Lock()
	f.clicks = append(f.clicks, click)
	f.mu.Unlock()
	if f.click != nil {
		f.click(ctx)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	near := func(at image.Point) bool {
		return math.Hypot(float64(at.X-click.At.X), float64(at.Y-click.At.Y)) < side/2
	}
	var points []segment.Point
	if before != nil {
		points = before.Points
	}
	p := pointedAt(func(at image.Point) bool {
		if click.Label == segment.Exclude {
			return before.Has(at) && !near(at)
		}
		return near(at)
	})
	p.Points = append(points[:len(points):len(points)], click)
	return p, nil
}

func (f *fakeMarker) Frame(_ context.Context, box image.Rectangle) (*app.Pointed, error) {
	return pointedAt(func(at image.Point) bool { return at.In(box) }), nil
}

func (f *fakeMarker) Snap(_ context.Context, q query) (*segment.Mask, error) {
	if f.snap != nil {
		return f.snap(q), nil
	}
	return q.mask, nil
}

// pointedAt is what was pointed at in a photo of an album.
func pointedAt(in func(image.Point) bool) *app.Pointed {
	frame := segment.NewFrame(image.Pt(320, 240))
	logits := make([]float32, segment.LogitSide*segment.LogitSide)
	for i := range logits {
		logits[i] = -1
		cell := segment.InputSide / segment.LogitSide
		x, y := (i%segment.LogitSide*cell+cell/2)*frame.Photo.X/frame.Input.X, (i/segment.LogitSide*cell+cell/2)*frame.Photo.Y/frame.Input.Y
		if in(image.Pt(x, y)) {
			logits[i] = 1
		}
	}
	return &app.Pointed{Selection: &segment.Selection{Logits: logits, IoU: 1, Frame: frame}}
}

// pointAt presses and releases a button of the mouse at a spot of the photo.
func pointAt(e *easel, at spot, button desktop.MouseButton, modifier fyne.KeyModifier) {
	ev := &desktop.MouseEvent{Button: button, Modifier: modifier}
	ev.Position = e.lens.at(at)
	e.MouseDown(ev)
	e.MouseUp(ev)
}

// openMarked opens a photo with a marker, and waits until it is ready for clicks.
func openMarked(t *testing.T, m *fakeEngine) (*desk, *teach) {
	t.Helper()
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png")
	d.with(m)
	s := d.openPhoto(dir)
	d.until("the photo is ready for clicks", func() bool { return s.pointing.pointer != nil || s.pointing.err != nil })
	return d, s
}

func (d *desk) answered(s *teach) {
	d.t.Helper()
	d.until("the click is answered", func() bool { return !s.pointing.asking })
}

// wantAround fails unless about a disc around a spot is marked.
func wantAround(t *testing.T, m *segment.Mask, x, y int) {
	t.Helper()
	want := image.Rect(x, y, x, y).Inset(-side / 2)
	box := m.Box()
	for _, d := range []int{box.Min.X - want.Min.X, box.Min.Y - want.Min.Y, box.Max.X - want.Max.X, box.Max.Y - want.Max.Y} {
		if d < -2 || d > 2 {
			t.Errorf("%v is marked, want about %v", box, want)
			return
		}
	}
}

func TestAClickMarksTheThingUnderThePointerAsOneStep(t *testing.T) {
	d, s := openMarked(t, &fakeEngine{})
	if s.hint.Text != "Click the thing you want to find." {
		t.Errorf("the hint is %q", s.hint.Text)
	}
	pointAt(s.easel, spot{100, 100}, desktop.MouseButtonPrimary, 0)
	d.answered(s)
	wantAround(t, s.easel.painting.mask, 100, 100)
	pointAt(s.easel, spot{200, 150}, desktop.MouseButtonPrimary, 0)
	d.answered(s)
	if m := s.easel.painting.mask; !m.Has(100, 100) || !m.Has(200, 150) {
		t.Error("a second click does not add")
	}
	s.do(undo)
	wantAround(t, s.easel.painting.mask, 100, 100)
	s.do(undo)
	if !s.easel.painting.empty() || s.easel.painting.canUndo() {
		t.Error("two clicks are not two steps")
	}
}

func TestAfterAnUndoTheNextClickGoesOnFromTheOneBefore(t *testing.T) {
	d, s := openMarked(t, &fakeEngine{})
	click := func(x, y float64) {
		pointAt(s.easel, spot{x, y}, desktop.MouseButtonPrimary, 0)
		d.answered(s)
	}
	points := func() int {
		if s.pointing.before == nil {
			return 0
		}
		return len(s.pointing.before.Points)
	}
	click(100, 100)
	click(200, 150)
	d.paint(s)
	if points() != 0 {
		t.Errorf("after a stroke a click would go on from %d points", points())
	}
	for _, step := range []struct {
		do     command
		points int
	}{{undo, 2}, {undo, 1}, {undo, 0}, {redo, 1}} {
		s.do(step.do)
		if points() != step.points {
			t.Fatalf("the next click would go on from %d points, want %d", points(), step.points)
		}
	}
	s.rune('c')
	click(200, 150)
	if points() != 2 || !s.easel.painting.mask.Has(100, 100) {
		t.Errorf("it has gone on from %d points", points()-1)
	}
}

func TestAltOrTheOtherButtonTakesAway(t *testing.T) {
	for name, how := range map[string]struct {
		button   desktop.MouseButton
		modifier fyne.KeyModifier
	}{
		"alt":   {desktop.MouseButtonPrimary, fyne.KeyModifierAlt},
		"right": {desktop.MouseButtonSecondary, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d, s := openMarked(t, &fakeEngine{})
			pointAt(s.easel, spot{100, 100}, desktop.MouseButtonPrimary, 0)
			d.answered(s)
			area := s.easel.painting.marked
			pointAt(s.easel, spot{115, 100}, how.button, how.modifier)
			d.answered(s)
			if m := s.easel.painting.mask; m.Has(115, 100) || !m.Has(85, 100) || s.easel.painting.marked >= area {
				t.Errorf("after the second click %d of %d pixels are marked", s.easel.painting.marked, area)
			}
			d.paint(s)
			s.rune('c')
			pointAt(s.easel, spot{160, 125}, how.button, how.modifier)
			d.answered(s)
			if m := s.easel.painting.mask; m.Has(160, 125) || !m.Has(85, 100) {
				t.Error("what was painted is not taken away, or all is")
			}
		})
	}
}

func TestTheNewestClickWins(t *testing.T) {
	var e fakeEngine
	first := make(chan struct{})
	e.click = func(ctx context.Context) {
		select {
		case <-first: // the second goes on at once
		default:
			close(first)
			<-ctx.Done() // and has the first forgotten
		}
	}
	d, s := openMarked(t, &e)
	pointAt(s.easel, spot{100, 100}, desktop.MouseButtonPrimary, 0)
	receive(t, "the first question", first)
	pointAt(s.easel, spot{200, 150}, desktop.MouseButtonPrimary, 0)
	d.answered(s)
	wantAround(t, s.easel.painting.mask, 200, 150)
}

func TestAnAnswerThatTakesLongIsToldOf(t *testing.T) {
	var e fakeEngine
	told := make(chan struct{})
	e.click = func(context.Context) { <-told }
	d, s := openMarked(t, &e)
	pointAt(s.easel, spot{100, 100}, desktop.MouseButtonPrimary, 0)
	d.until("the hint says so", func() bool { return s.hint.Text == "Looking at what you marked…" })
	close(told)
	d.answered(s)
	if want := "Click what is missing"; !strings.HasPrefix(s.hint.Text, want) {
		t.Errorf("afterwards the hint is %q", s.hint.Text)
	}
}

func TestAStrokeHasTheQuestionForgotten(t *testing.T) {
	var e fakeEngine
	asked := make(chan struct{})
	e.click = func(ctx context.Context) {
		close(asked)
		<-ctx.Done()
	}
	d, s := openMarked(t, &e)
	pointAt(s.easel, spot{100, 100}, desktop.MouseButtonPrimary, 0)
	receive(t, "the question", asked)
	d.paint(s)
	if s.pointing.asking || s.easel.painting.mask.Has(100, 100) || s.easel.painting.empty() {
		t.Error("the click is still asked about, or the stroke is not painted")
	}
}

func TestAClickBeforeThePhotoIsReadyIsAnsweredThen(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	s := d.openPhoto(album(t, "a.png"))
	pointAt(s.easel, spot{60, 60}, desktop.MouseButtonPrimary, 0)
	pointAt(s.easel, spot{100, 100}, desktop.MouseButtonPrimary, 0)
	if want := "Clicking needs the model"; !strings.HasPrefix(s.hint.Text, want) {
		t.Errorf("the hint is %q", s.hint.Text)
	}
	d.with(&fakeEngine{})
	d.until("the click is answered", func() bool { return !s.easel.painting.empty() })
	wantAround(t, s.easel.painting.mask, 100, 100)
}

func TestAPhotoThatCannotBeMadeReadyCanStillBePainted(t *testing.T) {
	var e fakeEngine
	e.open = func() error { return errors.New("the disk is gone") }
	d, s := openMarked(t, &e)
	if want := "Clicks do not work in this photo; paint with the brush (B). The disk is gone."; s.hint.Text != want {
		t.Errorf("the hint is %q", s.hint.Text)
	}
	pointAt(s.easel, spot{60, 60}, desktop.MouseButtonPrimary, 0)
	d.paint(s)
	if s.find.Disabled() {
		t.Error("what was painted cannot be looked for")
	}
}

func TestStrokesAreNeverSentAsPoints(t *testing.T) {
	var e fakeEngine
	d, s := openMarked(t, &e)
	pointAt(s.easel, spot{100, 100}, desktop.MouseButtonPrimary, 0)
	d.answered(s)
	d.paint(s)
	s.rune('c')
	pointAt(s.easel, spot{200, 150}, desktop.MouseButtonPrimary, 0)
	d.answered(s)
	if len(e.clicks) != 2 || s.pointing.before == nil || len(s.pointing.before.Points) != 1 {
		t.Errorf("%d clicks were asked for, and the last follows from %+v", len(e.clicks), s.pointing.before)
	}
}

func TestABoxMarksTheThingInIt(t *testing.T) {
	d, s := openMarked(t, &fakeEngine{})
	s.rune('x')
	drag(s.easel, s.easel.lens.at(spot{80, 60}), s.easel.lens.at(spot{180, 140}))
	d.answered(s)
	if box := s.easel.painting.mask.Box(); box.Min.X < 77 || box.Min.X > 82 || box.Max.X < 178 || box.Max.X > 184 || box.Min.Y < 57 || box.Max.Y > 144 {
		t.Errorf("%v is marked", box)
	}
	before := s.easel.painting.marked
	drag(s.easel, s.easel.lens.at(spot{80, 60}), s.easel.lens.at(spot{81, 61}))
	if s.pointing.asking || s.easel.painting.marked != before {
		t.Error("a box of a pixel is taken for one")
	}
}

func TestASnappedPaintingIsOneStepThatCanBeUndone(t *testing.T) {
	var e fakeEngine
	e.snap = func(q query) *segment.Mask { return disc(q.mask.Size) }
	d, s := openMarked(t, &e)
	d.paint(s)
	painted := bytes.Clone(s.easel.painting.mask.Pix)
	d.rune('s')
	d.answered(s)
	if !bytes.Equal(s.easel.painting.mask.Pix, disc(image.Pt(320, 240)).Pix) {
		t.Error("the painting is not the thing")
	}
	s.do(undo)
	if !bytes.Equal(s.easel.painting.mask.Pix, painted) {
		t.Error("undo does not bring back what was painted")
	}
}

func TestANamedThingIsKeptWhenItIsLookedFor(t *testing.T) {
	e := finding3("")
	d, s := openMarked(t, e)
	d.paint(s)
	d.rune('n')
	if d.win.Canvas().Focused() != s.name {
		t.Fatal("the name is not typed into")
	}
	s.name.SetText("Mimi")
	s.name.TypedKey(escape())
	if d.win.Canvas().Focused() != nil {
		t.Error("Escape does not leave the name")
	}
	d.key(enter())
	d.until("it is kept", func() bool { return d.things.all[0].kept() })
	if r := e.record(d.things.all[0].id); r.Name != "Mimi" || r.References[0].Mask.Area() == 0 {
		t.Errorf("it is kept as %q, with %d pixels marked", r.Name, r.References[0].Mask.Area())
	}
}

func TestThePreviewShowsWhatIsMarkedAndNothingElse(t *testing.T) {
	d, s := openMarked(t, &fakeEngine{})
	pointAt(s.easel, spot{160, 120}, desktop.MouseButtonPrimary, 0)
	d.answered(s)
	d.until("the preview is shown", func() bool { return s.preview.image.Visible() })
	size := s.preview.image.Image.Bounds().Size()
	if size.X < side-3 || size.X > side+3 || size.Y < side-3 || size.Y > side+3 {
		t.Errorf("it has %v", size)
	}
	s.clear()
	if s.preview.image.Visible() || !s.preview.none.Visible() {
		t.Error("it shows something when nothing is marked")
	}
}

func TestACutOutLiesOnChecks(t *testing.T) {
	photo := image.NewRGBA(image.Rect(0, 0, 1000, 800))
	for i := range photo.Pix {
		photo.Pix[i] = 0xff
	}
	m := segment.NewMask(image.Pt(1000, 800))
	for y := 100; y < 700; y++ {
		for x := 100; x < 900; x++ {
			if x < 500 || y < 400 {
				m.Pix[y*1000+x] = segment.Object
			}
		}
	}
	shown, err := shownCutout(t.Context(), photo, m, 400)
	if err != nil {
		t.Fatal(err)
	}
	cut := onChecks(shown, 0x20, 0x40)
	if cut.Rect.Size() != image.Pt(400, 300) {
		t.Fatalf("it has %v", cut.Rect)
	}
	if got := cut.RGBAAt(50, 250).R; got != 0xff {
		t.Errorf("the thing is %#x", got)
	}
	greys := map[uint8]bool{}
	for x := 210; x < 400; x++ {
		greys[cut.RGBAAt(x, 250).R] = true
	}
	if len(greys) != 2 || !greys[0x20] || !greys[0x40] {
		t.Errorf("beside it are %v", greys)
	}
}

func TestAStrokeLandsUnderThePointerAtAnyZoom(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	s := d.openPhoto(album(t, "a.png"))
	s.rune('b')
	e := s.easel
	rapid.Check(t, func(t *rapid.T) {
		s.clear()
		e.fit()
		for range rapid.IntRange(0, 5).Draw(t, "movements") {
			at := places(e.Size()).Draw(t, "pointer")
			ev := &fyne.ScrollEvent{Scrolled: fyne.Delta{DX: rapid.Float32Range(-60, 60).Draw(t, "dx"), DY: rapid.Float32Range(-60, 120).Draw(t, "dy")}}
			ev.Position = at
			e.Scrolled(ev)
		}
		e.radius = rapid.Float64Range(1, 20).Draw(t, "radius")
		from, to := places(e.Size()).Draw(t, "from"), places(e.Size()).Draw(t, "to")
		drag(e, from, to)
		// What is under the pointer is told from where the photo lies on screen.
		corner, shown := e.photo.Position(), e.photo.Size()
		scale := float64(shown.Width) / 320
		onPhoto := func(p fyne.Position) spot { return spot{float64(p.X-corner.X) / scale, float64(p.Y-corner.Y) / scale} }
		for y := range 240 {
			for x := range 320 {
				off := distance(spot{float64(x) + 0.5, float64(y) + 0.5}, onPhoto(from), onPhoto(to))
				if math.Abs(off-e.radius) < 0.01 {
					continue // rounding decides
				}
				if got := e.painting.mask.Has(x, y); got != (off < e.radius) {
					t.Fatalf("at zoom %v pixel %d, %d is %v from the stroke of radius %v: painted %v", e.lens.zoom, x, y, off, e.radius, got)
				}
			}
		}
	})
}

func TestTheWheelZoomsAndWithTheCommandKeySizesTheBrush(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	s := d.openPhoto(album(t, "a.png"))
	up := &fyne.ScrollEvent{Scrolled: fyne.Delta{DY: 25}}
	up.Position = fyne.NewPos(50, 50)
	radius := s.easel.radius
	s.easel.Scrolled(up)
	if s.zoom.Text != "125 %" || s.easel.radius != radius {
		t.Errorf("the zoom is %s, the brush %v of %v", s.zoom.Text, s.easel.radius, radius)
	}
	s.easel.modifiers = func() fyne.KeyModifier { return fyne.KeyModifierShortcutDefault }
	s.easel.Scrolled(up)
	if s.zoom.Text != "125 %" || s.easel.radius <= radius {
		t.Errorf("with the command key the zoom is %s, the brush %v of %v", s.zoom.Text, s.easel.radius, radius)
	}
	s.rune('+')
	if s.easel.lens.zoom <= 1.25 {
		t.Errorf("+ zooms to %v", s.easel.lens.zoom)
	}
	s.rune('0')
	if s.zoom.Text != "100 %" {
		t.Errorf("0 zooms to %s", s.zoom.Text)
	}
}

func TestThePhotoIsMovedWithTheMiddleButtonOrTheSpaceBar(t *testing.T) {
	for name, button := range map[string]desktop.MouseButton{"middle": desktop.MouseButtonTertiary, "space": desktop.MouseButtonPrimary} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, theme.VariantDark, Options{}, noBackend())
			s := d.openPhoto(album(t, "a.png"))
			s.rune('b')
			s.easel.grips = name == "space"
			s.easel.lens.zoomBy(8, fyne.NewPos(100, 100))
			s.easel.arrange()
			before := s.easel.photo.Position()
			down := &desktop.MouseEvent{Button: button}
			down.Position = fyne.NewPos(100, 100)
			s.easel.MouseDown(down)
			s.easel.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(110, 95)}})
			s.easel.DragEnd()
			after := s.easel.photo.Position()
			if d := after.Subtract(before); math.Abs(float64(d.X-10)) > 0.01 || math.Abs(float64(d.Y+5)) > 0.01 {
				t.Errorf("it moves by %v", d)
			}
			if !s.easel.painting.empty() {
				t.Error("moving paints")
			}
		})
	}
}
