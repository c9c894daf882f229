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

// Lesson is what a concept is taught from.
type Lesson struct {
	// References are the photos in which the object is marked, at least one. The
	// paper's methods use the first alone.
	References []*ReferenceFile
	// LookAlikes are other things that compete with the object for what is found.
	LookAlikes []*ReferenceFile
	// Judgements are what the user said of earlier finds; may be nil.
	Judgements *library.Judgements
	Method     Method
	// Everywhere says to look for a mask also in photos that do not seem to show
	// the object.
	Everywhere bool
}

// Teach makes a concept of a lesson. What the networks make of the references
// comes from the finder's cache where it has it.
func (e *Engine) Teach(ctx context.Context, f *library.Finder, l Lesson) (*library.Concept, error) {
	if _, err := ParseMethod(string(l.Method)); err != nil {
		return nil, err
	}
	if len(l.References) == 0 {
		return nil, fmt.Errorf("%w: there is none", ErrReference)
	}
	var examples []segment.Example
	for _, r := range l.References {
		example, err := e.example(ctx, r)
		if err != nil {
			return nil, err
		}
		examples = append(examples, example)
	}
	accepted, rejected := l.Judgements.Examples()
	c := &library.Concept{
		Looks:      segment.NewLooks(append(examples, accepted...), rejected),
		References: len(l.References),
		Judged:     l.Judgements,
		Everywhere: l.Everywhere,
	}
	for _, r := range l.LookAlikes {
		example, err := e.example(ctx, r)
		if err != nil {
			return nil, err
		}
		c.LookAlikes = append(c.LookAlikes, segment.NewLooks([]segment.Example{example}, nil))
	}
	return c, e.prepare(ctx, f, l, c)
}

// prepare gives a concept the method that cuts out what it finds.
func (e *Engine) prepare(ctx context.Context, f *library.Finder, l Lesson, c *library.Concept) (err error) {
	if l.Method == MethodAuto {
		c.Auto, err = e.auto(ctx, c.Looks, l.References)
		return err
	}
	reference, err := l.References[0].Reference(ctx, f)
	if err != nil {
		return err
	}
	if l.Method == MethodPerSAM {
		c.Segmenter, err = segment.NewPerSAM(e.Decoder, reference, segment.PerSAMOptions{})
	} else {
		c.Segmenter, err = segment.NewPerSAMF(ctx, e.Decoder, reference)
	}
	return err
}

// example returns what the identity encoder makes of a reference.
func (e *Engine) example(ctx context.Context, r *ReferenceFile) (segment.Example, error) {
	example, err := e.Identity.Describe(ctx, library.PhotoPixels(r.photo), r.mask)
	if err != nil {
		return segment.Example{}, fmt.Errorf("looking at a reference: %w", err)
	}
	return example, nil
}

// maxTemplates bounds the references whose texture is learned: each costs three
// looks of SAM's encoder to teach and time in every photo.
const maxTemplates = 4

func (e *Engine) auto(ctx context.Context, looks *segment.Looks, references []*ReferenceFile) (*segment.Auto, error) {
	networks := segment.Networks{Encoder: e.Encoder, Decoder: e.Decoder, Identity: e.Identity, Matcher: e.Matcher}
	var views []segment.Reference
	for _, r := range references[:min(len(references), maxTemplates)] {
		more, err := networks.Views(ctx, library.PhotoPixels(r.photo), r.mask)
		if err != nil {
			return nil, fmt.Errorf("looking at a reference: %w", err)
		}
		views = append(views, more...)
	}
	template, err := e.Matcher.Template(views)
	if err != nil {
		return nil, err
	}
	return segment.NewAuto(networks, looks, template), nil
}

// Find teaches a lesson and looks for what it teaches with f, as
// [library.Finder.Find] does. What the lesson's judgements reject is not found,
// whatever the method.
func (e *Engine) Find(ctx context.Context, f *library.Finder, l Lesson, paths []string, o library.Observer) error {
	concept, err := e.Teach(ctx, f, l)
	if err != nil {
		return err
	}
	return f.Find(ctx, concept, paths, o)
}
