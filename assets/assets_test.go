package assets

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestTheBuiltInManifestIsValid(t *testing.T) {
	if _, err := LoadManifest(); err != nil {
		t.Fatal(err)
	}
}

func TestEverySupportedPlatformHasAllItNeeds(t *testing.T) {
	m, err := LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		goos, goarch string
		runtime      string
		companions   []string
	}{
		{"linux", "amd64", "libonnxruntime.so.1", nil},
		{"linux", "arm64", "libonnxruntime.so.1", nil},
		{"windows", "amd64", "onnxruntime.dll", []string{"DirectML.dll", "dxcompiler.dll", "dxil.dll"}},
		{"windows", "arm64", "onnxruntime.dll", []string{"DirectML.dll", "dxcompiler.dll", "dxil.dll"}},
		{"darwin", "arm64", "libonnxruntime.1.30.0.dylib", nil},
	}
	for _, tt := range tests {
		t.Run(tt.goos+"/"+tt.goarch, func(t *testing.T) {
			files, err := m.FilesFor(tt.goos, tt.goarch)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]Role{
				"encoder.onnx": RoleEncoder,
				"decoder.onnx": RoleDecoder,
				tt.runtime:     RoleRuntime,
			}
			for _, c := range tt.companions {
				want[c] = RoleRuntimeCompanion
			}
			for _, f := range files {
				if want[f.Name] != f.Role {
					t.Errorf("%s has the role %q, want %q", f.Name, f.Role, want[f.Name])
				}
				delete(want, f.Name)
			}
			for name := range want {
				t.Errorf("%s is missing", name)
			}
		})
	}
}

func TestNoTwoPlatformsShareARuntime(t *testing.T) {
	m, err := LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	owner := map[string]string{}
	for _, f := range m.Files {
		if other, ok := owner[f.SHA256]; ok {
			t.Errorf("%s for %s has the hash of the one for %s", f.Name, f.platform(), other)
		}
		owner[f.SHA256] = f.platform()
	}
}

func TestAPlatformWithoutARuntimeIsRefusedByName(t *testing.T) {
	m, err := LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, platform := range []string{"darwin/amd64", "freebsd/amd64", "linux/386"} {
		goos, goarch, _ := strings.Cut(platform, "/")
		_, err := m.FilesFor(goos, goarch)
		if !errors.Is(err, ErrUnsupportedPlatform) {
			t.Errorf("%s: got %v, want ErrUnsupportedPlatform", platform, err)
			continue
		}
		if !strings.Contains(err.Error(), platform) {
			t.Errorf("%q does not name %s", err, platform)
		}
	}
}

func TestParsingIsStrict(t *testing.T) {
	for name, edit := range map[string]func(string) string{
		"unknown field":   func(s string) string { return strings.Replace(s, `"licence"`, `"license"`, 1) },
		"trailing data":   func(s string) string { return s + "{}" },
		"trailing rubble": func(s string) string { return s + "}" },
		"cut short":       func(s string) string { return s[:len(s)/2] },
		"empty":           func(string) string { return "" },
		"null":            func(string) string { return "null" },
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseManifest([]byte(edit(string(manifestJSON)))); err == nil {
				t.Error("it was accepted")
			}
		})
	}
}

func TestAnInconsistentManifestIsRefused(t *testing.T) {
	tests := []struct {
		name string
		edit func(*Manifest)
		says string
	}{
		{"package twice", func(m *Manifest) { m.Packages = append(m.Packages, m.Packages[0]) }, "listed twice"},
		{"package that is an option", func(m *Manifest) { m.Packages[0].Name = "--global" }, "option"},
		{"package without a licence", func(m *Manifest) { m.Packages[0].Licence = "" }, "licence"},
		{"archive name with a folder", func(m *Manifest) { m.Packages[0].File = "../x.tgz" }, "plain file name"},
		{"unlisted package", func(m *Manifest) { m.Files[0].Package = "other" }, "not listed"},
		{"file name with a folder", func(m *Manifest) { m.Files[0].Name = "a/b" }, "plain file name"},
		{"file name with a drive", func(m *Manifest) { m.Files[0].Name = "c:x" }, "plain file name"},
		{"file name that goes up", func(m *Manifest) { m.Files[0].Name = ".." }, "plain file name"},
		{"path that goes up", func(m *Manifest) { m.Files[0].Path = "../x" }, "inside an archive"},
		{"absolute path", func(m *Manifest) { m.Files[0].Path = "/x" }, "inside an archive"},
		{"no size", func(m *Manifest) { m.Files[0].Size = 0 }, "size"},
		{"short hash", func(m *Manifest) { m.Files[0].SHA256 = "abcd" }, "SHA-256"},
		{"upper-case hash", func(m *Manifest) { m.Files[0].SHA256 = strings.ToUpper(m.Files[0].SHA256) }, "SHA-256"},
		{"unknown role", func(m *Manifest) { m.Files[0].Role = "poet" }, "unknown role"},
		{"model for one platform", func(m *Manifest) { m.Files[0].OS = "linux" }, "all platforms"},
		{"runtime for all platforms", func(m *Manifest) { m.Files[2].OS = "" }, "one platform"},
		{"no encoder", func(m *Manifest) { m.Files = m.Files[1:] }, "encoder"},
		{"two decoders", func(m *Manifest) { m.Files[0].Role = RoleDecoder }, "encoder"},
		{"companions without a runtime", func(m *Manifest) { m.Files[2].Role = RoleRuntimeCompanion }, "0 runtimes"},
		{"same name but for case", func(m *Manifest) {
			f := m.Files[0]
			f.Name = strings.ToUpper(f.Name)
			m.Files = append(m.Files, f)
		}, "listed twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := LoadManifest()
			if err != nil {
				t.Fatal(err)
			}
			tt.edit(&m)
			err = m.Validate()
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want an error that says %q", err, tt.says)
			}
		})
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add(manifestJSON)
	f.Add([]byte(`{"packages":[],"files":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ParseManifest(data)
		if err != nil {
			return
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseManifest(again); err != nil {
			t.Errorf("a manifest that was accepted is refused once written out: %v", err)
		}
		for _, file := range m.Files {
			if strings.ContainsAny(file.Name, `/\`) || file.Size <= 0 || len(file.SHA256) != 64 {
				t.Errorf("accepted %+v", file)
			}
		}
	})
}
