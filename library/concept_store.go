package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"whereabouts/library/photo"
)

// ConceptStore keeps what a user made of concepts, above all what was said of
// their finds: one small JSON file for each in one folder. Unlike a [Cache] it is
// not disposable.
//
// A file is replaced whole or not at all, and the one before stays beside it as a
// backup, which is read where the newest is damaged. Nothing is ever deleted: a
// damaged file is set aside under another name before a sound one takes its
// place, and what is removed is set aside until it is put back. Several processes may use one folder and lose nothing of one another.
type ConceptStore struct {
	Dir string // made when something is first kept
}

const (
	recordSuffix = ".json"
	backupSuffix = ".backup" // behind the other
	// removedSuffix is that of a record that was removed, in place of the first.
	removedSuffix = ".removed"
	// conceptLock is the file that is locked while a record is changed.
	conceptLock = "lock"
	// conceptWait is how long another process may take to change a record.
	conceptWait = 10 * time.Second
	// conceptPoll is the time between two tries for the lock.
	conceptPoll = 20 * time.Millisecond
	// maxRecord is the size above which a file is no record.
	maxRecord = 256 << 20
)

// Load returns what is kept of a concept, or an empty record where nothing is. It
// changes nothing on disk. Where the newest file is damaged, the record is that of
// the backup and its Notice says so.
func (s *ConceptStore) Load(ctx context.Context, id ConceptID) (*ConceptRecord, error) {
	r, damage, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	if damage != nil {
		r.Notice = fmt.Errorf("%w; what was said before the last change is used", damage)
	}
	return r, nil
}

// Update changes what is kept of a concept and returns it as it is now. No other
// process changes it meanwhile. An error of change leaves all as it was.
//
// Where the newest file is damaged, it is set aside and the change is made to the
// backup; the record's Notice says so. Where nothing sound is left the error is
// [ErrConceptDamaged], and nothing is changed.
func (s *ConceptStore) Update(ctx context.Context, id ConceptID, change func(*ConceptRecord) error) (*ConceptRecord, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	r, damage, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := change(r); err != nil {
		return nil, err
	}
	file, err := r.encode()
	if err != nil {
		return nil, err
	}
	if _, err := decodeRecord(file, id); err != nil {
		return nil, fmt.Errorf("the changed record is not kept: %w", err)
	}
	if damage == nil {
		err = s.backUp(ctx, id)
	} else {
		r.Notice, err = s.setAside(id, damage)
	}
	if err != nil {
		return nil, err
	}
	if err := WriteFile(s.path(id), file); err != nil {
		return nil, err
	}
	return r, nil
}

func (s *ConceptStore) path(id ConceptID) string {
	return filepath.Join(s.Dir, id.String()+recordSuffix)
}
func (s *ConceptStore) backupPath(id ConceptID) string { return s.path(id) + backupSuffix }
func (s *ConceptStore) removedPath(id ConceptID) string {
	return filepath.Join(s.Dir, id.String()+removedSuffix)
}

// load reads the newest record that is sound. Damage says what is wrong with the
// newest file where that is not it.
func (s *ConceptStore) load(ctx context.Context, id ConceptID) (r *ConceptRecord, damage, err error) {
	r, damage = readRecord(ctx, s.path(id), id)
	if damage == nil {
		return r, nil, nil
	}
	missing := errors.Is(damage, photo.ErrMissing)
	if !missing && !errors.Is(damage, ErrConceptDamaged) {
		return nil, nil, damage
	}
	r, err = readRecord(ctx, s.backupPath(id), id)
	switch {
	case err == nil:
		return r, damage, nil
	case missing && errors.Is(err, photo.ErrMissing):
		return &ConceptRecord{ID: id, Judgements: &Judgements{}}, nil, nil
	case missing, !errors.Is(err, photo.ErrMissing) && !errors.Is(err, ErrConceptDamaged):
		damage = err
	}
	if errors.Is(damage, ErrConceptDamaged) {
		damage = fmt.Errorf("%w; put a copy of the file in its place, or move it away to begin anew", damage)
	}
	return nil, nil, damage
}

// readRecord reads a record's file. The error wraps [photo.ErrMissing] where
// there is none, and is [ErrConceptDamaged], [ErrConceptNewer] or the system's.
func readRecord(ctx context.Context, path string, id ConceptID) (*ConceptRecord, error) {
	file, _, err := photo.Read(ctx, path)
	if err == nil && len(file) > maxRecord {
		err = fmt.Errorf("%w: it has more than %d MiB", ErrConceptDamaged, maxRecord>>20)
	}
	var r *ConceptRecord
	if err == nil {
		r, err = decodeRecord(file, id)
	}
	if err != nil {
		return nil, fmt.Errorf("reading what was said of a concept in %s: %w", path, err)
	}
	return r, nil
}

// backUp keeps the newest file as the backup.
func (s *ConceptStore) backUp(ctx context.Context, id ConceptID) error {
	file, _, err := photo.Read(ctx, s.path(id))
	if errors.Is(err, photo.ErrMissing) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("backing up %s: %w", s.path(id), err)
	}
	return WriteFile(s.backupPath(id), file)
}

// setAside renames the newest file, if it is there, to a name that is free, and
// returns what to tell of that.
func (s *ConceptStore) setAside(id ConceptID, damage error) (notice, err error) {
	if errors.Is(damage, photo.ErrMissing) {
		return fmt.Errorf("%w; its backup was used", damage), nil
	}
	aside := s.path(id) + ".damaged"
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("%w; setting it aside: %w", damage, err)
		}
		aside = fmt.Sprintf("%s.damaged-%d", s.path(id), n)
	}
	if err := os.Rename(s.path(id), aside); err != nil {
		return nil, fmt.Errorf("%w; setting it aside: %w", damage, err)
	}
	return fmt.Errorf("%w; it was set aside as %s and its backup used", damage, aside), nil
}

// lock waits until no other process changes a record.
func (s *ConceptStore) lock(ctx context.Context) (unlock func(), err error) {
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of concepts: %w", err)
	}
	waiting, cancel := context.WithTimeout(ctx, conceptWait)
	defer cancel()
	l := flock.New(filepath.Join(s.Dir, conceptLock))
	_, err = l.TryLockContext(waiting, conceptPoll)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case waiting.Err() != nil:
		return nil, fmt.Errorf("waiting for the concepts in %s: %w", s.Dir, ErrConceptsInUse)
	case err != nil:
		return nil, fmt.Errorf("locking the concepts in %s: %w", s.Dir, err)
	}
	return func() { _ = l.Close() }, nil
}

// maxName is the length of a concept's name, in bytes.
const maxName = 200

// ConceptName returns a name that a user typed as it is kept: without spaces around
// it. One that is too long or holds control characters is refused with
// [ErrConceptName].
func ConceptName(typed string) (string, error) {
	name := strings.TrimSpace(typed)
	if len(name) > maxName || strings.ContainsFunc(name, isControl) {
		return "", ErrConceptName
	}
	return name, nil
}

// Rename gives a concept of which something is kept a name, which may be empty.
func (s *ConceptStore) Rename(ctx context.Context, id ConceptID, name string) error {
	name, err := ConceptName(name)
	if err != nil {
		return err
	}
	_, err = s.Update(ctx, id, func(r *ConceptRecord) error {
		if r.empty() {
			return ErrConceptUnknown
		}
		r.Name = name
		return nil
	})
	return err
}

// Remove sets aside what is kept of a concept: it is listed no more, and begins anew
// where something of it is kept again. What was set aside of it before goes.
func (s *ConceptStore) Remove(ctx context.Context, id ConceptID) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	r, _, err := s.load(ctx, id)
	if err == nil && r.empty() {
		err = ErrConceptUnknown
	}
	if err != nil {
		return err
	}
	file, err := r.encode()
	if err == nil {
		err = WriteFile(s.removedPath(id), file)
	}
	if err != nil {
		return fmt.Errorf("removing a concept: %w", err)
	}
	for _, path := range []string{s.path(id), s.backupPath(id)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing a concept: %w", err)
		}
	}
	return nil
}

// PutBack adds what Remove set aside last to what is kept of a concept since, and
// returns it. Where nothing was, the error is [ErrConceptUnknown].
func (s *ConceptStore) PutBack(ctx context.Context, id ConceptID) (*ConceptRecord, error) {
	removed, err := readRecord(ctx, s.removedPath(id), id)
	if errors.Is(err, photo.ErrMissing) {
		return nil, ErrConceptUnknown
	}
	if err != nil {
		return nil, err
	}
	return s.Update(ctx, id, func(r *ConceptRecord) error {
		r.merge(removed)
		return nil
	})
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 }

// IDs returns the names of the concepts of which something is kept, in order.
func (s *ConceptStore) IDs() (ids []ConceptID, err error) {
	entries, err := os.ReadDir(s.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("looking for concepts in %s: %w", s.Dir, err)
	}
	for _, e := range entries {
		digits, ok := strings.CutSuffix(strings.TrimSuffix(e.Name(), backupSuffix), recordSuffix)
		if !ok {
			continue
		}
		id, err := readKey(digits)
		if err == nil && ConceptID(id).String() == digits && (len(ids) == 0 || ids[len(ids)-1] != ConceptID(id)) {
			ids = append(ids, ConceptID(id))
		}
	}
	return ids, nil
}
