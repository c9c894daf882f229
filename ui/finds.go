package ui

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"slices"
	"sync"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// A find is what a search says of one photo.
type find struct {
	path      string
	score     float64
	size      image.Point // of the upright photo
	instances []*instance // best first, then those that were judged before
	version   int         // raised when its outline changes
}

// An instance is one place in a photo where the thing may be. It keeps its mask
// packed, since there may be thousands and a mask may have millions of pixels.
type instance struct {
	photo   library.Key
	mask    []byte          // PNG of the photo's size
	small   []byte          // the same of thumbnail size
	box     image.Rectangle // of the mask
	score   float64
	example segment.Example

	// These belong to the main goroutine once the instance is in a ranking.
	verdict verdict
	touched bool // something was said of it, be it taken back
}

func newInstance(key library.Key, m *segment.Mask) (*instance, error) {
	in := &instance{photo: key, box: m.Box()}
	var err error
	if in.mask, err = app.EncodeMask(m); err != nil {
		return nil, err
	}
	in.small, err = app.EncodeMask(shrink(m, thumbSide))
	return in, err
}

// newFind packs what was found in a photo. Known are the instances in it of which
// something was said: they stay as they are, and what is found in their place is
// left out.
func newFind(f library.Finding, known []*instance) (*find, error) {
	found := &find{path: f.Path, score: f.Score, size: f.Size}
	taken, err := smallMasks(known)
	if err != nil {
		return nil, err
	}
	for _, seen := range f.Instances {
		small := shrink(seen.Mask, thumbSide)
		if slices.ContainsFunc(taken, func(m *segment.Mask) bool { return m.Size == small.Size && m.IoU(small) >= samePlace }) {
			continue
		}
		in, err := newInstance(f.Key, seen.Mask)
		if err != nil {
			return nil, err
		}
		in.score, in.example = seen.Score, seen.Example
		found.instances = append(found.instances, in)
		if found.size == (image.Point{}) {
			found.size = seen.Mask.Size
		}
	}
	found.instances = append(found.instances, known...)
	return found, nil
}

// samePlace is the intersection over union from which on two masks are of one find,
// as [library.Judgements] has it.
const samePlace = 0.5

func smallMasks(instances []*instance) (masks []*segment.Mask, err error) {
	for _, in := range instances {
		m, err := app.DecodeMask(in.small)
		if err != nil {
			return nil, err
		}
		masks = append(masks, m)
	}
	return masks, nil
}

// judgedIn returns the instances in a photo of which something was said in earlier
// searches.
func judgedIn(j *library.Judgements, key library.Key) (known []*instance, err error) {
	for _, said := range j.In(key) {
		in, err := newInstance(key, said.Mask)
		if err != nil {
			return nil, err
		}
		in.example, in.touched, in.verdict = said.Example, true, rejected
		if said.Accepted {
			in.verdict = accepted
		}
		known = append(known, in)
	}
	return known, nil
}

// verdict is what was said of a photo: yes where one of its instances was accepted,
// no where some were rejected and nothing likely is left. A later search tells the
// next best place in a photo where the best was rejected, however unlikely.
func (f *find) verdict() verdict {
	no, likely := 0, 0
	for _, in := range f.instances {
		switch {
		case in.verdict == accepted:
			return accepted
		case in.verdict == rejected:
			no++
		case in.score >= library.PresentScore:
			likely++
		}
	}
	if no > 0 && likely == 0 {
		return rejected
	}
	return undecided
}

// left returns the instances that the find stands for: those that were not rejected,
// or none where the photo was.
func (f *find) left() []*instance {
	if f.verdict() == rejected {
		return nil
	}
	return f.with(func(v verdict) bool { return v != rejected })
}

// shown returns the instances that are outlined in the thumbnail, and that a yes is
// said of: what is left, or of a rejected photo what was rejected.
func (f *find) shown() []*instance {
	if f.verdict() == rejected {
		return f.with(func(v verdict) bool { return v == rejected })
	}
	return f.left()
}

// with returns the instances with certain verdicts.
func (f *find) with(is func(verdict) bool) []*instance {
	return slices.DeleteFunc(slices.Clone(f.instances), func(in *instance) bool { return !is(in.verdict) })
}

// name is what the photo is called.
func (f *find) name() string { return filepath.Base(f.path) }

// note says beside the name how sure it is, or what was said.
func (f *find) note() string {
	switch f.verdict() {
	case accepted:
		return tr("Yes")
	case rejected:
		return tr("No")
	case undecided:
	}
	return percent(f.score)
}

// spurned outlines what was rejected.
var spurned = color.NRGBA{R: 0x9a, G: 0x9a, B: 0x9a, A: 0xff}

// picture is the photo's thumbnail with the outline of what was found. The prefix
// tells the finds of one search from those of others.
func (f *find) picture(t *thumbs, prefix string, o photo.Options) picture {
	shown, line := f.shown(), accent
	if f.verdict() == rejected {
		line = spurned
	}
	key := fmt.Sprintf("%s%d: %s", prefix, f.version, f.path)
	return picture{key: key, make: func(ctx context.Context) (*image.RGBA, error) {
		plain := photoThumb(f.path, o)
		thumb := t.get(plain.key)
		if thumb == nil {
			var err error
			if thumb, err = plain.make(ctx); err != nil {
				return nil, err
			}
		}
		masks, err := smallMasks(shown)
		if err != nil || len(masks) == 0 {
			return thumb, err
		}
		return outlined(thumb, united(masks), thin(line)), nil
	}}
}

// united returns the mask of all that is in masks of one size.
func united(masks []*segment.Mask) *segment.Mask {
	all := segment.NewMask(masks[0].Size)
	for _, m := range masks {
		for i, v := range m.Pix {
			all.Pix[i] |= v
		}
	}
	return all
}

// better orders finds: the surest first, and of equally sure ones by path.
func better(a, b *find) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.path, b.path))
}

// A ranking gathers what a search finds. It implements [library.Observer]; the
// main goroutine reads it while the search goes on.
type ranking struct {
	changed func() // called after each change
	// known returns the instances in a photo of which something was said; may be nil.
	known func(f library.Finding) ([]*instance, error)

	mu    sync.Mutex
	paths map[string]bool // of the finds
	finds []*find         // always in order

	glimpsed *find // told before its photo was done, until that is taken over
	whole    *find // what was told of that photo then, until it is taken over

	total  int // photos to look at; 0 before they are counted
	skips  []skip
	notice error
}

// Counted implements [library.Observer].
func (r *ranking) Counted(photos int) {
	r.change(func() { r.total = photos })
}

// knows sets how the instances in a photo are known of which something was said.
func (r *ranking) knows(known func(f library.Finding) ([]*instance, error)) { r.known = known }

// Found implements [library.Observer]. What is known of a photo already stays.
func (r *ranking) Found(f library.Finding) error {
	if r.has(f.Path) {
		return nil
	}
	var known []*instance
	if r.known != nil {
		var err error
		if known, err = r.known(f); err != nil {
			return err
		}
	}
	found, err := newFind(f, known)
	if err != nil {
		return err
	}
	r.add(found)
	return nil
}

// add adds a find and reports whether its photo is another one than those of all.
func (r *ranking) add(found *find) (added bool) {
	r.change(func() {
		switch {
		case r.glimpsed != nil && r.glimpsed.path == found.path:
			r.whole = found
		case !r.paths[found.path]:
			r.insert(found)
			added = true
		}
	})
	return added
}

// has reports whether the whole answer for a photo was told.
func (r *ranking) has(path string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.paths[path] && (r.glimpsed == nil || r.glimpsed.path != path)
}

// Glimpsed implements [library.Glimpser]. What cannot be packed is told of by Found.
func (r *ranking) Glimpsed(f library.Finding) {
	if found, err := newFind(f, nil); err == nil {
		r.change(func() {
			if !r.paths[found.path] {
				r.glimpsed = found
				r.insert(found)
			}
		})
	}
}

func (r *ranking) insert(f *find) {
	if r.paths == nil {
		r.paths = map[string]bool{}
	}
	r.paths[f.path] = true
	at, _ := slices.BinarySearchFunc(r.finds, f, better)
	r.finds = slices.Insert(r.finds, at, f)
}

// settle takes over the whole answer of the photo that was glimpsed, unless something
// was said of that: then a later search brings it. It is called on the main goroutine,
// with the lock.
func (r *ranking) settle() {
	if r.whole == nil {
		return
	}
	said := func(in *instance) bool { return in.touched }
	if g := r.glimpsed; !slices.ContainsFunc(g.instances, said) {
		g.score, g.size, g.instances = r.whole.score, r.whole.size, r.whole.instances
		g.version++
		slices.SortFunc(r.finds, better)
	}
	r.glimpsed, r.whole = nil, nil
}

// Skipped implements [library.Observer].
func (r *ranking) Skipped(path string, reason error) {
	r.change(func() {
		if !slices.ContainsFunc(r.skips, func(s skip) bool { return s.path == path }) {
			r.skips = append(r.skips, skip{path, reason})
		}
	})
}

// Notice implements [library.Observer].
func (r *ranking) Notice(err error) {
	r.change(func() { r.notice = err })
}

func (r *ranking) change(do func()) {
	r.mu.Lock()
	do()
	r.mu.Unlock()
	r.changed()
}

// judged returns the instances of which something was said, by path.
func (r *ranking) judged() map[string][]*instance {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := map[string][]*instance{}
	for _, f := range r.finds {
		for _, in := range f.instances {
			if in.touched {
				all[f.path] = append(all[f.path], in)
			}
		}
	}
	return all
}

// renew takes over what a later search found. Finds that are there stay, with what
// is new of them, so that whoever holds one goes on with it.
func (r *ranking) renew(later *ranking) {
	r.mu.Lock()
	defer r.mu.Unlock()
	later.mu.Lock()
	defer later.mu.Unlock()
	r.settle()
	later.settle()
	byPath := make(map[string]*find, len(r.finds))
	for _, f := range r.finds {
		byPath[f.path] = f
	}
	for _, now := range later.finds {
		f := byPath[now.path]
		if f == nil {
			r.finds = append(r.finds, now)
			if r.paths == nil {
				r.paths = map[string]bool{}
			}
			r.paths[now.path] = true
			continue
		}
		f.instances = now.instances
		f.version++
		if f.verdict() == undecided { // what was judged stays where it is
			f.score = now.score
		}
	}
	slices.SortFunc(r.finds, better)
}

// A ranked is what a ranking holds at one time.
type ranked struct {
	present  []*find // best first; accepted, or on the sure side of the line
	lessSure []*find // best first
	rejected []*find // best first
	total    int
	skips    []skip
	notice   error
}

// looked returns the number of photos that were looked at.
func (r ranked) looked() int { return len(r.present) + len(r.lessSure) + len(r.rejected) }

// now returns what there is, parted at a score. It is called on the main goroutine.
func (r *ranking) now(line float64) ranked {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle()
	now := ranked{total: r.total, skips: r.skips[:len(r.skips):len(r.skips)], notice: r.notice}
	for _, f := range r.finds {
		switch v := f.verdict(); {
		case v == rejected:
			now.rejected = append(now.rejected, f)
		case v == accepted, f.score >= line:
			now.present = append(now.present, f)
		default:
			now.lessSure = append(now.lessSure, f)
		}
	}
	return now
}

// unsure returns the finds of which nothing was said and whose score is so near to
// the line that a look at them is worth most, best first. Scores grow fast from
// unlikely to likely, so of what is below the line most of what was cut out counts.
func (r ranked) unsure(line float64) (finds []*find) {
	low, high := line/10, (line+1)/2
	for _, group := range [][]*find{r.present, r.lessSure} {
		for _, f := range group {
			if f.verdict() == undecided && len(f.instances) > 0 && f.score >= low && f.score < high {
				finds = append(finds, f)
			}
		}
	}
	return finds
}
