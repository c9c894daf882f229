package photo

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
)

// Companions says of each file which it is a companion of: it returns the position
// of the picture to look at in its place, or the file's own where it is none.
//
// A companion is a camera raw file of which there is a picture that [GroupMembers]
// shows in its stead, where the camera's clock or Apple's name for the photo says
// that both are of one moment. Where neither says anything the names alone do not
// make one: what is in the file may be in it only. A companion has no companions.
func Companions(members []Member) []int {
	of := make([]int, len(members))
	byStem := make(map[string][]int) // of which there is a camera raw file
	for i, m := range members {
		of[i] = i
		if NamedRAW(m.Path) {
			byStem[Stem(m.Path)] = nil
		}
	}
	if len(byStem) == 0 {
		return of
	}
	for i, m := range members {
		stem := Stem(m.Path)
		if same, ok := byStem[stem]; ok {
			byStem[stem] = append(same, i)
		}
	}
	for _, files := range byStem {
		slices.SortFunc(files, func(a, b int) int {
			x, y := members[a].Path, members[b].Path
			return cmp.Or(cmp.Compare(rank(x), rank(y)), strings.Compare(x, y))
		})
		for n, i := range files {
			if !NamedRAW(members[i].Path) {
				continue
			}
			shown := slices.IndexFunc(files[:n], func(j int) bool { return of[j] == j && oneMoment(members[j], members[i]) })
			if shown >= 0 {
				of[i] = files[shown]
			}
		}
	}
	return of
}

// oneMoment tells whether it is known of two files that they are of one moment.
func oneMoment(a, b Member) bool {
	x, y := a.Details, b.Details
	named := x.Live != "" && y.Live != ""
	timed := !x.Taken.IsZero() && !y.Taken.IsZero() && x.Zoned == y.Zoned
	return (named || timed) && samePhoto(a, b)
}

// NamedRAW reports whether a file has the name of a camera raw file.
func NamedRAW(path string) bool { return rank(path) == rankRAW }

// Stem returns a path without the extension: what the files of one photo share.
func Stem(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) }
