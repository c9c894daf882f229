package main

import (
	"bytes"
	"encoding/binary"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/disintegration/imaging"
	"pgregory.net/rapid"

	"whereabouts/assets"
)

func TestArchivesDependOnTheirFilesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c]/[a-c]/[a-z]{1,3}`), 1, 8, rapid.ID[string]).Draw(t, "names")
		var files tree
		for _, name := range names {
			files = append(files, file{path: name, mode: 0o644, data: []byte(name)})
		}
		var one, other bytes.Buffer
		at := time.Unix(1_700_000_000, 0)
		if err := files.in("top").tar(&one, at); err != nil {
			t.Fatal(err)
		}
		shuffled := rapid.Permutation(files).Draw(t, "shuffled")
		if err := shuffled.in("top").tar(&other, at); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one.Bytes(), other.Bytes()) {
			t.Fatal("the order of files changes the archive")
		}
	})
}

func TestTheIconForWindowsHasEverySize(t *testing.T) {
	data, err := ico()
	if err != nil {
		t.Fatal(err)
	}
	if n := int(binary.LittleEndian.Uint16(data[4:])); n != len(icoSizes) {
		t.Fatalf("it has %d pictures", n)
	}
	for i, side := range icoSizes {
		e := data[6+16*i:]
		size, offset := binary.LittleEndian.Uint32(e[8:]), binary.LittleEndian.Uint32(e[12:])
		picture, err := png.DecodeConfig(bytes.NewReader(data[offset : offset+size]))
		if err != nil || picture.Width != side || int(e[0]) != side%256 {
			t.Errorf("picture %d is %d wide and said to be %d: %v", i, picture.Width, e[0], err)
		}
	}
}

func TestIconsAreNotBlank(t *testing.T) {
	for _, side := range iconSizes {
		data, err := icon(side)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := imaging.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		_, _, _, corner := picture.At(0, 0).RGBA()
		_, _, _, middle := picture.At(side/2, side/2).RGBA()
		if picture.Bounds().Dx() != side || corner == 0xffff || middle != 0xffff {
			t.Errorf("the icon of %d has the size %v, and is %d opaque in a corner and %d in the middle", side, picture.Bounds(), corner, middle)
		}
	}
}

func TestACutGivesWhatIsUnreleasedItsVersion(t *testing.T) {
	const before = "# Changelog\n\n## Unreleased\n\n- New.\n\n## 1.0.0 (2026-01-02)\n\n- Old.\n"
	day := time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)
	after, err := cut(before, "1.1.0", day)
	if err != nil {
		t.Fatal(err)
	}
	if want := "# Changelog\n\n## Unreleased\n\n## 1.1.0 (2026-02-03)\n\n- New.\n\n## 1.0.0 (2026-01-02)\n\n- Old.\n"; after != want {
		t.Errorf("it is %q", after)
	}
	if notes, ok := section(after, "## 1.1.0"); !ok || notes != "- New." {
		t.Errorf("its notes are %q", notes)
	}
	for why, again := range map[string]string{"1.2.0": "there is nothing new", "1.1.0": "the version is there"} {
		if _, err := cut(after, why, day); err == nil {
			t.Errorf("it is cut again as %s though %s", why, again)
		}
	}
}

func TestVersionsOfNoReleaseAreRefused(t *testing.T) {
	for version, fine := range map[string]bool{
		"1.2.3": true, "1.2.3-rc.1": true, "": false, "development": false, "1.2": false, "v1.2.3": false, "1.2.3/..": false, "1.2.3 ": false,
	} {
		r := release{version: version, changed: true, out: t.TempDir()}
		if err := r.prepare(t.Context()); (err == nil) != fine {
			t.Errorf("%q: %v", version, err)
		}
	}
}

func TestTheLicencesOfTheRuntimeAreThoseOfItsVersion(t *testing.T) {
	manifest, err := assets.LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := manifest.Package("onnxruntime-node"); !ok || !strings.HasPrefix(wheel, "onnxruntime-"+p.Version+"-") {
		t.Errorf("the library is %s, and the licences are those in %s", p.Version, wheel)
	}
}

func TestPlatformsThatAreNotKnownAreRefused(t *testing.T) {
	if _, err := choosePlatforms([]string{"plan9/mips"}); err == nil || !strings.Contains(err.Error(), "linux/amd64") {
		t.Errorf("the error is %v", err)
	}
}
