package ui

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"whereabouts/app/setup"
	"whereabouts/library"
)

// A modelBar loads the model after the window has opened, and where there is
// none offers to bring it.
type modelBar struct {
	bridge *bridge
	load   func(context.Context) (engine, error)
	bring  func(context.Context, func(setup.Event)) error
	ready  func(engine)

	object *fyne.Container
	text   *widget.Label
	bar    *widget.ProgressBar
	busy   *widget.ProgressBarInfinite // in place of bar where there is nothing to count
	bars   *fyne.Container
	again  *widget.Button // brings the model, or loads it once more
	stop   *widget.Button

	loading bool
}

func newModelBar(b *bridge, ready func(engine)) *modelBar {
	m := &modelBar{
		bridge: b,
		ready:  ready,
		text:   widget.NewLabel(""),
		bar:    widget.NewProgressBar(),
		busy:   widget.NewProgressBarInfinite(),
		again:  widget.NewButton("", nil),
		stop:   widget.NewButton(tr("Stop"), nil),
	}
	m.text.Wrapping = fyne.TextWrapWord
	m.bar.TextFormatter = func() string { return "" }
	m.busy.Stop()
	m.bars = container.NewStack(m.bar, m.busy)
	m.object = container.NewVBox(
		container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(m.again, m.stop)),
			container.NewVBox(m.text, m.bars)),
		widget.NewSeparator(),
	)
	m.object.Hide()
	return m
}

// begin loads the model.
func (m *modelBar) begin() {
	m.loading = true
	m.object.Hide()
	start(m.bridge.ctx, m.bridge, m.load, func(e engine, err error) {
		m.loading = false
		switch {
		case err == nil:
			m.ready(e)
		case errors.Is(err, setup.ErrNotSetUp):
			m.offer(tr("To find things, Whereabouts needs a model that is not on this machine yet. It is brought once; after that everything stays on this machine."))
		case errors.Is(err, setup.ErrWrongHash):
			m.offer(tr("The model on this machine is not as it should be, so it has to be brought again."))
		default:
			m.ask(sentence(err), tr("Try again"), m.begin)
		}
	})
}

func (m *modelBar) offer(text string) { m.ask(text, tr("Bring the model (about 150 MB)"), m.fetch) }

// ask shows a sentence and what can be done about it.
func (m *modelBar) ask(text, label string, do func()) {
	m.text.SetText(text)
	m.bars.Hide()
	m.busy.Stop()
	m.stop.Hide()
	m.again.OnTapped = do
	m.again.Importance = widget.HighImportance
	m.again.SetText(label)
	m.again.Show()
	m.object.Show()
}

// fetch brings the model and shows how far it has come.
func (m *modelBar) fetch() {
	ctx, cancel := context.WithCancel(m.bridge.ctx)
	m.progress(setup.Event{Stage: tr("Getting ready to bring the model")})
	m.again.Hide()
	m.stop.OnTapped = cancel
	m.stop.Show()
	var newest latest[setup.Event]
	update := m.bridge.merged(ctx, func() { m.progress(newest.get()) })
	start(m.bridge.ctx, m.bridge, func(context.Context) (struct{}, error) {
		defer cancel()
		return struct{}{}, m.bring(ctx, func(e setup.Event) {
			newest.set(e)
			update()
		})
	}, func(_ struct{}, err error) {
		switch {
		case err == nil:
			m.begin()
		case library.Stopped(err):
			m.offer(tr("Bringing the model was stopped. What has arrived is kept, and the rest can be brought later."))
		default:
			m.ask(sentence(err), tr("Try again"), m.fetch)
		}
	})
}

// progress shows what is being done and, where that is known, how far it is.
func (m *modelBar) progress(e setup.Event) {
	m.text.SetText(stageOfSetup(e.Stage))
	m.bars.Show()
	if e.Total > 0 {
		m.busy.Stop()
		m.busy.Hide()
		m.bar.SetValue(float64(e.Done) / float64(e.Total))
		m.bar.Show()
		return
	}
	m.bar.Hide()
	m.busy.Show()
	m.busy.Start()
}

// stageOfSetup says what setup is doing.
func stageOfSetup(stage string) string {
	if what, ok := strings.CutPrefix(stage, "Fetching "); ok {
		return tr("Fetching {{.What}}…", with{"What": packageName(what)})
	}
	if what, ok := strings.CutPrefix(stage, "Unpacking "); ok {
		return tr("Unpacking {{.What}}…", with{"What": packageName(what)})
	}
	return stage + "…"
}

func packageName(what string) string {
	if rest, ok := strings.CutPrefix(what, "the model"); ok {
		return tr("the model") + rest
	}
	return what
}
