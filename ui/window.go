package ui

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"whereabouts/app"
	"whereabouts/app/setup"
	"whereabouts/library/photo"
	"whereabouts/ui/transfer"
)

// A screen is one of the views that the window shows by turns.
type screen interface {
	object() fyne.CanvasObject
	entered()           // it is about to be seen
	left()              // it is no longer seen
	key(*fyne.KeyEvent) // a key that no widget took
	rune(rune)
	do(command)
}

// A command is what a shortcut asks of a screen.
type command int

const (
	undo command = iota
	redo
	save
	chooseAll
	copyOut
)

// A backend is what the window gets from below: the model, and the way to it.
type backend struct {
	open     func(context.Context) keptLibrary
	load     func(context.Context) (engine, error)
	bring    func(context.Context, func(setup.Event)) error
	exchange func() (exchange, error)
}

// A window is the one window with all that its screens share.
type window struct {
	win     fyne.Window
	bridge  *bridge
	options Options
	photos  photo.Options
	thumbs  *thumbs
	towns   towns               // names places, or nil
	opened  latest[engine]      // the engine, to be closed
	kept    latest[keptLibrary] // likewise

	openKept func(context.Context) keptLibrary
	engine   engine // nil until the model is loaded
	model    *modelBar
	message  *banner
	scan     *activityBar
	side     *sidebar
	things   *things
	snack    *snack
	adding   *thing // that another photo is picked for, or nil
	body     *fyne.Container
	begun    bool // photos are shown
	current  screen
	covered  screen // below the current one, or nil
	welcome  *welcome
	library  *photosScreen // nil before one was opened
	teach    *teach        // nil where no photo is picked
	chooser  *dialog.FileDialog

	searches int // begun so far
	scribe   *scribe
	lull     time.Duration // without a word, after which a search is done again
	clock    func() time.Time
	hand     *handover
	pictures string               // folder of those that are kept to teach from
	bringing int                  // counts what was pasted or dropped to teach from
	outing   *outing              // or nil
	openURL  func(*url.URL) error // in the program that the system has for it

	preferences *preferences
}

func newWindow(win fyne.Window, b *bridge, o Options, back backend) *window {
	w := &window{
		win:     win,
		bridge:  b,
		options: o,
		photos:  photo.Options{MaxPixels: o.Engine.MaxPixels},
		thumbs:  newThumbs(b),
		towns:   newWorldTowns(),
		message: newBanner(),
		body:    container.NewStack(),
		lull:    lull,
		clock:   time.Now,
		hand:    newHandover(back.exchange),

		pictures: app.KeptPictureDir(),
		openURL:  fyne.CurrentApp().OpenURL,

		preferences: newPreferences(),
	}
	w.scribe = newScribe(b, w.unwritten)
	w.model = newModelBar(b, w.ready)
	w.model.load = func(ctx context.Context) (engine, error) {
		e, err := back.load(ctx)
		if err == nil {
			w.opened.set(e)
		}
		return e, err
	}
	w.model.bring = back.bring
	w.openKept = back.open
	w.scan = newActivityBar(w)
	w.snack = newSnack(w)
	w.things = newThings(w)
	w.side = newSidebar(w)
	w.welcome = newWelcome(w)
	win.SetContent(container.NewBorder(container.NewVBox(w.model.object, w.message.object, w.things.news.object), w.scan.object, nil, nil,
		container.NewBorder(nil, w.snack.object, nil, nil, w.body)))
	w.message.moved = win.Content().Refresh
	win.SetOnClosed(b.close)
	win.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) { w.drop(dropped) })
	w.bindKeys()
	w.show(w.welcome)
	return w
}

func (w *window) bindKeys() {
	c := w.win.Canvas()
	c.SetOnTypedKey(w.key)
	c.SetOnTypedRune(w.rune)
	bind := func(s fyne.Shortcut, do func()) {
		c.AddShortcut(s, func(fyne.Shortcut) {
			if c.Overlays().Top() == nil {
				do()
			}
		})
	}
	bind(commandKey(fyne.KeyO), w.chooseLibrary)
	bind(commandKey(fyne.KeyP), w.scan.togglePause)
	bind(commandKey(fyne.KeyK), w.scan.toggleSkips)
	bind(commandKey(fyne.KeyComma), w.openSettings)
	bind(commandKey(fyne.KeyE), w.accept)
	bind(commandKey(fyne.KeyPeriod), w.message.dismiss)
	bind(commandKey(fyne.KeyS), func() { w.current.do(save) })
	bind(&fyne.ShortcutSelectAll{}, func() { w.current.do(chooseAll) })
	bind(&fyne.ShortcutPaste{}, w.paste)
	bind(&fyne.ShortcutCopy{}, func() { w.current.do(copyOut) })
	bind(&fyne.ShortcutUndo{}, func() {
		if !w.snack.takeBack() {
			w.current.do(undo)
		}
	})
	w.bindThings(bind)
	bind(&fyne.ShortcutRedo{}, func() { w.current.do(redo) })
	bind(shiftedCommandKey(fyne.KeyZ), func() { w.current.do(redo) })
}

// show puts another screen into the window.
func (w *window) show(s screen) {
	w.win.Canvas().Unfocus()
	if w.current != nil {
		w.current.left()
	}
	if w.covered != nil {
		w.covered.left()
		w.covered = nil
	}
	w.current = s
	w.body.Objects = []fyne.CanvasObject{s.object()}
	w.body.Refresh()
	s.entered()
	w.things.list.mark()
	w.side.mark()
}

// accept does what was offered last.
func (w *window) accept() {
	if s, ok := w.current.(*results); ok && s.footer.act.Visible() {
		s.footer.act.OnTapped()
		return
	}
	w.message.accept()
}

func (w *window) key(e *fyne.KeyEvent) {
	if w.cancelsDrag(e) {
		return
	}
	if w.win.Canvas().Overlays().Top() == nil {
		w.current.key(e)
	} else if e.Name == fyne.KeyEscape && w.chooser != nil {
		w.chooser.Dismiss()
	}
}

func (w *window) rune(r rune) {
	if w.win.Canvas().Overlays().Top() == nil {
		w.current.rune(r)
	}
}

// ready takes the loaded engine.
func (w *window) ready(e engine) {
	w.engine = e
	if notice := e.Notice(); notice != nil {
		w.message.tell(sentence(notice))
	}
	if w.teach != nil {
		w.teach.update()
	}
	w.scan.ready(e)
	w.things.load()
}

// drop opens the folders and photos that were dropped on the window. On the screen to
// teach, one picture is taught from. What was dragged out of the window itself is left
// where it is.
func (w *window) drop(dropped []fyne.URI) {
	var paths []string
	for _, u := range dropped {
		if u.Scheme() == "file" && !lies(u.Path(), []string{w.hand.dir}) {
			paths = append(paths, u.Path())
		}
	}
	_, teaching := w.current.(*teach)
	switch {
	case len(paths) == 0:
	case teaching:
		w.bring(func(context.Context) (transfer.Pasted, error) { return transfer.Pasted{Files: paths}, nil })
	default:
		w.open(sourceOf(paths))
	}
}

// asked opens photos and folders that the system asks for: with those named at the start,
// where it asks before that.
func (w *window) asked(paths []string) {
	if !w.begun {
		w.options.Open = append(w.options.Open, paths...)
		return
	}
	w.open(sourceOf(paths))
}

// open shows the photos of a source and makes its folders part of the library.
func (w *window) open(s source) {
	w.showLibrary(s)
	w.scan.add(s.paths...)
}

// showLibrary shows the photos of a source.
func (w *window) showLibrary(s source) {
	w.message.clear()
	w.giveUpTeach()
	w.show(newLibrary(w, s))
}
