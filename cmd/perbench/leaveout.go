package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/segment"
)

// classes are the subjects whose photos are left out together; the others are the
// rest.
var classes = []struct {
	name     string
	subjects []string
}{
	{"dogs", []string{"dog", "dog2", "dog3", "cat"}},
	{"toys", []string{"bear_plushie", "duck_toy", "monster_toy", "robot_toy", "rc_car"}},
	{"shoes", []string{"colorful_sneaker", "fancy_boot"}},
}

const restClass = "rest"

// classOf returns the class of a subject.
func classOf(subject string) string {
	for _, c := range classes {
		if slices.Contains(c.subjects, subject) {
			return c.name
		}
	}
	return restClass
}

func (s *settings) leaveOutCommand() *cobra.Command {
	var dirs []string
	cmd := s.study("leave-out DIR", "Measure each class of subjects with statistics made without its photos", true,
		func(ctx context.Context, b *bench) (outcome, error) {
			if len(dirs) == 0 {
				dirs = []string{b.set.dir}
			}
			return s.leaveOut(ctx, b, dirs)
		})
	cmd.Flags().StringSliceVar(&dirs, "statistics-from", nil, "make the statistics of the photos in `DIRS` (default the measured folder's)")
	return cmd
}

// group is the photos that show the same classes.
type group struct{ class, background string }

// shows reports whether the photos show a class.
func (g group) shows(class string) bool { return g.class == class || g.background == class }

// groupMoments are those of one group's features, of both encoders.
type groupMoments struct{ cells, windows *moments }

// leaveOut measures each class's subjects with the shipped statistics and with
// statistics made of the photos in dirs that do not show the class.
func (s *settings) leaveOut(ctx context.Context, b *bench, dirs []string) (*comparison, error) {
	groups, err := s.groupMoments(ctx, b.engine, dirs)
	if err != nil {
		return nil, err
	}
	result := &comparison{Title: "statistics made without a class, beside the shipped ones"}
	var allShipped, allOwn tally
	names := []string{restClass}
	for _, c := range classes {
		names = append(names, c.name)
	}
	for _, class := range names {
		var subjects []subject
		for _, subject := range b.set.subjects {
			if classOf(subject.name) == class {
				subjects = append(subjects, subject)
			}
		}
		if len(subjects) == 0 {
			continue
		}
		var shipped, own tally
		if err := b.measureAll(ctx, &shipped, "shipped statistics", subjects); err != nil {
			return nil, err
		}
		without, err := s.benchWithout(ctx, b, groups, class)
		if err != nil {
			return nil, fmt.Errorf("making the statistics without the class %s: %w", class, err)
		}
		err = without.measureAll(ctx, &own, "statistics without "+class, subjects)
		if err = errors.Join(err, without.engine.Identity.Close(), without.engine.Matcher.Close()); err != nil {
			return nil, err
		}
		result.Rows = append(result.Rows, row{class + ", shipped", shipped.quality()}, row{class + ", without", own.quality()})
		allShipped.merge(&shipped)
		allOwn.merge(&own)
	}
	result.Rows = append(result.Rows, row{"all, shipped", allShipped.quality()}, row{"all, without", allOwn.quality()})
	return result, nil
}

// groupMoments looks at the photos in dirs.
func (s *settings) groupMoments(ctx context.Context, e *app.Engine, dirs []string) (map[group]groupMoments, error) {
	raw, err := s.unprojected(e)
	if err != nil {
		return nil, err
	}
	defer func() { _ = raw.encoder.Close() }()
	groups := make(map[group]groupMoments)
	err = s.eachPhoto(ctx, e, dirs, func(b *bench, p testPhoto) error {
		g := group{class: classOf(p.subject)}
		if p.background != "" {
			g.background = classOf(p.background)
		}
		if _, ok := groups[g]; !ok {
			groups[g] = groupMoments{newMoments(segment.FeatureChannels), newMoments(raw.channels)}
		}
		features, err := b.features(ctx, p)
		if err != nil {
			return err
		}
		addCells(groups[g].cells, features)
		return raw.addWindows(ctx, groups[g].windows, p)
	})
	return groups, err
}

// benchWithout returns b with networks that are built with statistics of the
// photos that do not show a class. Its identity encoder and matcher are to be
// closed.
func (s *settings) benchWithout(ctx context.Context, b *bench, groups map[group]groupMoments, class string) (*bench, error) {
	cells, windows := newMoments(segment.FeatureChannels), (*moments)(nil)
	order := func(a, b group) int {
		return cmp.Or(strings.Compare(a.class, b.class), strings.Compare(a.background, b.background))
	}
	for _, g := range slices.SortedFunc(maps.Keys(groups), order) { // sums depend on their order
		if g.shows(class) {
			continue
		}
		m := groups[g]
		cells.merge(m.cells)
		if windows == nil {
			windows = newMoments(len(m.windows.sum))
		}
		windows.merge(m.windows)
	}
	if windows == nil {
		return nil, errors.New("every photo shows it")
	}
	whitening, err := cells.principal(segment.MatchDimensions, true)
	if err != nil {
		return nil, err
	}
	projection, err := windows.principal(segment.IdentityDimensions, false)
	if err != nil {
		return nil, err
	}
	engine := *b.engine
	if engine.Matcher, err = segment.NewMatcher(engine.Runtime, whitening.whitening(), segment.Options{Threads: s.engine.Threads}); err != nil {
		return nil, err
	}
	if engine.Identity, err = s.identity(&engine, projection.projection()); err != nil {
		return nil, errors.Join(err, engine.Matcher.Close())
	}
	without := &bench{engine: &engine, set: b.set, progress: b.progress}
	for _, p := range b.scenes {
		b.tell("looking without "+class, p.subject)
		again, err := p.lookAgain(ctx, engine.Identity)
		if err != nil {
			return nil, errors.Join(err, engine.Identity.Close(), engine.Matcher.Close())
		}
		without.scenes = append(without.scenes, again)
	}
	return without, nil
}

// measureAll measures several subjects, each taught from its reference.
func (b *bench) measureAll(ctx context.Context, t *tally, what string, subjects []subject) error {
	for _, s := range subjects {
		b.tell(what, s.name)
		lesson, err := b.lesson(ctx, s, app.MethodAuto)
		if err != nil {
			return err
		}
		if err := b.measure(ctx, t, s, lesson, nil); err != nil {
			return err
		}
	}
	return nil
}
