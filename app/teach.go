package app

import (
	"context"
	"fmt"

	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// Method is a way to find an object's mask.
type Method string

// The methods.
const (
	MethodAuto    Method = "auto"     // the best that Whereabouts knows
	MethodPerSAM  Method = "persam"   // the paper's, without training
	MethodPerSAMF Method = "persam-f" // the paper's, with two fitted weights
)

// Methods returns all methods, the default first.
func Methods() []Method { return []Method{MethodAuto, MethodPerSAM, MethodPerSAMF} }

// ParseMethod returns the method of the given name, or [ErrMethod].
func ParseMethod(name string) (Method, error) {
	for _, m := range Methods() {
		if name == string(m) {
			return m, nil
		}
	}
	return "", fmt.Errorf("%w: %q; choose %s, %s or %s", ErrMethod, name, MethodAuto, MethodPerSAM, MethodPerSAMF)
}

// ReferenceFile is a photo and its mask, read from files and found usable.
type ReferenceFile struct {
	photo *photo.Photo
	key   library.Key
	mask  *segment.Mask
}

// ReadReference reads a photo and the mask that lies in another file. No model
// is needed for it. The error is [ErrReference] with the reason where the files
// cannot be used.
func ReadReference(ctx context.Context, photoPath, maskPath string, o photo.Options) (*ReferenceFile, error) {
	data, _, err := photo.Read(ctx, maskPath)
	if err != nil {
		return nil, notUsable(ctx, maskPath, err)
	}
	marked, err := photo.DecodeMask(ctx, data, o)
	if err != nil {
		return nil, notUsable(ctx, maskPath, err)
	}
	return MarkPhoto(ctx, photoPath, segment.MaskOf(marked), o)
}

// MarkPhoto reads a photo in which mask marks the object. The mask has the
// upright photo's size. The error is [ErrReference] with the reason where they
// cannot be used.
func MarkPhoto(ctx context.Context, photoPath string, mask *segment.Mask, o photo.Options) (*ReferenceFile, error) {
	data, key, err := photo.Read(ctx, photoPath)
	if err != nil {
		return nil, notUsable(ctx, photoPath, err)
	}
	p, err := photo.Decode(ctx, data, o)
	if err != nil {
		return nil, notUsable(ctx, photoPath, err)
	}
	if size := p.Size(); mask.Size != size {
		return nil, notUsable(ctx, photoPath, fmt.Errorf(
			"%w: the mask has %d×%d pixels, but the upright photo has %d×%d; paint the mask over the photo in its full size",
			segment.ErrMaskSize, mask.Size.X, mask.Size.Y, size.X, size.Y))
	}
	if mask.Box().Empty() {
		return nil, notUsable(ctx, photoPath, segment.ErrEmptyMask)
	}
	return &ReferenceFile{photo: p, key: key, mask: mask}, nil
}

func notUsable(ctx context.Context, path string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %s: %w", ErrReference, path, err)
}

// Reference returns the features and the mask of a reference. The features come
// from the finder's cache where it has them.
func (r *ReferenceFile) Reference(ctx context.Context, f *library.Finder) (segment.Reference, error) {
	features, err := f.Features(ctx, r.photo, r.key)
	if err != nil {
		return segment.Reference{}, fmt.Errorf("looking at the reference photo: %w", err)
	}
	return segment.Reference{Features: features, Mask: r.mask}, nil
}

// Teach makes a concept of a reference.
func (e *Engine) Teach(ctx context.Context, r segment.Reference, m Method) (*library.Concept, error) {
	segmenter, err := e.segmenter(ctx, r, m)
	if err != nil {
		return nil, err
	}
	descriptors, err := e.Matcher.Describe(r)
	if err != nil {
		return nil, err
	}
	return &library.Concept{Segmenter: segmenter, Matcher: e.Matcher, Descriptors: descriptors}, nil
}

func (e *Engine) segmenter(ctx context.Context, r segment.Reference, m Method) (segment.Segmenter, error) {
	switch m {
	case MethodAuto, MethodPerSAM:
		return segment.NewPerSAM(e.Decoder, r, segment.PerSAMOptions{})
	case MethodPerSAMF:
		return segment.NewPerSAMF(ctx, e.Decoder, r)
	}
	return nil, fmt.Errorf("%w: %q", ErrMethod, m)
}

// Find teaches what the reference marks and looks for it with f, as
// [library.Finder.Find] does.
func (e *Engine) Find(ctx context.Context, f *library.Finder, r *ReferenceFile, m Method, paths []string, o library.Observer) error {
	taught, err := r.Reference(ctx, f)
	if err != nil {
		return err
	}
	concept, err := e.Teach(ctx, taught, m)
	if err != nil {
		return err
	}
	return f.Find(ctx, concept, paths, o)
}
