package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library"
)

// An activityBar has the photos of the library looked at in the background and
// says below every screen how far that is. It works with the window's engine and
// keeps what is asked of it until there is one.
type activityBar struct {
	window   *window
	activity *activity
	scanner  scanner     // nil before there is an engine, and where nothing is remembered
	shelf    holdings    // nil before the cache is open
	loaded   bool        // there is an engine
	waiting  []string    // folders to be added when the cache is open
	loose    []string    // photos to be looked at when there is an engine
	engine   shelf       // nil before there is one
	yielding *time.Timer // until the scan goes on after it has made way, or nil
	stop     context.CancelFunc
	again    bool     // the scan is to begin anew when it has stopped
	after    []func() // is to be done when it has stopped
	paused   bool
	rested   bool      // all was looked at when it was shown last
	counted  time.Time // when the photos of folders were counted last
	skipped  int       // photos, as the library was told last
	notices  int       // told so far
	said     string    // below a hint

	object *fyne.Container
	bar    *widget.ProgressBar
	pause  *widget.Button
	gear   *tool // opens the settings
	footer *footer
}

func newActivityBar(w *window) *activityBar {
	a := &activityBar{window: w, activity: newActivity(), bar: widget.NewProgressBar()}
	a.bar.TextFormatter = func() string { return "" }
	a.bar.Hide()
	a.pause = widget.NewButtonWithIcon("", theme.MediaPauseIcon(), a.togglePause)
	a.pause.Importance = widget.LowImportance
	a.gear = newTool(theme.SettingsIcon(), tr("Settings ({{.Key}})", with{"Key": chord(",")}), a.hint, w.openSettings)
	a.gear.Importance = widget.LowImportance
	a.footer = newFooter(w.message.tell)
	a.footer.key = chord("K")
	gauge := container.NewCenter(container.NewGridWrap(fyne.NewSize(steps(40), steps(3)), a.bar))
	a.object = container.NewBorder(nil, nil, nil,
		container.NewVBox(widget.NewSeparator(), container.NewHBox(gauge, a.pause, a.gear)), a.footer.object)
	a.object.Hide()
	return a
}

// ready takes the engine's library, opens it where nothing else was, and has its
// photos looked at.
func (a *activityBar) ready(s shelf) {
	a.shelf, a.engine, a.loaded = s, s, true
	changed := a.window.bridge.merged(a.window.bridge.ctx, a.update)
	a.scanner = s.Scanner(func(e library.Event) {
		a.activity.observe(e)
		if s, ok := e.(library.Sighted); ok {
			a.window.bridge.show(func() { a.window.things.sighted(s) })
		}
		changed()
	})
	if a.scanner == nil {
		a.object.Hide()
		return
	}
	waiting := a.waiting
	a.waiting = nil
	a.change(func() error { return s.AddFolders(waiting...) })
	loose := a.loose
	a.loose = nil
	a.lookAt(loose...)
}

// add makes folders part of the library and has their photos looked at.
func (a *activityBar) add(paths ...string) {
	if !a.loaded {
		a.footer.show(tr("New photos are looked at when the model is loaded"), nil)
		a.pause.Hide()
		a.object.Show()
	}
	switch {
	case a.shelf == nil:
		a.waiting = append(a.waiting, paths...)
	case a.scanner != nil || !a.loaded:
		a.change(func() error { return a.shelf.AddFolders(paths...) })
	}
	a.lookAt(paths...)
}

// change changes the library's folders and has it looked through.
func (a *activityBar) change(change func() error) { a.changeThen(change, func() {}) }

// changeThen does the same and calls then when the folders are shown.
func (a *activityBar) changeThen(change func() error, then func()) {
	b := a.window.bridge
	start(b.ctx, b, func(context.Context) ([]library.Root, error) {
		err := change()
		return a.shelf.Folders(), err
	}, func(folders []library.Root, err error) {
		if err != nil {
			a.window.message.fail(err)
		}
		a.window.side.show(folders)
		defer then()
		if len(folders) == 0 {
			a.rest()
			return
		}
		if a.window.library == nil && a.window.current == a.window.welcome {
			a.window.showLibrary(sourceOfRoots(folders))
		}
		if a.scanner != nil {
			a.scan()
		}
	})
}

// scan begins the scan, anew where it is under way.
func (a *activityBar) scan() {
	if a.stop != nil {
		a.again = true
		a.stop()
		return
	}
	a.activity.begin()
	a.counted = a.window.clock() // as the folders were shown
	b, scanner := a.window.bridge, a.scanner
	ctx, stop := context.WithCancel(b.ctx)
	a.stop = stop
	options := library.WatchOptions{Seek: a.window.things.sought}
	start(b.ctx, b, func(context.Context) (struct{}, error) {
		defer stop()
		return struct{}{}, scanner.Watch(ctx, options)
	}, a.ended)
	a.object.Show()
	a.update()
}

// rest stops the scan, since there is nothing to look at.
func (a *activityBar) rest() {
	if a.stop != nil {
		a.stop()
	}
	a.object.Hide()
}

// countEvery is how often the photos of folders are counted while a scan runs.
const countEvery = 2 * time.Second

// count has the folders shown with what is known of them now.
func (a *activityBar) count() {
	a.counted = a.window.clock()
	b, shelf := a.window.bridge, a.shelf
	start(b.ctx, b, func(context.Context) ([]library.Root, error) {
		return shelf.Folders(), nil
	}, func(folders []library.Root, _ error) { a.window.side.show(folders) })
}

// remove takes a folder out of the library. The scan is stopped before, so that it does
// not keep what it has just seen there.
func (a *activityBar) remove(folder string) {
	known := a.shelf
	remove := func() { a.change(func() error { return known.RemoveFolder(folder) }) }
	if a.stop == nil {
		remove()
		return
	}
	a.after = append(a.after, remove)
	a.stop()
}

// ended takes in that the scan has stopped.
func (a *activityBar) ended(_ struct{}, err error) {
	a.stop = nil
	after := a.after
	a.after = nil
	for _, do := range after {
		do()
	}
	switch {
	case len(after) > 0: // which begins the scan anew
		a.again = false
	case a.again:
		a.again = false
		a.scan()
	case err != nil && !library.Stopped(err):
		a.window.message.fail(err)
		a.object.Hide()
	}
}

// update shows what the scan does.
func (a *activityBar) update() {
	s := a.activity.now()
	if s.rested && !a.rested {
		a.count()
		a.window.things.load() // photos that were taught from may be known now
		a.window.relearn()
	}
	if !s.rested && a.window.clock().Sub(a.counted) >= countEvery {
		a.count()
	}
	a.rested = s.rested
	a.footer.show(s.sentence(a.paused), s.skips)
	if a.skipped != len(s.skips) && a.window.library != nil {
		a.skipped = len(s.skips)
		a.window.library.tell()
	}
	a.bar.Hidden = !s.working()
	if s.working() {
		a.bar.Max = float64(s.pass.Total)
		a.bar.SetValue(float64(s.pass.Done))
	}
	label, icon := tr("Pause ({{.Key}})", with{"Key": chord("P")}), theme.MediaPauseIcon()
	if a.paused {
		label, icon = tr("Resume ({{.Key}})", with{"Key": chord("P")}), theme.MediaPlayIcon()
	}
	if a.pause.Text != label {
		a.pause.SetIcon(icon)
		a.pause.SetText(label)
	}
	a.pause.Hidden = s.rested && !a.paused
	if s.notices > a.notices {
		a.window.message.tell(sentence(s.notice))
	}
	a.notices = s.notices
	a.object.Refresh()
}

// togglePause has the scan wait, or go on.
func (a *activityBar) togglePause() {
	if a.stop == nil {
		return
	}
	a.paused = !a.paused
	if a.paused {
		a.scanner.Pause()
	} else {
		a.scanner.Resume()
	}
	a.update()
}

// untold returns those of skips that the bar does not list.
func (a *activityBar) untold(skips []skip) []skip {
	if a.object.Hidden {
		return skips
	}
	listed := make(map[string]bool, len(a.footer.skips))
	for _, s := range a.footer.skips {
		listed[s.path] = true
	}
	return slices.DeleteFunc(slices.Clone(skips), func(s skip) bool { return listed[s.path] })
}

// toggleSkips shows the photos that were skipped with their reasons, or hides them.
func (a *activityBar) toggleSkips() {
	if a.footer.why.Visible() {
		a.footer.why.OnTapped()
	}
}

// hint says what the button under the pointer does, or else goes on with what was said.
func (a *activityBar) hint(text string) {
	switch {
	case text != "":
		a.said = a.footer.text.Text
		a.footer.text.SetText(text)
	case a.footer.text.Text == a.gear.hint:
		a.footer.text.SetText(a.said)
	}
}

// sourceOfRoots is the whole library.
func sourceOfRoots(roots []library.Root) source {
	s := source{name: tr("all folders")}
	for _, r := range roots {
		s.paths = append(s.paths, r.Path)
	}
	if len(roots) == 1 {
		return sourceOf(s.paths)
	}
	return s
}
