package ui

import (
	"context"
	"fmt"
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
	show := widget.NewButtonWithIcon("Show (W)", theme.VisibilityIcon(), l.open)
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
	when := s.taken.Format("2 January 2006")
	if !s.noted {
		when += " by the file's date"
	}
	where := ""
	switch {
	case s.town != "":
		where = ", near " + s.town
	case s.hasPlace:
		where = ", at " + coordinates(s.place)
	}
	return "Last seen " + when + where + ", in " + filepath.Base(s.path) + "."
}

// coordinates writes a place as maps do, to about ten metres.
func coordinates(p photo.Place) string {
	half := func(degrees float64, positive, negative string) string {
		if degrees < 0 {
			positive = negative
		}
		return fmt.Sprintf("%.4f° %s", math.Abs(degrees), positive)
	}
	return half(p.Latitude, "N", "S") + ", " + half(p.Longitude, "E", "W")
}
