package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
	"whereabouts/segment"
)

// findOptions are the flags of the command find.
type findOptions struct {
	engine         *app.EngineOptions
	marked         pairs  // what is looked for
	lookAlikes     pairs  // other things that compete with it
	said           said   // of earlier finds
	concepts       string // folder of what was said of finds; empty for none
	method         string
	json, all      bool
	masks, cutouts string            // folders to write into; empty for none
	looks          app.CutoutOptions // of the cut-outs
	cache          string            // folder of the cache; empty for none
	limit          int               // photos in the answer; 0 for all
}

func newFind(engine *app.EngineOptions) *cobra.Command {
	o := findOptions{engine: engine}
	cmd := &cobra.Command{
		Use:   "find --photo FILE --mask FILE [PATH...]",
		Short: "Find a marked thing in photos and folders",
		Long: `Find looks for the thing that --mask marks in --photo in all photos among the
PATHs, which are photos and folders.

The mask is a picture of the photo's upright size. What is white in it, or, where
it has transparency, what is opaque, is the thing. Several photos of one thing,
from its front and from its side, may be given: --photo and --mask as often, the
first mask for the first photo and so on.

--yes and --no take masks that an earlier find wrote with --masks, and say that
they show the thing or do not. That is remembered for the thing that the first
--photo and --mask mark: what was said yes to helps to find it, and what was said
no to is not found again. Without a PATH it is remembered and nothing is looked
for.

Things that are easily confused with it are marked with --lookalike-photo and
--lookalike-mask. What is more like one of them is not found, and where that is
hard to say the answer is "not sure".

The answer lists the photos that show it, best first. Photos that cannot be read
are listed on standard error with the reason.

Exit codes: 0 found, 1 nothing found, 2 wrong use, 3 could not work.`,
		Example: `  whereabouts find --photo cat.jpg --mask cat-mask.png ~/Pictures
  whereabouts find --photo cat.jpg --mask cat-mask.png --json --masks found ~/Pictures
  whereabouts find --photo cat.jpg --mask cat-mask.png --no found/dog-1b2c3d4e-1.png`,
		RunE: func(cmd *cobra.Command, args []string) error {
			why := ""
			if o.cutouts == "" {
				why = "name a folder for them with --cutouts DIR"
			}
			if err := checkCutoutFlags(cmd, o.looks, why); err != nil {
				return err
			}
			return o.run(cmd.Context(), args)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.marked.photos, "photo", nil, "the photo `FILE` in which the thing is marked; may be repeated")
	flags.StringArrayVar(&o.marked.masks, "mask", nil, "the picture `FILE` that marks it; once for each --photo")
	flags.StringArrayVar(&o.lookAlikes.photos, "lookalike-photo", nil, "a photo `FILE` in which another, similar thing is marked; may be repeated")
	flags.StringArrayVar(&o.lookAlikes.masks, "lookalike-mask", nil, "the picture `FILE` that marks that; once for each --lookalike-photo")
	flags.StringArrayVar(&o.said.yes, "yes", nil, "the mask `FILE` of an earlier find that shows the thing; may be repeated")
	flags.StringArrayVar(&o.said.no, "no", nil, "the mask `FILE` of an earlier find that does not show it; may be repeated")
	flags.StringArrayVar(&o.said.forget, "forget", nil, "the mask `FILE` of an earlier find of which neither is to be remembered; may be repeated")
	flags.StringVar(&o.concepts, "concepts", app.DefaultConceptDir(), "remember what is said of finds in the folder `DIR`; \"\" remembers nothing")
	flags.StringVar(&o.method, "method", string(app.MethodAuto), "how masks are found: auto, persam or persam-f")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line instead of a table")
	flags.BoolVar(&o.all, "all", false, "list every photo, each with its best candidate")
	flags.StringVar(&o.masks, "masks", "", "write the masks into the folder `DIR`")
	flags.StringVar(&o.cutouts, "cutouts", "", "write the things, cut out, into the folder `DIR`")
	addCutoutFlags(cmd, &o.looks)
	flags.StringVar(&o.cache, "cache", app.DefaultCacheDir(), "keep what was seen in the folder `DIR`, so that asking again is quick; \"\" keeps nothing")
	flags.IntVar(&o.limit, "limit", 0, "list at most `N` photos, the best; 0 lists all")
	return cmd
}

func (o *findOptions) run(ctx context.Context, paths []string) error {
	defer stopLate(ctx)()
	method, err := o.check(paths)
	if err != nil {
		return err
	}
	lesson, err := o.lesson(ctx)
	if err != nil || len(paths) == 0 {
		return err
	}
	lesson.Method = method
	if err := o.makeFolders(); err != nil {
		return err
	}
	engine, err := app.OpenEngine(ctx, *o.engine)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	cache := o.openCache(engine)
	defer func() { _ = cache.Close() }()
	if err := o.reachable(ctx, cache, paths); err != nil {
		return err
	}

	answers := &collector{progress: progress{what: "Looking"}, options: o, engine: engine, ctx: ctx}
	err = engine.Find(ctx, engine.Finder(cache), lesson, paths, answers)
	answers.finishBar()
	if library.Stopped(err) && cache != nil {
		warn(errors.New("the photos that were looked at are in the cache, so asking again goes on from there"))
	}
	if err != nil && !errors.Is(err, library.ErrNoPhotos) {
		return err
	}
	return answers.print()
}

// check refuses what makes no sense before anything is loaded.
func (o *findOptions) check(paths []string) (app.Method, error) {
	method, err := app.ParseMethod(o.method)
	if err != nil {
		return "", err
	}
	var problem string
	switch {
	case len(o.marked.photos) == 0 || len(o.marked.masks) == 0:
		problem = "name the photo with --photo FILE and the picture that marks the thing in it with --mask FILE"
	case !o.marked.even():
		problem = "give as many --mask as --photo: the first mask is for the first photo, and so on"
	case !o.lookAlikes.even():
		problem = "give as many --lookalike-mask as --lookalike-photo: the first mask is for the first photo, and so on"
	case o.said.contradiction() != "":
		problem = o.said.contradiction() + " is named more than once among --yes, --no and --forget"
	case len(paths) == 0 && o.said.count() == 0:
		problem = "name the photos and folders to look in"
	case len(paths) == 0 && o.concepts == "":
		problem = "with --concepts \"\" nothing is remembered, so name the photos and folders to look in"
	case o.limit < 0:
		problem = "--limit takes a number of photos, 0 or more"
	}
	if problem != "" {
		return "", usageError{errors.New(problem + "; see whereabouts find --help")}
	}
	if len(paths) > 0 && (o.cache == "" || !remembers(o.cache)) {
		return method, someExist(paths)
	}
	return method, nil
}

// reachable refuses paths of which there is none and nothing is remembered either.
func (o *findOptions) reachable(ctx context.Context, c *library.Cache, paths []string) error {
	missing := someExist(paths)
	if missing == nil || c == nil {
		return missing
	}
	catalogue, err := library.OpenCatalogue(ctx, c)
	if err != nil {
		return err
	}
	if !catalogue.Holds(paths...) {
		return missing
	}
	warn(errors.New("the photos are out of reach now; what is remembered of them is searched"))
	return nil
}

// exists reports whether something is at path, though it may not be readable.
func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// makeFolders makes the folders that are written into, so that one that cannot
// be made is told of before the search and not after it.
func (o *findOptions) makeFolders() error {
	for _, dir := range []string{o.masks, o.cutouts} {
		if dir == "" {
			continue
		}
		if err := writable(dir); err != nil {
			if at := (*fs.PathError)(nil); errors.As(err, &at) {
				err = at.Err // without the path
			}
			return fmt.Errorf("the folder %s cannot be written to: %w", dir, err)
		}
	}
	return nil
}

// writable makes a folder if need be and tries to write into it.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".whereabouts-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// openCache returns the cache, or nil where there is none to use; then it says
// why.
func (o *findOptions) openCache(engine *app.Engine) *library.Cache {
	if o.cache == "" {
		return nil
	}
	cache, err := engine.OpenCache(o.cache)
	if err != nil {
		warn(fmt.Errorf("%w; going on without it, so every photo is encoded anew", err))
		return nil
	}
	if err := cache.Notice(); err != nil {
		warn(err)
	}
	return cache
}

// collector gathers findings until all photos have been looked at. It keeps no
// pictures but of as many photos as --limit asks for.
type collector struct {
	progress
	options *findOptions
	engine  *app.Engine
	ctx     context.Context // of the search; cutting out reads photos
	looked  int
	answers []answer
}

// answer is one photo of the answer.
type answer struct {
	path      string
	score     float64
	present   bool
	cached    bool
	instances []instance
}

type instance struct {
	score     float64
	reference int    // number of the reference that it is most like; 0 where there is only one
	unsure    bool   // it may be a look-alike
	box       [4]int // x, y, width and height in pixels of the upright photo
	area      int    // in pixels
	mask      []byte // PNG, where masks are asked for and it is not written yet
	cutout    []byte // PNG, where cut-outs are asked for and it is not written yet
	written   string // path of the mask's file
}

// Found implements [library.Observer].
func (c *collector) Found(f library.Finding) error {
	c.advance()
	c.looked++
	if !f.Present() && !c.options.all {
		return nil
	}
	a := answer{path: f.Path, score: f.Score, present: f.Present(), cached: f.Cached}
	var masks []*segment.Mask
	for _, found := range f.Instances {
		box := found.Mask.Box()
		in := instance{
			score:  found.Score,
			unsure: found.Unsure,
			box:    [4]int{box.Min.X, box.Min.Y, box.Dx(), box.Dy()},
			area:   found.Mask.Area(),
		}
		if len(c.options.marked.photos) > 1 {
			in.reference = found.Reference + 1
		}
		if c.options.masks != "" {
			mask, err := app.EncodeFind(found.Mask, app.FindTag{Photo: f.Key, Example: found.Example})
			if err != nil {
				return err
			}
			in.mask = mask
		}
		masks = append(masks, found.Mask)
		a.instances = append(a.instances, in)
	}
	if c.options.cutouts != "" {
		cutouts, err := c.engine.EncodeCutouts(c.ctx, f.Path, masks, c.options.looks)
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if err != nil {
			c.clearBar()
			warn(err)
		}
		for i, cutout := range cutouts {
			a.instances[i].cutout = cutout
		}
	}
	return c.keep(a)
}

// keep adds an answer. What is to be written is written at once, unless a better
// answer may yet take its place: then it is kept until that is known.
func (c *collector) keep(a answer) error {
	limit := c.options.limit
	if limit == 0 {
		if err := c.save(&a); err != nil {
			return err
		}
	}
	c.answers = append(c.answers, a)
	if limit > 0 && len(c.answers) > limit {
		slices.SortFunc(c.answers, better)
		c.answers = slices.Delete(c.answers, limit, len(c.answers))
	}
	return nil
}

// better orders answers, best first and otherwise by path.
func better(a, b answer) int {
	return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.path, b.path))
}

// print saves what was asked for and prints the answer, best first.
func (c *collector) print() error {
	slices.SortFunc(c.answers, better)
	for i := range c.answers {
		if err := c.save(&c.answers[i]); err != nil {
			return err
		}
	}
	show := printTable
	if c.options.json {
		show = printJSON
	}
	if err := show(os.Stdout, c.answers); err != nil {
		return fmt.Errorf("printing the answer: %w", err)
	}
	found := 0
	for _, a := range c.answers {
		if a.present {
			found++
		}
	}
	switch {
	case c.looked == 0:
		sayNoPhotos(c.skipped)
	case found == 0:
		fmt.Fprintf(os.Stderr, "whereabouts: not found in %s\n", photos(c.looked))
	}
	if found == 0 {
		return errNothing
	}
	return nil
}

// save writes those masks and cut-outs of one photo that are not written yet.
func (c *collector) save(a *answer) error {
	for i := range a.instances {
		in := &a.instances[i]
		name := app.InstanceName(a.path, i)
		if in.mask != nil {
			in.written = filepath.Join(c.options.masks, name)
			if err := library.WriteFile(in.written, in.mask); err != nil {
				return err
			}
		}
		if in.cutout != nil {
			if err := library.WriteFile(filepath.Join(c.options.cutouts, name), in.cutout); err != nil {
				return err
			}
		}
		in.mask, in.cutout = nil, nil
	}
	return nil
}

func photos(n int) string {
	if n == 1 {
		return "1 photo"
	}
	return fmt.Sprintf("%d photos", n)
}
