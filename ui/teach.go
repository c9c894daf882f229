package ui

import (
	"context"
	"fmt"
	"image"
	"math"
	"path/filepath"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library/photo"
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

// teach is the screen on which the user paints over the thing to find.
type teach struct {
	window *window
	path   string
	source source
	ctx    context.Context // done when the screen is given up
	cancel context.CancelFunc
	size   image.Point // of the upright photo
	easel  *easel      // nil until the photo is loaded

	root   *fyne.Container
	place  *fyne.Container // of the easel
	brush  *widget.Button
	erase  *widget.Button
	slider *widget.Slider
	undo   *tool
	redo   *tool
	wipe   *tool
	hint   *widget.Label
	find   *widget.Button
	over   string // hint of the tool under the pointer
}

// A sheet is a photo made ready to be painted on.
type sheet struct {
	size     image.Point
	photo    *image.RGBA
	painting *painting
	veil     *veil
}

func loadSheet(ctx context.Context, path string, o photo.Options) (*sheet, error) {
	p, err := photo.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	size := p.Size()
	reduced := p.Reduced(min(maxPaper, max(size.X, size.Y)))
	paper := reduced.Rect.Size()
	return &sheet{size: size, photo: opaque(reduced), painting: newPainting(paper), veil: newVeil(paper)}, nil
}

// pick shows the screen to teach from a photo.
func (w *window) pick(path string) {
	w.message.clear()
	if w.teach != nil {
		w.teach.cancel()
	}
	w.teach = newTeach(w, path, w.library.source)
	w.show(w.teach)
}

func newTeach(w *window, path string, from source) *teach {
	s := &teach{window: w, path: path, source: from}
	s.ctx, s.cancel = context.WithCancel(w.bridge.ctx)

	back := widget.NewButtonWithIcon("Back (Esc)", theme.NavigateBackIcon(), s.back)
	s.brush = widget.NewButton("Brush (B)", func() { s.setErasing(false) })
	s.erase = widget.NewButton("Erase (E)", func() { s.setErasing(true) })
	s.slider = widget.NewSlider(0, maxNotch)
	s.slider.SetValue(startNotch)
	s.slider.OnChanged = func(float64) { s.setBrush() }
	s.slider.OnChangeEnded = func(float64) {
		w.win.Canvas().Unfocus()
		if s.easel != nil {
			s.easel.showRings(s.easel.inside)
		}
	}
	s.undo = newTool(theme.ContentUndoIcon(), "Undo ("+chord("Z")+")", s.tell, func() { s.do(undo) })
	s.redo = newTool(theme.ContentRedoIcon(), "Redo ("+chord("Shift+Z")+")", s.tell, func() { s.do(redo) })
	s.wipe = newTool(theme.DeleteIcon(), "Clear everything (Delete); undo brings it back", s.tell, s.clear)
	s.find = widget.NewButtonWithIcon("Find in all photos (Enter)", theme.SearchIcon(), s.search)
	s.find.Importance = widget.HighImportance
	s.hint = widget.NewLabel("")
	s.hint.Truncation = fyne.TextTruncateEllipsis

	size := container.NewBorder(nil, nil, widget.NewLabel("Size  ["), widget.NewLabel("]"), s.slider)
	bar := container.NewBorder(nil, nil,
		container.NewHBox(back, widget.NewSeparator(), s.brush, s.erase),
		container.NewHBox(s.undo, s.redo, s.wipe), size)
	loading := widget.NewLabelWithStyle("Opening "+filepath.Base(path)+"…", fyne.TextAlignCenter, fyne.TextStyle{})
	loading.Truncation = fyne.TextTruncateEllipsis
	s.place = container.NewStack(container.NewVBox(layout.NewSpacer(), loading, layout.NewSpacer()))
	s.root = container.NewBorder(bar, container.NewBorder(nil, nil, nil, s.find, s.hint), nil, nil, s.place)
	s.setErasing(false)

	start(s.ctx, w.bridge, func(ctx context.Context) (*sheet, error) {
		return loadSheet(ctx, path, w.photos)
	}, s.loaded)
	return s
}

func (s *teach) loaded(sheet *sheet, err error) {
	if err != nil {
		s.window.message.fail(fmt.Errorf("%s cannot be opened: %w", filepath.Base(s.path), err))
		s.back()
		return
	}
	s.size = sheet.size
	s.easel = newEasel(sheet.photo, sheet.veil, sheet.painting, s.update)
	s.setBrush()
	s.easel.showRings(false)
	s.easel.erasing = s.erase.Importance == widget.HighImportance
	s.place.Objects = []fyne.CanvasObject{s.easel}
	s.place.Refresh()
	s.update()
}

// update enables what can be done and says what is to be done next.
func (s *teach) update() {
	p := (*painting)(nil)
	if s.easel != nil {
		p = s.easel.painting
	}
	enable(&s.undo.Button, p != nil && p.canUndo())
	enable(&s.redo.Button, p != nil && p.canRedo())
	enable(&s.wipe.Button, p != nil && !p.empty())
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
	case s.easel.painting.empty():
		return "Paint over the thing you want to find."
	case s.window.engine == nil && s.window.model.loading:
		return "The model is being loaded…"
	case s.window.engine == nil:
		return "Finding needs the model; see above."
	}
	return "Go on painting, or find it in all photos."
}

func (s *teach) tell(hint string) {
	s.over = hint
	s.hint.SetText(s.next())
}

func (s *teach) setErasing(erasing bool) {
	s.brush.Importance, s.erase.Importance = widget.HighImportance, widget.MediumImportance
	if erasing {
		s.brush.Importance, s.erase.Importance = s.erase.Importance, s.brush.Importance
	}
	s.brush.Refresh()
	s.erase.Refresh()
	if s.easel != nil {
		s.easel.erasing = erasing
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

// clear erases everything.
func (s *teach) clear() {
	if s.easel != nil {
		s.easel.repaint(s.easel.painting.clear())
	}
}

// search looks for what is marked.
func (s *teach) search() {
	if !s.canFind() {
		return
	}
	s.easel.endStroke()
	mask := *s.easel.painting.mask
	mask.Pix = append([]uint8(nil), mask.Pix...)
	s.window.find(query{photo: s.path, mask: &mask, size: s.size, paths: s.source.paths}, s)
}

func (s *teach) back() {
	s.cancel()
	s.window.teach = nil
	s.window.show(s.window.library)
}

func (s *teach) object() fyne.CanvasObject { return s.root }
func (s *teach) entered()                  { s.update() }

func (s *teach) left() {
	if s.easel != nil {
		s.easel.endStroke()
	}
}

func (s *teach) key(e *fyne.KeyEvent) {
	if does := map[fyne.KeyName]func(){
		fyne.KeyEscape:    s.back,
		fyne.KeyReturn:    s.search,
		fyne.KeyEnter:     s.search,
		fyne.KeyDelete:    s.clear,
		fyne.KeyBackspace: s.clear,
	}[e.Name]; does != nil {
		does()
	}
}

func (s *teach) rune(r rune) {
	switch unicode.ToLower(r) {
	case 'b':
		s.setErasing(false)
	case 'e':
		s.setErasing(true)
	case '[':
		s.slider.SetValue(s.slider.Value - notchStep)
	case ']':
		s.slider.SetValue(s.slider.Value + notchStep)
	}
}

func (s *teach) do(c command) {
	if s.easel == nil {
		return
	}
	switch c {
	case undo:
		s.easel.repaint(s.easel.painting.undo())
	case redo:
		s.easel.repaint(s.easel.painting.redo())
	case save, chooseAll:
	}
}
