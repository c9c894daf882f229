package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// welcome is the first screen: what this is, and where the photos come from.
type welcome struct {
	window *window
	root   *fyne.Container
	open   *widget.Button
	sample *widget.Button
	busy   *widget.ProgressBarInfinite
}

func newWelcome(w *window) *welcome {
	s := &welcome{window: w}
	title := widget.NewRichText(&widget.TextSegment{Text: "Whereabouts", Style: widget.RichTextStyle{
		SizeName: theme.SizeNameHeadingText, TextStyle: fyne.TextStyle{Bold: true}, Alignment: fyne.TextAlignCenter,
	}})
	what := widget.NewLabelWithStyle(tr("Paint over a thing in one photo, and it is found and cut out in all your photos."),
		fyne.TextAlignCenter, fyne.TextStyle{})
	what.Wrapping = fyne.TextWrapWord
	s.open = widget.NewButtonWithIcon(tr("Open a folder of photos… ({{.Key}})", with{"Key": chord("O")}), theme.FolderOpenIcon(), w.chooseLibrary)
	s.open.Importance = widget.HighImportance
	s.sample = widget.NewButtonWithIcon(tr("Try the sample library (S)"), theme.FileImageIcon(), s.trySample)
	s.sample.Hidden = w.options.Sample == nil
	s.busy = widget.NewProgressBarInfinite()
	s.busy.Stop()
	s.busy.Hide()
	hint := widget.NewLabelWithStyle(tr("Or drop a folder on this window, or paste a picture ({{.Key}}). Your photos are only read, and nothing leaves this machine.", with{"Key": chord("V")}),
		fyne.TextAlignCenter, fyne.TextStyle{})
	hint.Wrapping = fyne.TextWrapWord
	hint.Importance = widget.LowImportance
	version := widget.NewLabelWithStyle(w.options.Version, fyne.TextAlignCenter, fyne.TextStyle{})
	version.Importance = widget.LowImportance
	gear := widget.NewButtonWithIcon(tr("Settings ({{.Key}})", with{"Key": chord(",")}), theme.SettingsIcon(), w.openSettings)
	gear.Importance = widget.LowImportance
	width := canvas.NewRectangle(nil)
	width.SetMinSize(fyne.NewSize(steps(110), 0))
	s.root = container.NewBorder(nil, container.NewBorder(nil, nil, nil, gear, version), nil, nil, container.NewVBox(
		layout.NewSpacer(),
		title, what,
		container.NewCenter(container.NewVBox(width, s.open, s.sample, s.busy)),
		hint,
		layout.NewSpacer(),
	))
	return s
}

// trySample makes the sample library and opens it.
func (s *welcome) trySample() {
	if s.window.options.Sample == nil || s.sample.Disabled() {
		return
	}
	s.sample.Disable()
	s.busy.Show()
	s.busy.Start()
	b := s.window.bridge
	start(b.ctx, b, s.window.options.Sample, func(dir string, err error) {
		s.sample.Enable()
		s.busy.Stop()
		s.busy.Hide()
		switch {
		case err != nil:
			s.window.message.fail(failed(err, "the sample library cannot be made: {{.Reason}}"))
		case s.window.current == s:
			s.window.open(source{name: tr("Sample library"), paths: []string{dir}})
		}
	})
}

func (s *welcome) object() fyne.CanvasObject { return s.root }
func (s *welcome) entered()                  {}
func (s *welcome) left()                     {}
func (s *welcome) key(*fyne.KeyEvent)        {}
func (s *welcome) do(command)                {}

func (s *welcome) rune(r rune) {
	if r == 's' || r == 'S' {
		s.trySample()
	}
}
