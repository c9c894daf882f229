package ui

import (
	"context"
	"image"
	"math"
	"path/filepath"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// maxPaper is the longer side of the copy of a photo that is painted on. A
// larger photo's mask is enlarged when it is looked for.
const maxPaper = 2048

// Brush sizes are the notches of the slider; each is a little larger than the
// one before, from a two-hundredth to a third of the photo's longer side.
const (
	maxNotch    = 100
	startNotch  = 55
	notchStep   = 5
	finestBrush = 1.0 / 200
	widestBrush = 1.0 / 3
)

// teach is the screen on which the user marks the thing to find.
type teach struct {
	window   *window
	path     string
	source   source
	ctx      context.Context // done when the screen is given up
	cancel   context.CancelFunc
	size     image.Point // of the upright photo
	paper    *image.RGBA // the photo as it is painted on; nil until it is loaded
	easel    *easel      // likewise
	pointing *pointing
	preview  *preview
	marking  marking
	thing    *thing      // that is taught, or nil where it is a new one
	lesson   lesson      // what was taught here
	seed     []*instance // what is marked to begin with

	root   *fyne.Container
	place  *fyne.Container // of the easel
	tools  [4]*widget.Button
	slider *widget.Slider
	undo   *tool
	redo   *tool
	wipe   *tool
	zoom   *widget.Label
	hint   *widget.Label
	snap   *widget.Button
	name   *nameEntry
	find   *widget.Button
	over   string // hint of the tool under the pointer
}

// A sheet is a photo made ready to be painted on.
type sheet struct {
	size     image.Point
	photo    *image.RGBA
	painting *painting
	veil     *veil
	cut      *segment.Mask // what is not transparent, of the painting's size; nil where all is
}

func loadSheet(ctx context.Context, path string, o photo.Options) (*sheet, error) {
	p, err := photo.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	size := p.Size()
	reduced := p.Reduced(min(maxPaper, max(size.X, size.Y)))
	paper := reduced.Rect.Size()
	s := &sheet{size: size, photo: opaque(reduced), painting: newPainting(paper), veil: newVeil(paper)}
	if p.Transparent() {
		s.cut = enlarge(opaquePart(p.Upright()), paper) // or reduced
	}
	return s, nil
}

// opaquePart marks what of a picture is more opaque than transparent.
func opaquePart(img *image.NRGBA) *segment.Mask {
	m := segment.NewMask(img.Rect.Size())
	for i := range m.Pix {
		if img.Pix[4*i+3] >= 128 {
			m.Pix[i] = segment.Object
		}
	}
	return m
}

// pick shows the screen to teach from a photo, a new thing or the one that another
// photo is picked for.
func (w *window) pick(path string) { w.teachFrom(path, w.adding, nil) }

func newTeach(w *window, path string, from source) *teach {
	s := &teach{window: w, path: path, source: from}
	s.ctx, s.cancel = context.WithCancel(w.bridge.ctx)
	s.pointing = newPointing(s)
	s.preview = newPreview(s.ctx, w.bridge)
	s.hint = widget.NewLabel("")
	s.hint.Truncation = fyne.TextTruncateEllipsis
	loading := widget.NewLabelWithStyle(tr("Opening {{.Photo}}…", with{"Photo": filepath.Base(path)}), fyne.TextAlignCenter, fyne.TextStyle{})
	loading.Truncation = fyne.TextTruncateEllipsis
	s.place = container.NewStack(container.NewVBox(layout.NewSpacer(), loading, layout.NewSpacer()))
	bar, side := s.newToolbar(), s.newSide()
	bottom := container.NewBorder(nil, nil, nil, s.newZoom(), s.hint)
	s.root = container.NewBorder(bar, bottom, nil, side, s.place)
	s.setMarking(clicking)

	start(s.ctx, w.bridge, func(ctx context.Context) (*sheet, error) {
		return loadSheet(ctx, path, w.photos)
	}, s.loaded)
	return s
}

// newToolbar returns the row of what marks, and takes it back.
func (s *teach) newToolbar() fyne.CanvasObject {
	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), s.back)
	for m, label := range [...]string{clicking: tr("Click (C)"), boxing: tr("Box (X)"), brushing: tr("Brush (B)"), erasing: tr("Erase (E)")} {
		s.tools[m] = widget.NewButton(label, func() { s.setMarking(marking(m)) })
	}
	s.undo = newTool(theme.ContentUndoIcon(), tr("Undo ({{.Key}})", with{"Key": chord("Z")}), s.tell, func() { s.do(undo) })
	s.redo = newTool(theme.ContentRedoIcon(), tr("Redo ({{.Key}})", with{"Key": shiftedChord("Z")}), s.tell, func() { s.do(redo) })
	s.wipe = newTool(theme.DeleteIcon(), tr("Clear everything (Delete); undo brings it back"), s.tell, s.clear)
	return container.NewBorder(nil, nil,
		container.NewHBox(back, widget.NewSeparator(), s.tools[clicking], s.tools[boxing], s.tools[brushing], s.tools[erasing]),
		container.NewHBox(s.undo, s.redo, s.wipe))
}

// newSide returns what stands beside the photo: what comes of the marks, and what can
// be done with it.
func (s *teach) newSide() fyne.CanvasObject {
	s.slider = widget.NewSlider(0, maxNotch)
	s.slider.SetValue(startNotch)
	s.slider.OnChanged = func(float64) { s.setBrush() }
	s.slider.OnChangeEnded = func(float64) {
		s.window.win.Canvas().Unfocus()
		if s.easel != nil {
			s.easel.showRings(s.easel.inside)
		}
	}
	s.snap = widget.NewButton(tr("Snap to the thing (S)"), s.snapPainting)
	s.name = newNameEntry(s.window.win.Canvas().Unfocus)
	s.find = widget.NewButtonWithIcon(tr("Find in all photos (Enter)"), theme.SearchIcon(), s.search)
	s.find.Importance = widget.HighImportance
	size := container.NewBorder(nil, nil, widget.NewLabel(tr("Brush  [")), widget.NewLabel("]"), s.slider)
	return container.NewBorder(nil, container.NewVBox(s.name, s.find), nil, nil,
		container.NewVBox(s.preview.object, s.snap, size))
}

// newZoom returns how large the photo is shown, and what changes that.
func (s *teach) newZoom() fyne.CanvasObject {
	s.zoom = widget.NewLabel(percent(1))
	smaller := newTool(theme.ZoomOutIcon(), tr("Zoom out (-), or turn the wheel"), s.tell, func() { s.zoomBy(1 / zoomStep) })
	larger := newTool(theme.ZoomInIcon(), tr("Zoom in (+), or turn the wheel; drag with the middle button or with the space bar held to move the photo"), s.tell, func() { s.zoomBy(zoomStep) })
	all := newTool(theme.ZoomFitIcon(), tr("Show all of the photo (0)"), s.tell, s.fit)
	return container.NewHBox(smaller, s.zoom, larger, all)
}

func (s *teach) loaded(sheet *sheet, err error) {
	if err != nil {
		s.window.message.fail(failed(err, "{{.Photo}} cannot be opened: {{.Reason}}", with{"Photo": filepath.Base(s.path)}))
		s.back()
		return
	}
	s.size, s.paper = sheet.size, sheet.photo
	s.easel = newEasel(sheet.photo, sheet.veil, sheet.painting, s)
	s.setBrush()
	s.easel.setMarking(s.marking)
	s.place.Objects = []fyne.CanvasObject{s.easel}
	s.place.Refresh()
	if sheet.cut != nil && len(s.seed) == 0 {
		s.easel.repaint(s.easel.painting.lay(sheet.cut, addIt, nil))
	}
	s.update()
	s.plant()
}

// changed implements [artist].
func (s *teach) changed() {
	if s.easel.drag == strokeDrag {
		s.pointing.restart()
	} else {
		s.preview.update(s.paper, s.easel.painting)
	}
	s.update()
}

// approached implements [artist]. The scan waits, so that a click is answered at once.
func (s *teach) approached() { s.window.scan.makeWay() }

// pointed implements [artist].
func (s *teach) pointed(g gesture) { s.pointing.point(g) }

// enlarge implements [artist].
func (s *teach) enlarge(times float64) { s.slider.SetValue(s.slider.Value + notchesOf(times)) }

// zoomed implements [artist].
func (s *teach) zoomed() { s.zoom.SetText(percent(s.easel.lens.zoom)) }

// update enables what can be done and says what is to be done next.
func (s *teach) update() {
	s.pointing.open()
	p := (*painting)(nil)
	if s.easel != nil {
		p = s.easel.painting
	}
	enable(&s.undo.Button, p != nil && p.canUndo())
	enable(&s.redo.Button, p != nil && p.canRedo())
	enable(&s.wipe.Button, p != nil && !p.empty())
	enable(s.snap, s.canFind())
	enable(s.find, s.canFind())
	s.hint.SetText(s.next())
}

func enable(b *widget.Button, enabled bool) {
	switch {
	case enabled && b.Disabled():
		b.Enable()
	case !enabled && !b.Disabled():
		b.Disable()
	}
}

func (s *teach) canFind() bool {
	return s.easel != nil && !s.easel.painting.empty() && s.window.engine != nil
}

// next says what the tool under the pointer does, or else what to do next.
func (s *teach) next() string {
	switch {
	case s.over != "":
		return s.over
	case s.easel == nil:
		return ""
	case s.pointing.outcome != "":
		return s.pointing.outcome
	case s.pointing.late:
		return tr("Looking at what you marked…")
	case !s.marking.paints():
		return s.nextClick()
	case s.easel.painting.empty() && s.marking == erasing:
		return tr("There is nothing to erase yet; paint with the brush (B).")
	case s.easel.painting.empty():
		return tr("Paint over the thing you want to find.")
	case s.window.engine == nil && s.window.model.loading:
		return tr("The model is being loaded…")
	case s.window.engine == nil:
		return tr("Finding needs the model; see above.")
	}
	return tr("Go on painting, snap it to the thing (S), or find it in all photos.")
}

// nextClick says what to do next with a tool that points.
func (s *teach) nextClick() string {
	switch {
	case s.window.engine == nil && s.window.model.loading:
		return tr("The model is being loaded; until then, paint with the brush (B).")
	case s.window.engine == nil:
		return tr("Clicking needs the model, see above; you can paint with the brush (B).")
	case s.pointing.err != nil:
		return tr("Clicks do not work in this photo; paint with the brush (B).") + " " + sentence(s.pointing.err)
	case s.pointing.pointer == nil:
		return tr("The photo is being made ready for clicks…")
	case s.easel.painting.empty() && s.marking == boxing:
		return tr("Draw a box around the thing you want to find.")
	case s.easel.painting.empty():
		return tr("Click the thing you want to find.")
	}
	return tr("Click what is missing; Alt+click, or right-click, what is too much.")
}

func (s *teach) tell(hint string) {
	s.over = hint
	s.hint.SetText(s.next())
}

// setMarking sets what the mouse does on the photo.
func (s *teach) setMarking(m marking) {
	s.marking = m
	for i, b := range s.tools {
		b.Importance = widget.MediumImportance
		if marking(i) == m {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	if s.easel != nil {
		s.easel.setMarking(m)
	}
	s.update()
}

// setBrush gives the brush the size that the slider shows.
func (s *teach) setBrush() {
	if s.easel == nil {
		return
	}
	paper := s.easel.painting.mask.Size
	share := finestBrush * math.Pow(widestBrush/finestBrush, s.slider.Value/maxNotch)
	s.easel.setRadius(max(1, float64(max(paper.X, paper.Y))*share/2))
}

// notchesOf returns by how many notches the slider makes the brush so many times as
// large.
func notchesOf(times float64) float64 {
	return maxNotch * math.Log(times) / math.Log(widestBrush/finestBrush)
}

func (s *teach) zoomBy(times float64) {
	if s.easel != nil {
		s.easel.zoomStepBy(times)
	}
}

func (s *teach) fit() {
	if s.easel != nil {
		s.easel.fit()
	}
}

// snapPainting asks for the thing that is meant by the painting to take its place.
func (s *teach) snapPainting() {
	if s.canFind() {
		s.easel.endDrag()
		s.pointing.snap()
	}
}

// clear erases everything.
func (s *teach) clear() {
	s.edit((*painting).clear)
}

// edit changes the painting by other means than the mouse.
func (s *teach) edit(change func(*painting) image.Rectangle) {
	if s.easel != nil {
		s.easel.endDrag()
		s.pointing.stop()
		changed := change(s.easel.painting)
		s.pointing.resume(s.easel.painting.meant())
		s.easel.repaint(changed)
	}
}

// query returns what is marked and where to look for it.
func (s *teach) query() query {
	return query{photo: s.path, mask: cloneMask(s.easel.painting.mask), size: s.size, paths: s.window.allPaths(s.source.paths)}
}

// search looks for what is marked.
func (s *teach) search() {
	if !s.canFind() {
		return
	}
	s.easel.endDrag()
	s.window.find(s.query(), s)
}

// back gives the photo up and goes to the others, or to the thing that it was to be
// added to.
func (s *teach) back() {
	w := s.window
	w.giveUpTeach()
	if s.adds() && s.lesson.empty() {
		w.adding = s.thing
	}
	w.showPhotos()
}

func (s *teach) object() fyne.CanvasObject { return s.root }

func (s *teach) entered() {
	s.onSpace(func(down bool) {
		if s.easel != nil {
			s.easel.grips = down
		}
	})
	s.update()
}

func (s *teach) left() {
	s.onSpace(nil)
	if s.easel != nil {
		s.easel.endDrag()
		s.easel.grips = false
	}
}

// onSpace has f told when the space bar goes down and up; nil tells nobody.
func (s *teach) onSpace(f func(down bool)) {
	keys, ok := s.window.win.Canvas().(desktop.Canvas)
	if !ok {
		return
	}
	when := func(down bool) func(*fyne.KeyEvent) {
		if f == nil {
			return nil
		}
		return func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeySpace {
				f(down)
			}
		}
	}
	keys.SetOnKeyDown(when(true))
	keys.SetOnKeyUp(when(false))
}

func (s *teach) key(e *fyne.KeyEvent) {
	move := func(dx, dy float32) func() {
		return func() {
			if s.easel != nil {
				s.easel.moveBy(steps(dx), steps(dy))
			}
		}
	}
	const far = 10
	if does := map[fyne.KeyName]func(){
		fyne.KeyEscape:    s.back,
		fyne.KeyReturn:    s.search,
		fyne.KeyEnter:     s.search,
		fyne.KeyDelete:    s.clear,
		fyne.KeyBackspace: s.clear,
		fyne.KeyLeft:      move(far, 0),
		fyne.KeyRight:     move(-far, 0),
		fyne.KeyUp:        move(0, far),
		fyne.KeyDown:      move(0, -far),
	}[e.Name]; does != nil {
		does()
	}
}

func (s *teach) rune(r rune) {
	if does := map[rune]func(){
		'c': func() { s.setMarking(clicking) },
		'x': func() { s.setMarking(boxing) },
		'b': func() { s.setMarking(brushing) },
		'e': func() { s.setMarking(erasing) },
		's': s.snapPainting,
		'n': func() { s.window.win.Canvas().Focus(s.name) },
		'[': func() { s.slider.SetValue(s.slider.Value - notchStep) },
		']': func() { s.slider.SetValue(s.slider.Value + notchStep) },
		'+': func() { s.zoomBy(zoomStep) },
		'=': func() { s.zoomBy(zoomStep) },
		'-': func() { s.zoomBy(1 / zoomStep) },
		'0': s.fit,
	}[unicode.ToLower(r)]; does != nil {
		does()
	}
}

func (s *teach) do(c command) {
	switch c {
	case undo:
		s.edit((*painting).undo)
	case redo:
		s.edit((*painting).redo)
	case save, chooseAll, copyOut:
	}
}
