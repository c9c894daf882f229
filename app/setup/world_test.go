package setup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"whereabouts/assets"
)

// A world is a manifest of small files, the archives they come in, an npm
// that serves those, and an empty folder to install in.
type world struct {
	manifest assets.Manifest
	options  Options
	content  map[string][]byte // of the manifest's files, by installed name
	archives string            // folder the fake npm serves from
	log      string            // what the fake npm was asked for
}

type entry struct {
	name string
	body []byte
	kind byte
}

const (
	modelArchive   = "tinymodel-1.0.0.tgz"
	runtimeArchive = "tinyruntime-2.0.0.tgz"
)

func newWorld(t *testing.T) *world {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	w := &world{
		options: Options{
			Dir: filepath.Join(root, "models"), Beside: []string{},
			GOOS: "linux", GOARCH: "amd64", Npm: exe,
		},
		archives: filepath.Join(root, "archives"),
		log:      filepath.Join(root, "npm-calls"),
		content: map[string][]byte{
			"encoder.onnx": noise(1, 700_000),
			"decoder.onnx": noise(2, 5_000),
			"librt.so":     noise(3, 600_000),
			"libextra.so":  noise(4, 10),
		},
	}
	if err := os.Mkdir(w.archives, 0o755); err != nil {
		t.Fatal(err)
	}
	w.manifest.Files = []assets.File{
		{Name: "encoder.onnx", Role: assets.RoleEncoder, Package: "tinymodel", Path: "package/dist/encoder.onnx"},
		{Name: "decoder.onnx", Role: assets.RoleDecoder, Package: "tinymodel", Path: "package/dist/sam.onnx"},
		{Name: "librt.so", Role: assets.RoleRuntime, OS: "linux", Arch: "amd64", Package: "tinyruntime", Path: "package/bin/librt.so"},
		{Name: "libextra.so", Role: assets.RoleRuntimeCompanion, OS: "linux", Arch: "amd64", Package: "tinyruntime", Path: "package/bin/libextra.so"},
		{Name: "rt.dll", Role: assets.RoleRuntime, OS: "windows", Arch: "amd64", Package: "tinyruntime", Path: "package/bin/rt.dll"},
	}
	w.content["rt.dll"] = noise(5, 2_000)
	for i, f := range w.manifest.Files {
		w.manifest.Files[i].Size = int64(len(w.content[f.Name]))
		w.manifest.Files[i].SHA256 = sum(w.content[f.Name])
	}
	w.publish(t, "tinymodel", "1.0.0", w.members("tinymodel"))
	w.publish(t, "tinyruntime", "2.0.0", w.members("tinyruntime"))
	if err := w.manifest.Validate(); err != nil {
		t.Fatal(err)
	}
	w.npm(t, "serve")
	return w
}

// members lists what a package's archive holds when all is well.
func (w *world) members(pkg string) []entry {
	entries := []entry{{name: "package/package.json", body: []byte("{}")}}
	for _, f := range w.manifest.Files {
		if f.Package == pkg {
			entries = append(entries, entry{name: f.Path, body: w.content[f.Name]})
		}
	}
	return append(entries, entry{name: "package/README.md", body: noise(9, 50_000)})
}

// publish writes a package's archive and enters it in the manifest.
func (w *world) publish(t *testing.T, name, version string, entries []entry) {
	t.Helper()
	data := pack(t, entries)
	p := assets.Package{
		Name: name, Version: version, File: name + "-" + version + ".tgz",
		Size: int64(len(data)), SHA256: sum(data), Licence: "MIT", Source: "here",
	}
	write(t, filepath.Join(w.archives, p.File), data)
	same := func(q assets.Package) bool { return q.Name == name }
	w.manifest.Packages = append(slices.DeleteFunc(w.manifest.Packages, same), p)
}

// npm sets what the fake npm does from here on.
func (w *world) npm(t *testing.T, mode string) {
	t.Setenv("SETUP_TEST_NPM", mode)
	t.Setenv("SETUP_TEST_ARCHIVES", w.archives)
	t.Setenv("SETUP_TEST_LOG", w.log)
	t.Setenv("GORACE", "atexit_sleep_ms=0") // else each process that the race detector watches ends a second late
}

// calls lists the packages the fake npm was asked for.
func (w *world) calls(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(w.log)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Fields(string(data))
}

func (w *world) archive(name string) string { return filepath.Join(w.archives, name) }

func (w *world) work() string { return filepath.Join(w.options.Dir, workName) }

// install runs setup, which must succeed and leave everything in order.
func (w *world) install(t *testing.T) Installed {
	t.Helper()
	in, err := Run(t.Context(), w.manifest, w.options)
	if err != nil {
		t.Fatal(err)
	}
	w.checkInstalled(t, in, w.options.Dir)
	w.checkTidy(t)
	return in
}

func (w *world) checkInstalled(t *testing.T, in Installed, dir string) {
	t.Helper()
	want := Installed{
		Model: Model{
			Encoder: filepath.Join(dir, "encoder.onnx"), EncoderSHA256: sum(w.content["encoder.onnx"]),
			Decoder: filepath.Join(dir, "decoder.onnx"), DecoderSHA256: sum(w.content["decoder.onnx"]),
		},
		Runtime: filepath.Join(dir, "librt.so"), RuntimeSHA256: sum(w.content["librt.so"]),
		Companions: []string{filepath.Join(dir, "libextra.so")},
	}
	if in.Model != want.Model || in.Runtime != want.Runtime || in.RuntimeSHA256 != want.RuntimeSHA256 ||
		!slices.Equal(in.Companions, want.Companions) {
		t.Errorf("got %+v, want %+v", in, want)
	}
	for _, path := range append([]string{in.Encoder, in.Decoder, in.Runtime}, in.Companions...) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, w.content[filepath.Base(path)]) {
			t.Errorf("%s has other content than was published", path)
		}
	}
}

// checkTidy fails where anything but the lock is left in the work folder.
func (w *world) checkTidy(t *testing.T) {
	t.Helper()
	for _, name := range names(t, w.work()) {
		if name != lockName {
			t.Errorf("%s is left behind", name)
		}
	}
}

// checkNothingWrong fails where a file of the manifest's name has other content.
func (w *world) checkNothingWrong(t *testing.T) {
	t.Helper()
	for _, name := range names(t, w.options.Dir) {
		if name == workName {
			continue
		}
		data, err := os.ReadFile(filepath.Join(w.options.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if want, ok := w.content[name]; !ok || !bytes.Equal(data, want) {
			t.Errorf("%s is in place, and it is not the manifest's", name)
		}
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func pack(t testing.TB, entries []entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	a := tar.NewWriter(z)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.body)), Typeflag: tar.TypeReg}
		if e.kind != 0 {
			h.Typeflag, h.Linkname, h.Size = e.kind, "/etc/passwd", 0
		}
		if err := a.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Write(e.body[:h.Size]); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

func noise(seed byte, n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b)
	return b
}

// A savedWorld is what another process needs to run setup in a world.
type savedWorld struct {
	Manifest assets.Manifest
	Dir, Npm string
}

func (w *world) save(t *testing.T) string {
	t.Helper()
	data, err := json.Marshal(savedWorld{w.manifest, w.options.Dir, w.options.Npm})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "world.json")
	write(t, path, data)
	return path
}

func loadWorld(path string) (assets.Manifest, Options, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return assets.Manifest{}, Options{}, err
	}
	var s savedWorld
	if err := json.Unmarshal(data, &s); err != nil {
		return assets.Manifest{}, Options{}, fmt.Errorf("reading %s: %w", path, err)
	}
	return s.Manifest, Options{Dir: s.Dir, Npm: s.Npm, Beside: []string{}, GOOS: "linux", GOARCH: "amd64"}, nil
}
