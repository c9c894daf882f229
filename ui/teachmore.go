package ui

import (
	"context"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

// teachFrom shows the screen to teach from a photo: a thing, or a new one where t is
// nil. What is there of it already may be marked to begin with.
func (w *window) teachFrom(path string, t *thing, seed []*instance) {
	w.message.clear()
	w.snack.clear()
	w.adding = nil
	w.giveUpTeach()
	from := sourceOf([]string{path})
	if w.library != nil {
		from = w.library.source
	}
	w.teach = newTeach(w, path, from)
	w.teach.seed = seed
	if t != nil {
		w.teach.add(t)
	}
	w.show(w.teach)
}

// giveUpTeach lets go of the screen to teach and its photo.
func (w *window) giveUpTeach() {
	if w.teach == nil {
		return
	}
	w.teach.cancel()
	w.teach = nil
	for _, p := range w.things.pages {
		p.teach = nil
	}
}

// add has the photo become another reference of a thing.
func (s *teach) add(t *thing) {
	s.thing = t
	s.lesson.thing = t.id
	s.lesson.added = true
	s.name.SetText(t.name)
	s.find.SetText(tr("Teach it from this too (Enter)"))
}

// adds reports whether the photo becomes another reference of a thing.
func (s *teach) adds() bool { return s.lesson.added }

// empty reports whether nothing was taught here yet.
func (l *lesson) empty() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mark == library.ConceptID{}
}

// plant marks what the photo is known to show.
func (s *teach) plant() {
	if len(s.seed) == 0 {
		return
	}
	seed, size := s.seed, s.easel.painting.mask.Size
	s.seed = nil
	start(s.ctx, s.window.bridge, func(context.Context) (*segment.Mask, error) {
		var masks []*segment.Mask
		for _, in := range seed {
			m, err := app.DecodeMask(in.mask)
			if err != nil {
				return nil, err
			}
			masks = append(masks, enlarge(m, size)) // or reduced
		}
		return united(masks), nil
	}, func(m *segment.Mask, err error) {
		if err == nil && s.easel.painting.empty() {
			s.easel.repaint(s.easel.painting.lay(m, addIt, nil))
		}
	})
}

// teachSelected teaches from the photo that is chosen, or has one picked.
func (w *window) teachSelected() {
	switch s := w.current.(type) {
	case *results:
		if s.cursor != nil {
			w.teachFrom(s.cursor.path, nil, nil)
			return
		}
	case *teach:
		return
	}
	w.adding = nil
	w.showPhotos()
	w.message.tell(tr("Pick a photo that shows the thing well."))
}
