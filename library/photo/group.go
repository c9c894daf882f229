package photo

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// burstGap is the longest time between two photos of a burst.
const burstGap = time.Second

// pairGap is how far the times of two versions of one photo may lie apart.
const pairGap = 2 * time.Second

// A Member is a file that may belong with others: a photo, or the film that a
// phone took with it.
type Member struct {
	Path    string
	Details Details // as far as they are known
}

// A Group is files of one moment.
type Group struct {
	// Members are the positions in what was grouped of the files that belong
	// together. The first is the one to show and to search.
	Members []int

	// Burst says that the members are several photos, taken one right after another,
	// and not one photo in several files. The others of a burst are worth searching
	// too.
	Burst bool
}

// GroupMembers puts files together that belong together, in the order of the first
// of each group. Every file is in exactly one group.
//
// Files of one folder whose names differ in the extension alone are one photo: a
// camera raw file and the JPEG taken with it, a Live Photo and its film. Of these
// the JPEG is shown and searched, for the camera made it with care and at full
// size, then HEIC and other pictures, then the preview in a camera raw file; a film
// is never. They are left apart if their cameras' clocks or Apple's names for them
// say that they are not one.
//
// Photos of one folder and camera are a burst if Apple's camera says so, or if each
// was taken within a second of the one before and their names count up by one. Of
// these the first is shown. A time alone makes no burst.
func GroupMembers(members []Member) []Group {
	shots := shotsOf(members)
	runs := runsOf(members, shots)
	groups := make([]Group, len(runs))
	for i, run := range runs {
		groups[i].Burst = len(run) > 1
		for _, shot := range run {
			groups[i].Members = append(groups[i].Members, shots[shot]...)
		}
	}
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Compare(slices.Min(a.Members), slices.Min(b.Members)) })
	return groups
}

// shotsOf puts the files of one photo together, the one to show first.
func shotsOf(members []Member) (shots [][]int) {
	byStem := make(map[string][]int) // shots of a stem
	for i, m := range members {
		stem := Stem(m.Path)
		joined := false
		for _, shot := range byStem[stem] {
			if !slices.ContainsFunc(shots[shot], func(other int) bool { return !samePhoto(members[other], m) }) {
				shots[shot] = append(shots[shot], i)
				joined = true
				break
			}
		}
		if !joined {
			byStem[stem] = append(byStem[stem], len(shots))
			shots = append(shots, []int{i})
		}
	}
	for _, shot := range shots {
		slices.SortStableFunc(shot, func(a, b int) int { return cmp.Compare(rank(members[a].Path), rank(members[b].Path)) })
	}
	return shots
}

// samePhoto tells whether two files with the same stem can be one photo.
func samePhoto(a, b Member) bool {
	if a.Details.Live != "" && b.Details.Live != "" {
		return a.Details.Live == b.Details.Live
	}
	if a.Details.Taken.IsZero() || b.Details.Taken.IsZero() || a.Details.Zoned != b.Details.Zoned {
		return true
	}
	return a.Details.Taken.Sub(b.Details.Taken).Abs() <= pairGap
}

// rankRAW is the rank of camera raw files.
const rankRAW = 2

// rank orders the files of one photo by how good they are to show.
func rank(path string) int {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".jpg", ".jpeg", ".jpe", ".jfif":
		return 0
	case ".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2":
		return rankRAW
	case ".mov", ".mp4", ".m4v":
		return 3
	}
	return 1
}

// runsOf puts shots into bursts, in the order in which they were taken. A shot that
// is in no burst is one of its own.
func runsOf(members []Member, shots [][]int) (runs [][]int) {
	shown := func(shot int) Member { return members[shots[shot][0]] }
	order, folders := make([]int, len(shots)), make([]string, len(shots))
	for i := range order {
		order[i], folders[i] = i, filepath.Dir(shown(i).Path)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := shown(a), shown(b)
		return cmp.Or(
			cmp.Compare(folders[a], folders[b]),
			cmp.Compare(x.Details.Camera, y.Details.Camera),
			cmp.Compare(x.Details.Burst, y.Details.Burst),
			x.Details.Taken.Compare(y.Details.Taken),
			compareNames(x.Path, y.Path),
		)
	})
	for i, shot := range order {
		if i > 0 && follows(shown(order[i-1]), shown(shot)) {
			last := len(runs) - 1
			runs[last] = append(runs[last], shot)
			continue
		}
		runs = append(runs, []int{shot})
	}
	return runs
}

// follows tells whether photo b belongs to the burst of photo a.
func follows(a, b Member) bool {
	if filepath.Dir(a.Path) != filepath.Dir(b.Path) || a.Details.Camera != b.Details.Camera {
		return false
	}
	if a.Details.Burst != "" || b.Details.Burst != "" {
		return a.Details.Burst == b.Details.Burst
	}
	if a.Details.Camera == "" || a.Details.Taken.IsZero() || a.Details.Zoned != b.Details.Zoned {
		return false
	}
	prefix, n, ok := numbered(a.Path)
	next, m, also := numbered(b.Path)
	return ok && also && prefix == next && m == n+1 && b.Details.Taken.Sub(a.Details.Taken) <= burstGap
}

// compareNames orders names that count up by their number.
func compareNames(a, b string) int {
	prefix, n, ok := numbered(a)
	other, m, also := numbered(b)
	if ok && also && prefix == other {
		return cmp.Compare(n, m)
	}
	return cmp.Compare(a, b)
}

// numbered splits a name such as IMG_1234.JPG into what is before its number and
// the number.
func numbered(path string) (prefix string, n int, ok bool) {
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	prefix = strings.TrimRight(stem, "0123456789")
	n, err := strconv.Atoi(stem[len(prefix):])
	return prefix, n, err == nil
}
