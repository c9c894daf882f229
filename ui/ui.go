package ui

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"whereabouts/app"
	"whereabouts/app/setup"
	"whereabouts/assets"
	"whereabouts/ui/transfer"
)

// ID is the program's identity to the desktop.
const ID = "io.github.whereabouts.Whereabouts"

// Options say what the window works with.
type Options struct {
	Engine  app.EngineOptions
	Version string // shown in small print
	// Open names photos and folders, by their full paths, that are opened at the start
	// and so become part of the library. None means that the library is.
	Open []string
	// Sample puts the sample library into a folder and returns that. Where it
	// is nil, none is offered.
	Sample func(ctx context.Context) (dir string, err error)
}

// patience is how long closing waits for work that was cancelled.
const patience = 5 * time.Second

// Run opens the window and returns when it is closed. It must be called on the
// program's first goroutine. When ctx is done the window closes.
func Run(ctx context.Context, o Options) error {
	report, unreported := app.ReportCrashes(app.CrashDir(), o.Version)
	defer func() { _ = report.Close() }() // one that stays does no harm
	o.Engine.Notice = func(notice error) { report.Note(notice.Error()) }
	opened := sync.OnceValue(func() *stock { return openStock(ctx, o.Engine) })
	w := prepare(ctx, &o, backend{
		open: func(context.Context) keptLibrary { return opened() },
		load: func(ctx context.Context) (engine, error) { return openEngine(ctx, o.Engine, opened()) },
		bring: func(ctx context.Context, progress func(setup.Event)) error {
			return bringModel(ctx, o.Engine, progress)
		},
		exchange: openExchange,
	})
	if unreported != nil {
		w.message.fail(unreported)
	}
	if err := transfer.OnAsked(w.asked); err != nil {
		w.message.fail(err)
	}
	w.offerCrash(app.CrashDir(), fyne.CurrentApp().Preferences())
	stop := context.AfterFunc(ctx, func() { w.bridge.leave(w.win.Close) })
	defer stop()
	w.win.ShowAndRun()
	return w.close()
}

// garbage is how much memory, in percent of what is in use, may be filled anew before
// what is not in use any more is collected. Half as much as usual keeps the window below
// 500 MB with 100,000 photos, and no frame takes longer for it.
const garbage = 50

// prepare makes the program and its window, to be shown and run.
func prepare(ctx context.Context, o *Options, back backend) *window {
	debug.SetGCPercent(garbage)
	a := fyneapp.NewWithID(ID)
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon()))
	settings, _ := app.LoadSettings() // where they cannot be read, the defaults hold
	speak(settings.Language)
	applyTheme(settings)
	o.Engine = heed(o.Engine, settings)
	b := newBridge(ctx)
	var w *window
	noted := o.Engine.Notice
	o.Engine.Notice = func(notice error) {
		if noted != nil {
			noted(notice)
		}
		b.show(func() { w.message.tell(sentence(notice)) })
	}
	w = newWindow(a.NewWindow("Whereabouts"), b, *o, back)
	a.Lifecycle().SetOnStarted(w.begin)
	w.win.Resize(rememberedSize(a.Preferences()))
	w.win.SetCloseIntercept(func() {
		rememberSize(a.Preferences(), w.win.Canvas().Size())
		w.win.Close()
	})
	return w
}

// close ends all work and then frees the engine. Work that does not end in time
// keeps the engine, which then goes with the program.
func (w *window) close() error {
	w.bridge.close()
	defer w.hand.close()
	if !w.bridge.wait(patience) {
		return errors.New("some work did not end in time when the window was closed")
	}
	var ended error
	if e := w.opened.get(); e != nil {
		ended = e.Close()
	}
	if k := w.kept.get(); k != nil {
		ended = errors.Join(ended, k.Close())
	}
	return ended
}
