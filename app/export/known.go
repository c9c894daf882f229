package export

import (
	"cmp"
	"slices"
	"strings"

	"whereabouts/library"
)

// Known gathers what is known of a concept: what a search finds and what the user
// accepted. It holds masks packed.
type Known struct {
	sure   float64
	photos []Photo
}

// NewKnown returns what gathers finds with a score of at least sure, 0..1, and accepted
// ones.
func NewKnown(sure float64) *Known { return &Known{sure: sure} }

// Add takes in what a search says of a photo. What was accepted is told by judged,
// which may be nil.
func (k *Known) Add(f library.Finding, judged *library.Judgements) {
	p := Photo{Path: f.Path, Key: f.Key}
	for _, in := range f.Instances {
		accepted, _ := judged.Judge(f.Key, in.Mask)
		if accepted || in.Score >= k.sure {
			p.Finds = append(p.Finds, Find{Mask: RLEOf(in.Mask).Mask, Score: in.Score, Accepted: accepted, Unsure: in.Unsure})
		}
	}
	if len(p.Finds) > 0 {
		k.photos = append(k.photos, p)
	}
}

// AddAccepted takes in, after all that a search said, the finds that were accepted and
// that the search did not find again. Files are those of the library; of accepted finds
// in none of them it returns the number.
func (k *Known) AddAccepted(judged *library.Judgements, files []library.File) (lost int) {
	at := make(map[library.Key][]int) // photos by content
	for i, p := range k.photos {
		at[p.Key] = append(at[p.Key], i)
	}
	paths := make(map[library.Key]string)
	for _, f := range files {
		if f.Skipped == nil && f.With == "" && (paths[f.Key] == "" || !f.Offline) {
			paths[f.Key] = f.Path
		}
	}
	for _, said := range judged.Accepted() {
		if len(at[said.Photo]) == 0 {
			if paths[said.Photo] == "" {
				lost++
				continue
			}
			at[said.Photo] = []int{len(k.photos)}
			k.photos = append(k.photos, Photo{Path: paths[said.Photo], Key: said.Photo})
		}
		for _, i := range at[said.Photo] {
			k.accept(&k.photos[i], said)
		}
	}
	return lost
}

// accept adds an accepted find to a photo that has none in its place.
func (k *Known) accept(p *Photo, said library.Judgement) {
	only := &library.Judgements{}
	only.Accept(said)
	for _, f := range p.Finds {
		if m, err := f.Mask(); err == nil {
			if accepted, _ := only.Judge(p.Key, m); accepted {
				return
			}
		}
	}
	p.Finds = append(p.Finds, Find{Mask: RLEOf(said.Mask).Mask, Score: 1, Accepted: true})
}

// Photos returns the photos by path, each with its finds, best first, and the files
// among files that go with it.
func (k *Known) Photos(files []library.File) []Photo {
	photos := slices.Clone(k.photos)
	AddCompanions(photos, files)
	for _, p := range photos {
		slices.SortStableFunc(p.Finds, func(a, b Find) int { return cmp.Compare(b.Score, a.Score) })
	}
	slices.SortStableFunc(photos, func(a, b Photo) int { return strings.Compare(a.Path, b.Path) })
	return photos
}

// AddCompanions tells each of photos the files among files that go with it and are there.
func AddCompanions(photos []Photo, files []library.File) {
	with := make(map[string][]string)
	for _, f := range files {
		if f.With != "" && !f.Offline {
			with[f.With] = append(with[f.With], f.Path)
		}
	}
	for i := range photos {
		photos[i].With = with[photos[i].Path]
	}
}
