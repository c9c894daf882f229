package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestOnlyTheFirstArgumentIsTheAppImages(t *testing.T) {
	for line, want := range map[string]request{
		"":                                    {},
		"find --photo x":                      {arguments: []string{"find", "--photo", "x"}},
		"find --appimage-help":                {arguments: []string{"find", "--appimage-help"}},
		"--appimage":                          {arguments: []string{"--appimage"}},
		"--appimage-extract":                  {job: jobExtract},
		"--appimage-extract usr/*":            {job: jobExtract, pattern: "usr/*"},
		"--appimage-mount":                    {job: jobMount},
		"--appimage-offset":                   {job: jobOffset},
		"--appimage-version":                  {job: jobVersion},
		"--appimage-help":                     {job: jobHelp},
		"--appimage-extract-and-run":          {how: byExtraction},
		"--appimage-extract-and-run find a b": {how: byExtraction, arguments: []string{"find", "a", "b"}},
	} {
		for _, extracting := range []bool{false, true} {
			want := want
			if want.how == "" {
				want.how = byMount
			}
			if extracting {
				want.how = byExtraction
			}
			got, err := parse(strings.Fields(line), extracting)
			if want.job != jobRun {
				got.arguments = nil // which nobody looks at
			}
			if len(got.arguments) == 0 {
				got.arguments = nil
			}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%q: %+v, %v", line, got, err)
			}
		}
	}
}

func TestArgumentsThatNoAppImageKnowsAreRefused(t *testing.T) {
	for _, line := range []string{"--appimage-portable-home", "--appimage-", "--appimage-help x", "--appimage-extract a b"} {
		if r, err := parse(strings.Fields(line), false); err == nil || !strings.Contains(err.Error(), "--appimage-help") {
			t.Errorf("%q: %+v, %v", line, r, err)
		}
	}
}

func TestTheProgramIsToldOfItsAppImage(t *testing.T) {
	got := environment([]string{"A=1", "APPDIR=/old", "APPIMAGE=", "APPIMAGES=2", "OWD=x"}, "/m", "/w.AppImage", "./w", "/home")
	slices.Sort(got)
	if want := []string{"A=1", "APPDIR=/m", "APPIMAGE=/w.AppImage", "APPIMAGES=2", "ARGV0=./w", "OWD=/home"}; !slices.Equal(got, want) {
		t.Errorf("it is told %q", got)
	}
}
