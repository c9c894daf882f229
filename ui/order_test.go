package ui

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/library"
	"whereabouts/library/photo"
)

func taken(path string, year int, month time.Month, day int) library.File {
	return library.File{Path: path, Details: photo.Details{Taken: time.Date(year, month, day, 12, 0, 0, 0, time.UTC)}}
}

func TestPhotosAreSearchedByNameFolderAndDate(t *testing.T) {
	paths := []string{"/photos/Lisbon/B.jpg", "/photos/home/a.jpg", "/photos/home/new.jpg"}
	known := filesByPath([]library.File{taken(paths[0], 2024, time.May, 3), taken(paths[1], 2023, time.May, 4)})
	for _, c := range []struct {
		choice choice
		want   string
	}{
		{choice{}, "B.jpg a.jpg new.jpg"},
		{choice{words: "lisbon"}, "B.jpg"},
		{choice{words: "home NEW"}, "new.jpg"},
		{choice{words: "photos"}, ""},
		{choice{words: "may"}, "B.jpg a.jpg"},
		{choice{words: "3 may 2024"}, "B.jpg"},
		{choice{words: "2023-05"}, "a.jpg"},
		{choice{words: "nowhere"}, ""},
		{choice{order: newestFirst}, "B.jpg a.jpg new.jpg"},
		{choice{order: oldestFirst}, "a.jpg B.jpg new.jpg"},
		{choice{order: byName}, "a.jpg B.jpg new.jpg"},
	} {
		var got []string
		for _, path := range c.choice.arrange(paths, []string{"/photos"}, known, nil).paths {
			got = append(got, filepath.Base(path))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v gives %q, want %q", c.choice, got, c.want)
		}
	}
}

func TestPhotosAreSearchedByTownAndCountry(t *testing.T) {
	paths := []string{"/p/a.jpg", "/p/b.jpg", "/p/c.jpg"}
	at := func(path string, latitude, longitude float64) library.File {
		return library.File{Path: path, Details: photo.Details{HasPlace: true, Place: photo.Place{Latitude: latitude, Longitude: longitude}}}
	}
	known := filesByPath([]library.File{at(paths[0], 38.7223, -9.1393), at(paths[1], 52.52, 13.405)})
	towns := newWorldTowns()
	for words, want := range map[string][]string{
		"lisbon": {"a.jpg"}, "Lissabon": {"a.jpg"}, "里斯本": {"a.jpg"}, "portugal a": {"a.jpg"}, "Berlin": {"b.jpg"}, "atlantis": nil,
	} {
		for range 2 { // the second time it is remembered
			if got := bases(choice{words: words}.arrange(paths, []string{"/p"}, known, towns).paths); !slices.Equal(got, want) {
				t.Errorf("%s finds %q, not %q", words, got, want)
			}
		}
	}
	if got := towns.name(photo.Place{Latitude: -40, Longitude: -120}); got != "" {
		t.Errorf("a place at sea is called %q", got)
	}
}

func TestEveryOrderShowsEveryPhotoOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOfDistinct(rapid.StringMatching("/[ab]/[a-dA-D]{1,3}"), rapid.ID[string]).Draw(t, "paths")
		var files []library.File
		for _, path := range paths {
			if rapid.Bool().Draw(t, "known") {
				files = append(files, taken(path, rapid.IntRange(2000, 2003).Draw(t, "year"), time.May, 1))
			}
		}
		before := slices.Clone(paths)
		c := choice{order: order(rapid.IntRange(0, int(byName)).Draw(t, "order"))}
		got := c.arrange(paths, nil, filesByPath(files), nil).paths
		if !slices.Equal(paths, before) {
			t.Fatal("the photos that are listed were sorted themselves")
		}
		slices.Sort(got)
		slices.Sort(before)
		if !slices.Equal(got, before) {
			t.Fatalf("%q of %q", got, before)
		}
	})
}

// simulated returns what is known of a library of n photos that is not on disk.
func simulated(n int) (paths []string, files []library.File) {
	for i := range n {
		path := fmt.Sprintf("/photos/%04d/IMG_%06d.jpg", i/500, i)
		paths = append(paths, path)
		files = append(files, taken(path, 2000+i%25, time.Month(1+i%12), 1+i%28))
	}
	return paths, files
}

func BenchmarkArranging100000Photos(b *testing.B) {
	paths, files := simulated(100_000)
	known := filesByPath(files)
	for b.Loop() {
		choice{words: "may img", order: newestFirst}.arrange(paths, []string{"/photos"}, known, nil)
	}
}
