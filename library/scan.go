package library

import (
	"context"
	"image"
	"io/fs"
	"maps"
	"math"
	"slices"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// tellEvery is how many photos are met between two words about it.
const tellEvery = 500

// survey walks folders and queues the photos of which there is no index.
func (r *round) survey(ctx context.Context, paths []string) error {
	indexed, err := r.finder.Cache.keys(ctx, indexKind)
	if err != nil {
		r.notKept(err) // and all is looked at again
	}
	if err := r.spareRoom(); err != nil {
		r.notKept(err)
	}
	var seen Surveyed
	met := func() {
		if seen.Photos++; seen.Photos%tellEvery == 0 {
			r.scanner.tell(Walked{seen.Photos})
		}
	}
	s := &survey{
		catalogue: r.scanner.Catalogue,
		judge:     r.finder.judge(),
		fresh: func(path, full string, info fs.FileInfo) error {
			met()
			r.add(job{path: path, full: full, info: info})
			return nil
		},
		known: func(path, full string, info fs.FileInfo, rec *record) error {
			met()
			if _, ok := indexed[rec.key]; !ok {
				r.add(job{path: path, full: full, info: info})
			}
			return nil
		},
		companion: func() error { seen.Companions++; return nil },
		undecided: func(path, full string, info fs.FileInfo, pictures []string) error {
			met()
			r.holdBack(job{path: path, full: full, info: info, pictures: pictures})
			return nil
		},
		skipped: func(path, full string, info fs.FileInfo, reason error, lasting bool) error {
			if lasting {
				r.scanner.tell(Skipped{path, reason})
			} else {
				r.skip(path, full, info, reason)
			}
			return nil
		},
	}
	if err := s.walk(ctx, paths); err != nil {
		return err
	}
	r.scanner.mu.Lock()
	r.scanner.folders = slices.Collect(maps.Keys(s.whole))
	r.scanner.mu.Unlock()
	gone, err := s.settle()
	if err != nil {
		r.notKept(err)
	}
	for _, f := range gone {
		r.scanner.tell(Forgotten{f.path})
	}
	r.mu.Lock()
	r.surveyed = true
	seen.Fresh = r.total
	r.mu.Unlock()
	for _, root := range r.scanner.Catalogue.Roots() {
		seen.Offline += root.Offline
	}
	r.scanner.tell(seen)
	if seen.Photos+seen.Offline == 0 {
		return ErrNoPhotos
	}
	return nil
}

// open reads a photo and makes it ready for the identity encoder. It returns nil
// where the photo is known by its content, or only goes with another.
func (r *round) open(ctx context.Context, j job) (*opened, error) {
	rec := newRecord(j.full, j.info, r.scanner.Catalogue.clock())
	file, err := load(ctx, r.memory.ahead, j.path)
	if err != nil {
		return nil, err
	}
	defer file.free()
	rec.key = file.key
	rec.tell(photo.ReadDetails(file.data))
	if with := r.scanner.Catalogue.goesWith(&rec, j.pictures); with != "" {
		r.keeper.add(r.scanner.Catalogue.learn(&rec)...)
		r.scanner.tell(Accompanied{j.path, with})
		return nil, nil //nolint:nilnil // there is nothing to look at, and nothing is wrong
	}
	if size, ok := r.sizeOf(file.key); ok {
		rec.pixels = size
		r.keeper.add(r.scanner.Catalogue.learn(&rec)...)
		r.scanner.tell(Looked{j.path, file.key, true})
		return nil, nil //nolint:nilnil // there is nothing to look at, and nothing is wrong
	}
	picture, size, err := file.reduced(ctx, r.finder.Photos, segment.AppearanceSide)
	if err != nil {
		return nil, err
	}
	rec.pixels = size
	return &opened{job: j, record: &rec, picture: picture, size: size}, nil
}

// appearanceShare is the part of what the budget leaves that a scan keeps appearances
// in. Features take twice as much for each photo and are made of the most promising.
const appearanceShare = 3

// spareRoom says how much of the room that is left a scan may take for appearances,
// which are there already and save a search that asks for them the encoder.
func (r *round) spareRoom() error {
	room, limited, err := r.finder.Cache.roomLeft()
	if !limited {
		room = math.MaxInt64
	}
	r.spare.Store(room / appearanceShare)
	return err
}

// sizeOf returns the size of the upright photo of a content, if that has been
// looked at.
func (r *round) sizeOf(key Key) (size image.Point, ok bool) {
	if made, ok := r.made.Load(key); ok {
		size, ok := made.(image.Point)
		return size, ok
	}
	if index := r.finder.Cache.Index(key); index != nil {
		return index.Photo, true
	}
	return image.Point{}, false
}

// look has the identity encoder look at a photo.
func (r *round) look(ctx context.Context, o *opened) error {
	a, whole, err := r.finder.appearance(ctx, o.picture, o.size)
	if err != nil {
		return err
	}
	stored, err := a.Index().MarshalBinary()
	if err != nil {
		return err
	}
	key := o.record.key
	made := append(r.scanner.Catalogue.learn(o.record), entry{indexKind, key, stored})
	if r.spare.Add(-int64(len(whole))) >= 0 {
		made = append(made, entry{appearanceKind, key, whole})
	}
	r.keeper.add(made...)
	r.made.Store(key, o.size)
	r.scanner.arrive(o.path)
	r.scanner.tell(Looked{Path: o.path, Key: key})
	return nil
}

// Due is what a scan would have to do.
type Due struct {
	Photos int // to look at, since they are new or have changed
	Gone   int // files to forget, since they are there no more
}

// Due walks the roots and says what a scan would have to do. It reads no photo and
// changes nothing.
func (s *Scanner) Due(ctx context.Context) (due Due, err error) {
	var paths []string
	for _, r := range s.Catalogue.Roots() {
		if !r.Away {
			paths = append(paths, r.Path)
		}
	}
	indexed, err := s.Finder.Cache.keys(ctx, indexKind)
	if err != nil {
		return Due{}, err
	}
	walk := &survey{
		catalogue: s.Catalogue,
		judge:     s.Finder.judge(),
		fresh:     func(string, string, fs.FileInfo) error { due.Photos++; return nil },
		known: func(_, _ string, _ fs.FileInfo, r *record) error {
			if _, ok := indexed[r.key]; !ok {
				due.Photos++
			}
			return nil
		},
		companion: func() error { return nil },
		undecided: func(string, string, fs.FileInfo, []string) error { due.Photos++; return nil },
		skipped:   func(string, string, fs.FileInfo, error, bool) error { return nil },
	}
	if err := walk.walk(ctx, paths); err != nil {
		return Due{}, err
	}
	due.Gone = len(walk.gone())
	return due, nil
}
