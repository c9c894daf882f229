package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"runtime/debug"

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
	pixels *library.Pixels
	key    library.Key
	mask   *segment.Mask // as it was painted
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
	return &ReferenceFile{pixels: library.NewPixels(p), key: key, mask: mask}, nil
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
	features, err := f.Features(ctx, r.pixels, r.key)
	if err != nil {
		return segment.Reference{}, fmt.Errorf("looking at the reference photo: %w", err)
	}
	return segment.Reference{Features: features, Mask: r.mask}, nil
}

// Lesson is what a concept is taught from.
type Lesson struct {
	// Concept is what is taught; where it is zero the first reference names it.
	Concept library.ConceptID
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
	t := &teacher{engine: e, finder: f, method: l.Method}
	var things []segment.Thing
	for i, r := range l.References {
		thing, err := t.reference(ctx, r, i < maxTemplates)
		if err != nil {
			return nil, err
		}
		things = append(things, thing)
	}
	accepted, rejected := l.Judgements.Examples()
	for _, e := range accepted {
		things = append(things, segment.Thing{e})
	}
	c := &library.Concept{
		ID:         l.concept(),
		From:       e.follows(l),
		Looks:      segment.NewLooks(things, rejected),
		References: len(l.References),
		Judged:     l.Judgements,
		Everywhere: l.Everywhere,
	}
	for _, r := range l.LookAlikes {
		thing, err := t.reference(ctx, r, false)
		if err != nil {
			return nil, err
		}
		c.LookAlikes = append(c.LookAlikes, segment.NewLooks([]segment.Thing{thing}, nil))
	}
	return c, t.prepare(ctx, l.References[0], c)
}

// concept names what is taught.
func (l Lesson) concept() library.ConceptID {
	if l.Concept != (library.ConceptID{}) {
		return l.Concept
	}
	return l.References[0].Marked().ConceptID()
}

// maxTemplates bounds the references whose texture is learned: each costs three
// looks of SAM's encoder to teach and time in every photo.
const maxTemplates = 4

// teacher looks at references.
type teacher struct {
	engine *Engine
	finder *library.Finder
	method Method
	views  []segment.Reference // of the references whose texture is learned
}

func (t *teacher) networks() segment.Networks {
	e := t.engine
	return segment.Networks{Decoder: e.Decoder, Identity: e.Identity, Matcher: e.Matcher}
}

// reference returns what the identity encoder makes of a reference, and learns its
// texture where that is wanted. The paper's methods take a mask as it was painted;
// auto takes it for what it means.
func (t *teacher) reference(ctx context.Context, r *ReferenceFile, learn bool) (thing segment.Thing, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("looking at a reference: %w", err)
		}
	}()
	if t.method != MethodAuto {
		return t.engine.Identity.DescribePoses(ctx, r.pixels, r.mask)
	}
	look := t.finder.Closeup(r.pixels, r.key)
	marked, err := t.networks().Mark(ctx, look, r.mask)
	if err != nil {
		return nil, err
	}
	if learn {
		views, err := t.networks().Views(ctx, look, marked)
		if err != nil {
			return nil, err
		}
		t.views = append(t.views, views...)
	}
	return t.engine.Identity.DescribePoses(ctx, r.pixels, marked.Mask)
}

// prepare gives a concept the method that cuts out what it finds. The paper's
// learn from the first reference.
func (t *teacher) prepare(ctx context.Context, first *ReferenceFile, c *library.Concept) error {
	if t.method == MethodAuto {
		template, err := t.engine.Matcher.Template(t.views)
		if err != nil {
			return err
		}
		c.Auto = segment.NewAuto(t.networks(), c.Looks, template)
		return nil
	}
	reference, err := first.Reference(ctx, t.finder)
	if err != nil {
		return err
	}
	if t.method == MethodPerSAM {
		c.Segmenter, err = segment.NewPerSAM(t.engine.Decoder, reference, segment.PerSAMOptions{})
	} else {
		c.Segmenter, err = segment.NewPerSAMF(ctx, t.engine.Decoder, reference)
	}
	return err
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

// follows names all that the answers to a lesson follow from, besides the photos and
// SAM's encoder and the identity encoder: what it is taught from, how, and by which
// program.
func (e *Engine) follows(l Lesson) library.Key {
	h := sha256.New()
	program := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		program = info.Main.Version
	}
	_, _ = fmt.Fprintf(h, "%d %q %q %q %v\n", answersVersion, program, e.Installed.DecoderSHA256, l.Method, l.Everywhere)
	for _, files := range [][]*ReferenceFile{l.References, l.LookAlikes} {
		_, _ = fmt.Fprintln(h, len(files))
		for _, r := range files {
			_, _ = fmt.Fprintln(h, r.Marked().ConceptID())
		}
	}
	for _, j := range l.Judgements.All() {
		_, _ = fmt.Fprintln(h, library.MarkedPhoto{Photo: j.Photo, Mask: j.Mask}.ConceptID(), j.Accepted, j.Example)
	}
	return library.Key(h.Sum(nil))
}

// answersVersion is raised when a change of the program changes answers.
const answersVersion = 1
