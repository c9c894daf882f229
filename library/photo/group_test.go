package photo_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"whereabouts/library/photo"
)

var morning = time.Date(2024, 6, 30, 9, 0, 0, 0, time.UTC)

// taken is a photo of one camera, seconds after the morning.
func taken(path string, seconds float64) photo.Member {
	return photo.Member{Path: filepath.FromSlash(path), Details: photo.Details{
		Camera: "Canon EOS R5", Taken: morning.Add(time.Duration(seconds * float64(time.Second))),
	}}
}

func file(path string) photo.Member { return photo.Member{Path: filepath.FromSlash(path)} }

// wantGroups fails unless the members fall into the groups, whose paths are
// separated by spaces; a burst begins with a plus.
func wantGroups(t *testing.T, members []photo.Member, want ...string) {
	t.Helper()
	var got []string
	for _, g := range photo.GroupMembers(members) {
		names := make([]string, len(g.Members))
		for i, m := range g.Members {
			names[i] = filepath.ToSlash(members[m].Path)
		}
		name := strings.Join(names, " ")
		if g.Burst {
			name = "+ " + name
		}
		got = append(got, name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n %s\nwant\n %s", strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
}

func TestLivePhotoAndItsFilmAreOne(t *testing.T) {
	wantGroups(t, []photo.Member{file("a/IMG_1.MOV"), file("a/IMG_1.HEIC"), file("b/IMG_1.MOV"), file("a/IMG_2.HEIC")},
		"a/IMG_1.HEIC a/IMG_1.MOV", "b/IMG_1.MOV", "a/IMG_2.HEIC")
}

func TestFilmOfAnotherLivePhotoIsApart(t *testing.T) {
	photoOf := func(path, live string) photo.Member {
		return photo.Member{Path: path, Details: photo.Details{Live: live}}
	}
	wantGroups(t, []photo.Member{photoOf("1.HEIC", "A"), photoOf("1.MOV", "B")}, "1.HEIC", "1.MOV")
	wantGroups(t, []photo.Member{photoOf("1.HEIC", "A"), photoOf("1.MOV", "A")}, "1.HEIC 1.MOV")
}

func TestJPEGIsShownOfRAWAndJPEG(t *testing.T) {
	wantGroups(t, []photo.Member{taken("a/DSC_1.NEF", 0), taken("a/DSC_1.JPG", 0), taken("a/DSC_3.NEF", 60), taken("a/DSC_3.heic", 60)},
		"a/DSC_1.JPG a/DSC_1.NEF", "a/DSC_3.heic a/DSC_3.NEF")
}

func TestSameNameAtAnotherTimeIsAnotherPhoto(t *testing.T) {
	wantGroups(t, []photo.Member{taken("a/IMG_1.JPG", 0), taken("a/IMG_1.CR2", 3600)}, "a/IMG_1.JPG", "a/IMG_1.CR2")
}

func TestPhotosInOneSecondWithFollowingNamesAreABurst(t *testing.T) {
	wantGroups(t, []photo.Member{
		taken("a/IMG_0011.JPG", 2), taken("a/IMG_0010.JPG", 1), taken("a/IMG_0009.JPG", 1), taken("a/IMG_0009.CR2", 1),
		taken("a/IMG_0012.JPG", 9), taken("a/IMG_0020.JPG", 9),
	}, "+ a/IMG_0009.JPG a/IMG_0009.CR2 a/IMG_0010.JPG a/IMG_0011.JPG", "a/IMG_0012.JPG", "a/IMG_0020.JPG")
}

func TestOtherPhotosAreNoBurst(t *testing.T) {
	other := taken("a/IMG_2.JPG", 0.5)
	other.Details.Camera = "Pixel"
	unknown := taken("a/IMG_2.JPG", 0.5)
	unknown.Details.Taken = time.Time{}
	first := taken("a/IMG_1.JPG", 0)
	for name, second := range map[string]photo.Member{
		"another folder":     taken("b/IMG_2.JPG", 0.5),
		"another name":       taken("a/DSC_2.JPG", 0.5),
		"another number":     taken("a/IMG_3.JPG", 0.5),
		"later":              taken("a/IMG_2.JPG", 1.5),
		"another camera":     other,
		"at an unknown time": unknown,
	} {
		if groups := photo.GroupMembers([]photo.Member{first, second}); len(groups) != 2 {
			t.Errorf("%s: %+v", name, groups)
		}
	}
}

func TestApplesBurstNeedsNoNumbers(t *testing.T) {
	burst := func(path string, seconds float64, name string) photo.Member {
		m := taken(path, seconds)
		m.Details.Burst = name
		return m
	}
	wantGroups(t, []photo.Member{burst("c.HEIC", 5, "B"), burst("x.HEIC", 2, "A"), burst("b.HEIC", 2.1, "B")},
		"+ b.HEIC c.HEIC", "x.HEIC")
}

func TestEveryFileIsInExactlyOneGroup(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		members := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) photo.Member {
			m := taken(fmt.Sprintf("%s/IMG_%d.%s",
				rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "folder"), rapid.IntRange(1, 5).Draw(rt, "number"),
				rapid.SampledFrom([]string{"JPG", "HEIC", "MOV", "CR2"}).Draw(rt, "kind")), rapid.Float64Range(0, 3).Draw(rt, "seconds"))
			m.Details.Camera = rapid.SampledFrom([]string{"", "X", "Y"}).Draw(rt, "camera")
			m.Details.Burst = rapid.SampledFrom([]string{"", "", "P"}).Draw(rt, "burst")
			return m
		}), 0, 20).Draw(rt, "members")
		seen := map[int]bool{}
		for _, g := range photo.GroupMembers(members) {
			for _, m := range g.Members {
				if seen[m] {
					rt.Fatalf("%d is in two groups", m)
				}
				seen[m] = true
				if filepath.Dir(members[m].Path) != filepath.Dir(members[g.Members[0]].Path) {
					rt.Fatalf("a group of two folders")
				}
			}
		}
		if len(seen) != len(members) {
			rt.Fatalf("%d of %d files are in groups", len(seen), len(members))
		}
	})
}

func wantCompanions(t *testing.T, members []photo.Member, want ...int) {
	t.Helper()
	if got := photo.Companions(members); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRAWIsCompanionOfThePictureOfItsMoment(t *testing.T) {
	wantCompanions(t, []photo.Member{taken("a/1.CR2", 0), taken("a/1.HEIC", 0), taken("a/1.JPG", 1), taken("b/1.JPG", 0), taken("a/2.CR2", 0)},
		2, 1, 2, 3, 4)
	wantCompanions(t, []photo.Member{taken("a/1.DNG", 0), taken("a/1.CR2", 0)}, 1, 1)
}

func TestFileWithoutTimeOrOfAnotherIsNoCompanion(t *testing.T) {
	wantCompanions(t, []photo.Member{file("a/1.CR2"), taken("a/1.JPG", 0)}, 0, 1)
	wantCompanions(t, []photo.Member{taken("a/1.CR2", 60), taken("a/1.JPG", 0)}, 0, 1)
	wantCompanions(t, []photo.Member{file("a/1.png"), file("a/1.JPG")}, 0, 1)
}

func TestEveryCompanionHasAPictureThatIsLookedAt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		members := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) photo.Member {
			m := file(fmt.Sprintf("%s/%d.%s", rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "folder"), rapid.IntRange(1, 2).Draw(rt, "number"),
				rapid.SampledFrom([]string{"JPG", "HEIC", "MOV", "CR2", "DNG"}).Draw(rt, "kind")))
			if rapid.Bool().Draw(rt, "timed") {
				m.Details = taken("", float64(rapid.IntRange(0, 4).Draw(rt, "seconds"))).Details
			}
			m.Details.Live = rapid.SampledFrom([]string{"", "", "P"}).Draw(rt, "live")
			return m
		}), 0, 12).Draw(rt, "members")
		of := photo.Companions(members)
		for i, picture := range of {
			switch {
			case picture == i:
			case of[picture] != picture:
				rt.Fatalf("%d goes with %d, which is not looked at itself", i, picture)
			case !photo.NamedRAW(members[i].Path):
				rt.Fatalf("%s is a companion", members[i].Path)
			case photo.Stem(members[i].Path) != photo.Stem(members[picture].Path):
				rt.Fatalf("%s goes with %s", members[i].Path, members[picture].Path)
			}
		}
	})
}
