package ui

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"whereabouts/library"
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
	words string // all of which a photo's name, folder or date has to contain; may be empty
	order order
}

// plain reports whether all photos are shown as they are met.
func (c choice) plain() bool { return strings.TrimSpace(c.words) == "" && c.order == byFolder }

// arrange returns the chosen ones of paths, which it leaves as they are, in order.
// Of a path only what comes below one of the folders is searched. What is known of files gives their dates; a photo of which nothing is known has
// none, and comes last.
func (c choice) arrange(paths, folders []string, known map[string]library.File) []string {
	words := strings.Fields(strings.ToLower(c.words))
	chosen := make([]string, 0, len(paths))
	for _, path := range paths {
		if matches(below(path, folders), known[path].Details.Taken, words) {
			chosen = append(chosen, path)
		}
	}
	taken := func(a, b string) int { return known[a].Details.Taken.Compare(known[b].Details.Taken) }
	switch c.order {
	case byFolder:
	case newestFirst:
		slices.SortStableFunc(chosen, func(a, b string) int { return taken(b, a) })
	case oldestFirst:
		slices.SortStableFunc(chosen, func(a, b string) int {
			return cmp.Or(undated(known[a], known[b]), taken(a, b))
		})
	case byName:
		slices.SortStableFunc(chosen, func(a, b string) int {
			return strings.Compare(strings.ToLower(filepath.Base(a)), strings.ToLower(filepath.Base(b)))
		})
	}
	return chosen
}

// undated puts a file without a date behind one that has one.
func undated(a, b library.File) int {
	switch without, other := a.Details.Taken.IsZero(), b.Details.Taken.IsZero(); {
	case without && !other:
		return 1
	case !without && other:
		return -1
	}
	return 0
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

// matches reports whether a photo's path or its date contains all words, which are
// in small letters.
func matches(path string, taken time.Time, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(path)
	if !taken.IsZero() {
		text += " " + strings.ToLower(taken.Format("2006-01-02 ")+date(taken))
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
