package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/app/export"
	"whereabouts/library"
	"whereabouts/library/photo"
)

// exportOptions are the flags of the command export.
type exportOptions struct {
	engine    *app.EngineOptions
	concept   string
	format    string
	store     library.ConceptStore
	cache     string
	sure      float64
	accepted  bool
	overwrite bool
	inPlace   bool
	looks     app.CutoutOptions // of cut-outs
	json      bool
}

func newExport(engine *app.EngineOptions) *cobra.Command {
	o := exportOptions{engine: engine}
	cmd := &cobra.Command{
		Use:   "export --concept NAME --format FORMAT DIR",
		Short: "Write what is known of a concept as masks, cut-outs, training data, sidecars or an album",
		Long: `Export writes the finds of a concept into the folder DIR, in a format that other
programs read. The concept is called as whereabouts concepts lists it, by its name or
by the first letters of what is before it.

What is known of the concept is used: what a search found in the folders that were
scanned, and what you accepted. Photos that were not searched for it yet are searched
first. With --accepted only what you accepted is exported, and nothing is searched.

Formats:
` + listFormats() + `
Sizes and positions are those of the upright photo. Copies of photos are the files
themselves where these are JPEG or PNG that are stored upright, with all that is in
them, also the place where they were taken; others are drawn upright as JPEG. With
--in-place, coco and labelme name the photos where they are instead: what reads them
has to turn photos as their EXIF says.

Nothing that is in DIR is replaced without --overwrite, and sidecars of other programs
never. Photos are only read. Those that cannot be are listed on standard error with
the reason.

Exit codes: 0 exported, 1 there is nothing to export, 2 wrong use, 3 could not work.`,
		Example: `  whereabouts export --concept Mimi --format coco mimi-coco
  whereabouts export --concept Mimi --format xmp ~/Pictures
  whereabouts export --concept Mimi --accepted --format dreambooth training`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			why := ""
			if o.format != "" && o.format != "cutouts" && o.format != "webp" {
				why = "the formats cutouts and webp"
			}
			if err := checkCutoutFlags(cmd, o.looks, why); err != nil {
				return err
			}
			return o.run(cmd.Context(), args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.concept, "concept", "", "export what is known of the concept `NAME`")
	flags.StringVar(&o.format, "format", "", "write it as `FORMAT`")
	flags.Float64Var(&o.sure, "sure", library.PresentScore, "leave out finds with a score below `SCORE`, 0 to 1, unless you accepted them")
	flags.BoolVar(&o.accepted, "accepted", false, "export only what you accepted, and search nothing")
	flags.BoolVar(&o.overwrite, "overwrite", false, "replace files that are in DIR")
	flags.BoolVar(&o.inPlace, "in-place", false, "with coco and labelme, name the photos where they are instead of copying them")
	addCutoutFlags(cmd, &o.looks)
	flags.StringVar(&o.store.Dir, "concepts", app.DefaultConceptDir(), "the folder `DIR` in which what is said of finds is remembered")
	flags.StringVar(&o.cache, "cache", app.DefaultCacheDir(), "the folder `DIR` in which what was seen is remembered")
	flags.BoolVar(&o.json, "json", false, "print the outcome as JSON")
	return cmd
}

// listFormats returns the formats as lines of help.
func listFormats() string {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	for _, f := range export.Formats() {
		_, _ = fmt.Fprintf(t, "  %s\t%s\n", f.Name(), f.Title())
	}
	_ = t.Flush() // into memory
	return b.String()
}

func (o *exportOptions) run(ctx context.Context, dir string) error {
	defer stopLate(ctx)()
	format, err := o.check(dir)
	if err != nil {
		return err
	}
	record, err := conceptNamed(ctx, &o.store, o.concept)
	if err != nil {
		return err
	}
	if record.Notice != nil {
		warn(record.Notice)
	}
	photos, err := o.known(ctx, record)
	if err != nil {
		return err
	}
	shown := &exporting{progress: progress{what: "Exporting"}}
	outcome, err := export.Run(ctx, format, export.Job{
		Dir: dir, Concept: record.Name, Photos: photos, Overwrite: o.overwrite, InPlace: o.inPlace, Cutouts: o.looks,
		Options: photo.Options{MaxPixels: o.engine.MaxPixels},
	}, shown)
	shown.finishBar()
	return o.tell(dir, outcome, err)
}

// check refuses what makes no sense before anything is loaded.
func (o *exportOptions) check(dir string) (export.Format, error) {
	var problem error
	switch {
	case o.concept == "":
		problem = errors.New("name the concept with --concept NAME; whereabouts concepts lists them")
	case o.format == "":
		problem = errors.New("name the format with --format FORMAT; whereabouts export --help lists them")
	case dir == "":
		problem = errors.New("name the folder to export into")
	case !(o.sure >= 0 && o.sure <= 1):
		problem = errors.New("--sure takes a number from 0 to 1")
	case o.cache == "":
		problem = errors.New("export needs the folder in which what was seen is remembered; name it with --cache DIR")
	}
	if problem != nil {
		return nil, usageError{problem}
	}
	format, err := export.Lookup(o.format)
	if err != nil {
		return nil, usageError{err}
	}
	return format, nil
}

// known gathers what is known of a concept, for which it searches if need be.
func (o *exportOptions) known(ctx context.Context, record *library.ConceptRecord) ([]export.Photo, error) {
	known := export.NewKnown(o.sure)
	var catalogue *library.Catalogue
	var err error
	if o.accepted {
		catalogue, err = o.catalogue(ctx)
	} else {
		catalogue, err = o.search(ctx, record, known)
	}
	if err != nil {
		return nil, err
	}
	files := catalogue.Files()
	if lost := known.AddAccepted(record.Judgements, files); lost > 0 {
		warn(fmt.Errorf("%d accepted finds are left out: their photos are in no folder that was scanned; whereabouts scan adds it", lost))
	}
	return known.Photos(files), nil
}

// catalogue reads what is known of photos, without the model.
func (o *exportOptions) catalogue(ctx context.Context) (*library.Catalogue, error) {
	cache, err := app.OpenCache(ctx, *o.engine, o.cache)
	if err != nil {
		return nil, inUse(err)
	}
	defer func() { _ = cache.Close() }()
	return library.OpenCatalogue(ctx, cache)
}

// search looks for a concept in all folders. What was answered before is told at once.
func (o *exportOptions) search(ctx context.Context, record *library.ConceptRecord, known *export.Known) (*library.Catalogue, error) {
	engine, err := app.OpenEngine(ctx, *o.engine)
	if err != nil {
		return nil, err
	}
	defer func() { _ = engine.Close() }()
	cache, err := engine.OpenCache(o.cache)
	if err != nil {
		return nil, inUse(err)
	}
	defer func() { _ = cache.Close() }()
	if err := cache.Notice(); err != nil {
		warn(err)
	}
	finder := engine.Finder(cache)
	if finder.Catalogue, err = library.OpenCatalogue(ctx, cache); err != nil {
		return nil, err
	}
	concept, err := engine.KeptConcept(ctx, finder, finder.Catalogue, record)
	if errors.Is(err, app.ErrReference) {
		warn(errors.New("only what you accepted is exported: the photo that the concept was taught from is in no folder that was scanned, so it cannot be searched for"))
		return finder.Catalogue, nil
	}
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, root := range finder.Catalogue.Roots() {
		folders = append(folders, root.Path)
	}
	gathered := &gatherer{progress: progress{what: "Looking"}, known: known, judged: record.Judgements}
	err = finder.Find(ctx, concept, folders, gathered)
	gathered.finishBar()
	if library.Stopped(err) {
		warn(errors.New("the photos that were looked at are remembered, so asking again goes on from there"))
	}
	if err != nil && !errors.Is(err, library.ErrNoPhotos) {
		return nil, err
	}
	return finder.Catalogue, nil
}

// tell prints what was exported, or what went wrong.
func (o *exportOptions) tell(dir string, outcome export.Outcome, err error) error {
	if library.Stopped(err) && outcome.Files > 0 {
		warn(fmt.Errorf("%d files are whole in %s; --overwrite begins anew over them", outcome.Files, dir))
	}
	switch {
	case errors.Is(err, export.ErrNothing):
		warn(errors.New("nothing is known of this concept that could be exported"))
		return errNothing
	case errors.Is(err, export.ErrExists):
		return usageError{fmt.Errorf("%w; choose another folder, or replace what is there with --overwrite", err)}
	case errors.Is(err, export.ErrForeign), errors.Is(err, export.ErrOutside):
		return usageError{err}
	case err != nil:
		return err
	case outcome.Photos == 0:
		warn(errors.New("not one photo could be exported"))
		return errNothing
	}
	if o.json {
		return printValue(struct {
			Photos  int `json:"photos"`
			Finds   int `json:"finds"`
			Files   int `json:"files"`
			Skipped int `json:"skipped"`
		}{outcome.Photos, outcome.Finds, outcome.Files, outcome.Skipped})
	}
	fmt.Printf("%d finds in %s: %d files are in %s\n", outcome.Finds, photos(outcome.Photos), outcome.Files, printable(dir))
	return nil
}

// gatherer gathers what a search finds.
type gatherer struct {
	progress
	known  *export.Known
	judged *library.Judgements
}

// Found implements [library.Observer].
func (g *gatherer) Found(f library.Finding) error {
	g.advance()
	if f.Present() {
		g.known.Add(f, g.judged)
	}
	return nil
}

// exporting shows how far an export is. It implements [export.Observer].
type exporting struct{ progress }

// Advanced implements [export.Observer].
func (e *exporting) Advanced(done, total int) {
	if done == 1 {
		e.Counted(total)
	}
	e.advance()
}

// Skipped implements [export.Observer].
func (e *exporting) Skipped(path string, reason error) { e.tellSkipped(path, reason) }

// conceptNamed returns the record of a concept by its name or by its first letters.
func conceptNamed(ctx context.Context, s *library.ConceptStore, called string) (*library.ConceptRecord, error) {
	ids, err := s.IDs()
	if err != nil {
		return nil, err
	}
	var named, lettered []*library.ConceptRecord
	for _, id := range ids {
		r, err := s.Load(ctx, id)
		if err != nil {
			fmt.Fprintf(os.Stderr, "skipped a concept: %v\n", printable(err.Error()))
			continue
		}
		if r.Name == called {
			named = append(named, r)
		}
		if strings.HasPrefix(id.String(), strings.ToLower(called)) {
			lettered = append(lettered, r)
		}
	}
	if len(named) == 0 {
		named = lettered
	}
	switch len(named) {
	case 0:
		return nil, usageError{fmt.Errorf("there is no concept %s; whereabouts concepts lists them", called)}
	case 1:
		return named[0], nil
	}
	return nil, usageError{fmt.Errorf("%d concepts are called %s; name it by the letters before its name, which whereabouts concepts lists", len(named), called)}
}
