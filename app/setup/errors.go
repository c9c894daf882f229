package setup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"whereabouts/assets"
)

// The kinds of failure that callers may want to tell apart with [errors.Is].
// The errors that wrap them read as sentences for the user.
var (
	// ErrNotSetUp: something is missing that [Run] would bring.
	ErrNotSetUp = errors.New("not set up")
	// ErrWrongHash: a file or archive does not have the manifest's SHA-256.
	ErrWrongHash = errors.New("wrong hash")
	// ErrBadArchive: an archive with the right hash does not hold what the manifest says.
	ErrBadArchive = errors.New("bad archive")
	// ErrNoNpm: there is no npm client to fetch with.
	ErrNoNpm = errors.New("no npm")
	// ErrFetch: the npm client could not fetch, as without a network.
	ErrFetch = errors.New("fetching failed")
	// ErrUnknownFile: a file given with --from is none that the platform needs.
	ErrUnknownFile = errors.New("unknown file")
	// ErrOwnFile: a model or runtime of the user's own cannot be used.
	ErrOwnFile = errors.New("own file unusable")
	// ErrNoRoom: the disk is full.
	ErrNoRoom = errors.New("no room")
	// ErrNotWritable: the folder to install in cannot be written to.
	ErrNotWritable = errors.New("not writable")
	// ErrUnsupportedPlatform: the manifest has no runtime for the platform.
	ErrUnsupportedPlatform = assets.ErrUnsupportedPlatform
)

// A problem is an error whose text is meant for the user: whole sentences that
// say what is wrong and what to do about it.
type problem struct {
	kind     error
	cause    error // nil where there is none beyond the kind
	sentence string
}

func problemf(kind, cause error, format string, args ...any) error {
	return &problem{kind: kind, cause: cause, sentence: fmt.Sprintf(format, args...)}
}

func (p *problem) Error() string { return p.sentence }

func (p *problem) Unwrap() []error {
	if p.cause == nil {
		return []error{p.kind}
	}
	return []error{p.kind, p.cause}
}

// explain makes a sentence of what the operating system said during a job.
func (j *job) explain(err error) error {
	if _, ok := errors.AsType[*problem](err); ok {
		return err
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("setting up was interrupted: %w", err)
	case isDiskFull(err):
		return j.noRoom(err)
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		return problemf(ErrNotWritable, err,
			`%s cannot be written to (%v). Make that folder writable, close other windows of Whereabouts, and run "whereabouts setup" again.`,
			j.Dir, err)
	}
	return fmt.Errorf("setting up in %s: %w", j.Dir, err)
}

func (j *job) noRoom(err error) error {
	return problemf(ErrNoRoom, err,
		`The disk is full: setting up needs about %d MB of room in %s. Make room and run "whereabouts setup" again; it goes on from where it stopped.`,
		(j.need+999_999)/1_000_000, j.Dir)
}
