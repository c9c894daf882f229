package ui

import (
	"context"
	"math"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts/library/photo"
)

// lastSeen is the line that says where and when the newest of the present finds was
// photographed.
type lastSeen struct {
	results *results
	object  *fyne.Container
	text    *widget.Label
	cancel  context.CancelFunc // of the look under way, or nil
	seen    seen
}

func newLastSeen(s *results) *lastSeen {
	l := &lastSeen{results: s, text: widget.NewLabel("")}
	l.text.Truncation = fyne.TextTruncateEllipsis
	show := widget.NewButtonWithIcon(tr("Show (W)"), theme.VisibilityIcon(), l.open)
	show.Importance = widget.LowImportance
	l.object = container.NewBorder(nil, nil, nil, show, l.text)
	l.object.Hide()
	return l
}

// look finds the newest find, once the search has ended.
func (l *lastSeen) look() {
	s := l.results
	if l.cancel != nil {
		l.cancel()
	}
	if !s.ended {
		return
	}
	paths := make([]string, len(s.ranked.present))
	for i, f := range s.ranked.present {
		paths[i] = f.path
	}
	type answer struct {
		seen seen
		ok   bool
	}
	ctx, cancel := context.WithCancel(s.ctx)
	l.cancel = cancel
	e, towns := s.window.engine, s.window.towns
	start(ctx, s.window.bridge, func(ctx context.Context) (answer, error) {
		newest, ok := e.LastSeen(ctx, paths)
		if newest.hasPlace {
			newest.town = towns.name(newest.place)
		}
		return answer{newest, ok}, nil
	}, func(a answer, _ error) {
		l.seen = a.seen
		l.text.SetText(a.seen.sentence())
		if l.object.Hidden == a.ok {
			l.object.Hidden = !a.ok
			s.root.Refresh()
		}
	})
}

// open shows the newest find large.
func (l *lastSeen) open() {
	for _, f := range l.results.ranked.present {
		if f.path == l.seen.path && l.object.Visible() {
			l.results.openFind(f)
		}
	}
}

// sentence says when and where it was.
func (s seen) sentence() string {
	when := date(s.taken)
	if !s.noted {
		when = tr("{{.Date}} by the file's date", with{"Date": when})
	}
	fill := with{"When": when, "Photo": filepath.Base(s.path)}
	switch {
	case s.town != "":
		fill["Town"] = s.town
		return tr("Last seen {{.When}}, near {{.Town}}, in {{.Photo}}.", fill)
	case !s.hasPlace:
		return tr("Last seen {{.When}}, in {{.Photo}}.", fill)
	}
	fill["Place"] = coordinates(s.place)
	return tr("Last seen {{.When}}, at {{.Place}}, in {{.Photo}}.", fill)
}

// coordinates writes a place as maps do, to about ten metres.
func coordinates(p photo.Place) string {
	latitude, longitude := with{"Degrees": decimal(math.Abs(p.Latitude), 4)}, with{"Degrees": decimal(math.Abs(p.Longitude), 4)}
	up, across := tr("{{.Degrees}}° N", latitude), tr("{{.Degrees}}° E", longitude)
	if p.Latitude < 0 {
		up = tr("{{.Degrees}}° S", latitude)
	}
	if p.Longitude < 0 {
		across = tr("{{.Degrees}}° W", longitude)
	}
	return up + ", " + across
}
