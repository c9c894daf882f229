package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"whereabouts/app"
)

// What is offered for cut-outs: room in percent, longer sides in pixels.
var (
	margins   = []int{0, 5, 10, 20}
	longSides = []int{0, 512, 1024, 2048, 4096}
)

// buildCutouts lets the user choose how cut-outs are made that are saved or copied.
func (s *settings) buildCutouts() fyne.CanvasObject {
	return container.NewVBox(s.backgroundChoice(), s.shadowChoice(), s.marginChoice(), s.sideChoice(), s.metadataChoice())
}

// setCutouts changes how cut-outs are made.
func (s *settings) setCutouts(change func(*app.CutoutOptions)) {
	s.set(func(to *app.Settings) { change(&to.Cutouts) })
}

func (s *settings) backgroundChoice() fyne.CanvasObject {
	now := s.window.preferences.now.Cutouts.Background
	offered := []struct{ label, colour string }{
		{tr("Transparent"), ""}, {tr("White"), "#ffffff"}, {tr("Black"), "#000000"}, {tr("Green"), "#00b140"},
	}
	var options []option
	known := false
	for _, o := range offered {
		is := strings.EqualFold(o.colour, now)
		known = known || is
		options = append(options, option{o.label, func() {
			s.setCutouts(func(to *app.CutoutOptions) { to.Background = o.colour })
		}, is})
	}
	if !known {
		options = append(options, option{now, func() {
			s.setCutouts(func(to *app.CutoutOptions) { to.Background = now })
		}, true})
	}
	return s.choice(tr("Background (B)"), 'b', options...)
}

func (s *settings) shadowChoice() fyne.CanvasObject {
	now := s.window.preferences.now.Cutouts.Shadow
	pick := func(shadow bool) func() {
		return func() { s.setCutouts(func(to *app.CutoutOptions) { to.Shadow = shadow }) }
	}
	return s.choice(tr("Shadow (S)"), 's', option{tr("None"), pick(false), !now}, option{tr("Soft, below the thing"), pick(true), now})
}

func (s *settings) marginChoice() fyne.CanvasObject {
	now := s.window.preferences.now.Cutouts.Padding
	label := func(percent int) string {
		if percent == 0 {
			return tr("None")
		}
		return tr("{{.Number}} % of the longer side", with{"Number": number(percent)})
	}
	options := s.numbers(margins, now, label, func(to *app.CutoutOptions, n int) { to.Padding = n })
	return s.choice(tr("Room around it (N)"), 'n', options...)
}

func (s *settings) sideChoice() fyne.CanvasObject {
	now := s.window.preferences.now.Cutouts.MaxSide
	label := func(pixels int) string {
		if pixels == 0 {
			return tr("As in the photo")
		}
		return tr("At most {{.Number}} pixels", with{"Number": number(pixels)})
	}
	options := s.numbers(longSides, now, label, func(to *app.CutoutOptions, n int) { to.MaxSide = n })
	return s.choice(tr("Size (X)"), 'x', options...)
}

// numbers offers numbers, and the one that holds.
func (s *settings) numbers(offered []int, now int, label func(int) string, set func(*app.CutoutOptions, int)) (options []option) {
	if !slices.Contains(offered, now) {
		offered = append([]int{now}, offered...)
	}
	for _, n := range offered {
		options = append(options, option{label(n), func() {
			s.setCutouts(func(to *app.CutoutOptions) { set(to, n) })
		}, n == now})
	}
	return options
}

func (s *settings) metadataChoice() fyne.CanvasObject {
	now := s.window.preferences.now.Cutouts.Metadata
	var options []option
	for _, o := range []struct {
		label string
		told  app.Metadata
	}{
		{tr("Nothing"), app.MetadataNone}, {tr("Camera and time"), app.MetadataCamera}, {tr("Camera, time and place"), app.MetadataPlace},
	} {
		options = append(options, option{o.label, func() {
			s.setCutouts(func(to *app.CutoutOptions) { to.Metadata = o.told })
		}, o.told == now})
	}
	return s.choice(tr("Told about the photo (I)"), 'i', options...)
}
