package library

import (
	"context"
	"errors"
)

// Seek searches the photos that scans made known since it was last called for each
// of the concepts, and tells of every one that shows it as a Sighted event, unless an
// earlier search answered it. Its answers are kept, so that asking for a concept again
// has them. Photos that it did
// not come to when the context was done are searched when the concept is asked for.
func (s *Scanner) Seek(ctx context.Context, concepts ...Answerer) error {
	s.mu.Lock()
	arrived := s.arrived
	s.arrived = nil
	s.mu.Unlock()
	if len(arrived) == 0 {
		return nil
	}
	for _, c := range concepts {
		about, _ := c.Answers()
		err := s.Finder.Find(ctx, c, arrived, herald{s, about})
		if err != nil && !errors.Is(err, ErrNoPhotos) { // they may have gone again
			return err
		}
	}
	return nil
}

// seek searches the photos that are new for what is sought, which is asked for only
// where there are some.
func (s *Scanner) seek(ctx context.Context, sought func(context.Context) []Answerer) error {
	s.mu.Lock()
	arrived := len(s.arrived)
	s.mu.Unlock()
	if sought == nil || arrived == 0 {
		return nil
	}
	return s.Seek(ctx, sought(ctx)...)
}

// arrive notes that a photo is known that was not known before.
func (s *Scanner) arrive(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived = append(s.arrived, path)
}

// A herald tells of the finds of a search as events of a scan.
type herald struct {
	scanner *Scanner
	about   ConceptID
}

// Counted implements [Observer].
func (h herald) Counted(int) {}

// Found implements [Observer].
func (h herald) Found(f Finding) error {
	if f.Score >= PresentScore && !f.Known {
		h.scanner.tell(Sighted{h.about, f})
	}
	return nil
}

// Skipped implements [Observer]. The scan has told of files that cannot be used.
func (h herald) Skipped(string, error) {}

// Notice implements [Observer].
func (h herald) Notice(err error) { h.scanner.tell(Noticed{err}) }
