package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// aRelease is a release of 1.2.3 into a folder of the test, run in the repository's root.
func aRelease(t *testing.T) *release {
	t.Helper()
	t.Chdir("../..")
	return &release{version: "1.2.3", out: t.TempDir(), at: time.Unix(1_700_000_000, 0).UTC()}
}

func TestTheFlatpakIsOfTheArchiveThatIsReleased(t *testing.T) {
	r := aRelease(t)
	archive := r.file("whereabouts-1.2.3-linux-x86_64.tar.xz")
	if err := os.WriteFile(archive, []byte("archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.writeFlatpak(platforms[0], archive); err != nil {
		t.Fatal(err)
	}
	written := r.file("whereabouts-1.2.3-linux-x86_64.flatpak.yaml")
	data, err := os.ReadFile(written)
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		ID      string `yaml:"id"`
		Command string `yaml:"command"`
		Modules []struct {
			Commands []string `yaml:"build-commands"`
			Sources  []struct {
				Type   string   `yaml:"type"`
				Arches []string `yaml:"only-arches"`
				URL    string   `yaml:"url"`
				SHA256 string   `yaml:"sha256"`
			} `yaml:"sources"`
		} `yaml:"modules"`
	}
	if err := yaml.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.ID != appID || len(manifest.Modules) != 1 || len(manifest.Modules[0].Sources) != 1 {
		t.Fatalf("it is\n%s", data)
	}
	source := manifest.Modules[0].Sources[0]
	sum, err := hashOf(archive)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(source.URL, "/v1.2.3/"+filepath.Base(archive)) || source.SHA256 != sum || len(source.Arches) != 1 || source.Arches[0] != "x86_64" {
		t.Errorf("its source is %+v", source)
	}
	packed, err := r.linuxTree(contents{program: "whereabouts", manual: tree{{path: "man/man1/whereabouts.1.gz"}}, papers: tree{{path: "LICENSE"}}, files: []string{"encoder.onnx"}})
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string]bool{}
	for _, f := range packed {
		parts := strings.SplitN(f.path, "/", 3)
		folders[parts[0]], folders[parts[0]+"/"+parts[1]] = true, true
	}
	copied := map[string]bool{}
	for _, word := range strings.Fields(strings.Join(manifest.Modules[0].Commands, " ")) {
		if strings.HasPrefix(word, "share/") || word == "bin" || word == "lib" {
			copied[word] = true
			if !folders[word] {
				t.Errorf("it copies %s, which is not in the archive", word)
			}
		}
	}
	if !copied["bin"] || !copied["lib"] || !copied["share/applications"] || !copied["share/metainfo"] || !copied["share/icons"] {
		t.Errorf("it copies %v only", copied)
	}
	if _, err := exec.LookPath("flatpak-builder"); err != nil {
		t.Skip("flatpak-builder, which reads it, is not installed")
	}
	if said, err := exec.Command("flatpak-builder", "--show-manifest", written).CombinedOutput(); err != nil {
		t.Errorf("flatpak-builder refuses it: %v\n%s", err, said)
	}
}

func TestPropertyListsCanBeRead(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3, which reads them, is not installed")
	}
	r := aRelease(t)
	contents, err := r.macTree(contents{})
	if err != nil {
		t.Fatal(err)
	}
	info := r.file("Info.plist")
	if err := os.WriteFile(info, contents[0].data, 0o600); err != nil {
		t.Fatal(err)
	}
	const show = `import plistlib, sys
for path in sys.argv[1:]:
	with open(path, "rb") as f:
		print(plistlib.load(f))`
	out, err := exec.Command("python3", "-c", show, info, filepath.Join("assets", "package", "macos", "entitlements.plist")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	said := string(out)
	for _, want := range []string{"'CFBundleShortVersionString': '1.2.3'", "'CFBundleIdentifier': '" + appID + "'", "'CFBundleExecutable': 'whereabouts'", "'public.image'", "'public.folder'"} {
		if !strings.Contains(said, want) {
			t.Errorf("they lack %s:\n%s", want, said)
		}
	}
}

func TestPicturesThatStoresShowAreThere(t *testing.T) {
	r := aRelease(t)
	metainfo, err := r.filled("linux/metainfo.xml", "metainfo.xml", map[string]any{"Types": []string{"image/png"}})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for line := range strings.Lines(string(metainfo.data)) {
		if _, path, is := strings.Cut(line, "/v1.2.3/"); is {
			found++
			path, _, _ = strings.Cut(path, "<")
			if _, err := os.Stat(filepath.FromSlash(path)); err != nil {
				t.Error(err)
			}
		}
	}
	if found == 0 {
		t.Error("there are none")
	}
}
