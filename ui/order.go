package ui

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"whereabouts/library"
	"whereabouts/library/photo"
)

// An order is how the photos of a library are sorted.
type order int

const (
	byFolder order = iota // as they are met on disk
	newestFirst
	oldestFirst
	byName
)

// orders are how the orders are called, in their sequence.
func orders() []string {
	return []string{tr("By folder"), tr("Newest first"), tr("Oldest first"), tr("By name")}
}

// A choice says which photos of a library are shown and in what order.
type choice struct {
	words string // all of which a photo's name, folder, date or place has to contain; may be empty
	order order
}

// plain reports whether all photos are shown.
func (c choice) plain() bool { return strings.TrimSpace(c.words) == "" }

// An arrangement is photos in order, in sections.
type arrangement struct {
	paths    []string
	sections []section
}

// A placing is a photo and what its place in an arrangement depends on.
type placing struct {
	path, folder, name string
	taken              time.Time
	day                int // of the calendar, 0 where it is not known
}

// arrange returns the chosen ones of paths, which it leaves as they are, in order. Of a
// path only what comes below one of the folders is searched. What is known of files
// gives their dates, and with towns their places; a photo of which nothing is known has
// no date, and comes last. Towns may be nil.
func (c choice) arrange(paths, folders []string, known map[string]library.File, towns towns) arrangement {
	words := strings.Fields(strings.ToLower(c.words))
	chosen := make([]placing, 0, len(paths))
	for _, path := range paths {
		details := known[path].Details
		if matches(below(path, folders), details, towns, words) {
			folder, name := filepath.Split(path)
			chosen = append(chosen, placing{path, folder, name, details.Taken, dayOf(details.Taken)})
		}
	}
	slices.SortStableFunc(chosen, c.compare)
	a := arrangement{paths: make([]string, len(chosen))}
	for i, p := range chosen {
		a.paths[i] = p.path
	}
	if c.order != byName {
		a.sections = c.group(chosen, folders)
	}
	return a
}

// compare says which of two photos comes first.
func (c choice) compare(a, b placing) int {
	switch c.order {
	case newestFirst:
		return cmp.Or(cmp.Compare(b.day, a.day), b.taken.Compare(a.taken))
	case oldestFirst:
		return cmp.Or(undated(a, b), cmp.Compare(a.day, b.day), a.taken.Compare(b.taken))
	case byName:
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	case byFolder:
	}
	return cmp.Or(strings.Compare(a.folder, b.folder), strings.Compare(a.name, b.name))
}

// undated puts a photo without a date behind one that has one.
func undated(a, b placing) int {
	switch {
	case a.day == 0 && b.day != 0:
		return 1
	case a.day != 0 && b.day == 0:
		return -1
	}
	return 0
}

// dayOf numbers the days of the calendar in their sequence.
func dayOf(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	year, month, day := t.Date()
	return (year*100+int(month))*100 + day
}

// group puts photos in order into sections: one a folder, or one a day.
func (c choice) group(photos []placing, folders []string) (sections []section) {
	apart := func(a, b placing) bool { return a.day != b.day }
	title := func(p placing) string {
		if p.day == 0 {
			return tr("No date yet")
		}
		return date(p.taken)
	}
	if c.order == byFolder {
		apart = func(a, b placing) bool { return a.folder != b.folder }
		title = func(p placing) string { return nameOfFolder(p.folder, folders) }
	}
	for first := 0; first < len(photos); {
		end := first + 1
		for end < len(photos) && !apart(photos[first], photos[end]) {
			end++
		}
		sections = append(sections, section{title(photos[first]) + " · " + trn("{{.Count}} photos", end-first), first})
		first = end
	}
	return sections
}

// nameOfFolder names a folder as it lies in one of the library's.
func nameOfFolder(folder string, folders []string) string {
	folder = filepath.Clean(folder)
	for _, root := range folders {
		if inside, err := filepath.Rel(root, folder); err == nil && filepath.IsLocal(inside) {
			return filepath.Join(filepath.Base(root), inside)
		}
	}
	return filepath.Base(folder)
}

// below returns the part of a path below that of folders in which it lies.
func below(path string, folders []string) string {
	for _, folder := range folders {
		if rest, ok := strings.CutPrefix(path, folder); ok && rest != "" {
			return rest
		}
	}
	return path
}

// matches reports whether a photo's path, its date or its place contains all words,
// which are in small letters.
func matches(path string, d photo.Details, towns towns, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(path)
	if !d.Taken.IsZero() {
		text += " " + strings.ToLower(d.Taken.Format("2006-01-02 ")+date(d.Taken))
	}
	if d.HasPlace && towns != nil {
		text += " " + towns.words(d.Place)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// filesByPath returns what is known of files by where they are.
func filesByPath(files []library.File) map[string]library.File {
	known := make(map[string]library.File, len(files))
	for _, f := range files {
		known[f.Path] = f
	}
	return known
}
