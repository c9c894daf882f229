package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
)

// A promise is one file of an offer, which is asked for only when it is to be kept. Its
// methods may be called by several goroutines.
type promise struct {
	offer Offer
	n     int          // of the offer's files
	void  *atomic.Bool // whether nothing is given any more
}

// promises returns a promise for each file of an offer.
func (o Offer) promises(void *atomic.Bool) (all []*promise) {
	if o.Files == nil {
		return nil
	}
	for n := range max(1, o.Count) {
		all = append(all, &promise{o, n, void})
	}
	return all
}

// path returns where the file is, once it is there.
func (p *promise) path() (string, error) {
	if p.void.Load() {
		return "", context.Canceled
	}
	files, err := p.offer.Files()
	switch {
	case err != nil:
		return "", err
	case p.n >= len(files):
		return "", ErrNotMade
	}
	return files[p.n], nil
}

// picture returns the file as a PNG, if the offer is a picture.
func (p *promise) picture() ([]byte, error) {
	if p.void.Load() {
		return nil, context.Canceled
	}
	return p.offer.Picture()
}

// name returns what the file is called. One that cannot be made has to have a name as
// well.
func (p *promise) name() string {
	path, err := p.path()
	if err != nil {
		return "Whereabouts.png"
	}
	return filepath.Base(path)
}

// keep copies the file to where it was asked for. A file that is there is not written
// over, and one that was copied in part does not stay.
func (p *promise) keep(to string) (err error) {
	from, err := p.path()
	if err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("reading what is dropped: %w", err)
	}
	defer func() { _ = in.Close() }() // it was only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("writing what is dropped: %w", err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("writing what is dropped: %w", errors.Join(err, os.Remove(to)))
	}
	return nil
}
