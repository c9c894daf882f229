// Package assets holds what is compiled into Whereabouts rather than found on
// disk. This file serves the manifest: the one list of the model and runtime
// files that Whereabouts loads, of the published packages they come in, and of
// the SHA-256 each must have.
//
// A manifest that [ParseManifest] returns is consistent: every file belongs to
// a listed package, its name is a plain file name, and every platform that is
// listed has exactly one runtime. The package neither fetches nor checks files
// on disk; that is the work of app/setup.
package assets

import (
	"bytes"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// ErrUnsupportedPlatform is returned for an operating system and processor for
// which the manifest has no runtime.
var ErrUnsupportedPlatform = errors.New("no ONNX Runtime library for this platform")

//go:embed manifest.json
var manifestJSON []byte

// A Role says what a file is loaded as.
type Role string

// The roles a file can have. A runtime's companions are libraries that it
// looks for in its own folder.
const (
	RoleEncoder          Role = "encoder"
	RoleDecoder          Role = "decoder"
	RoleRuntime          Role = "runtime"
	RoleRuntimeCompanion Role = "runtime-companion"
)

// A Package is one published archive, known by its exact version and hash.
type Package struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	File    string `json:"file"` // the archive's file name
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
	Licence string `json:"licence"`
	Source  string `json:"source"` // where its source code is published
}

// A File is one member of a package, as it is installed.
type File struct {
	Name    string `json:"name"` // the file name it is installed under
	Role    Role   `json:"role"`
	OS      string `json:"os"`   // as in GOOS; empty for all
	Arch    string `json:"arch"` // as in GOARCH; empty for all
	Package string `json:"package"`
	Path    string `json:"path"` // inside the package's archive
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
}

// A Manifest lists packages and the files in them that Whereabouts uses.
type Manifest struct {
	Packages []Package `json:"packages"`
	Files    []File    `json:"files"`
}

// LoadManifest returns the manifest that this build of Whereabouts carries.
func LoadManifest() (Manifest, error) {
	m, err := ParseManifest(manifestJSON)
	if err != nil {
		return Manifest{}, fmt.Errorf("reading the built-in manifest: %w", err)
	}
	return m, nil
}

// ParseManifest reads a manifest from JSON and validates it. Unknown fields,
// and anything after the manifest, are errors.
func ParseManifest(data []byte) (Manifest, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var m Manifest
	if err := d.Decode(&m); err != nil {
		return Manifest{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Manifest{}, errors.New("there is more after the manifest's end")
	}
	if err := m.Validate(); err != nil {
		return Manifest{}, err
	}
	return m, nil
}

// Validate reports the first thing in m that installing could stumble over.
func (m Manifest) Validate() error {
	packages := map[string]bool{}
	archives := map[string]bool{}
	for _, p := range m.Packages {
		if err := p.validate(); err != nil {
			return fmt.Errorf("package %q: %w", p.Name, err)
		}
		if packages[p.Name] || archives[p.File] {
			return fmt.Errorf("package %q: listed twice", p.Name)
		}
		packages[p.Name] = true
		archives[p.File] = true
	}
	roles := map[Role]int{}
	runtimes := map[string]int{}
	seen := map[string]bool{}
	for _, f := range m.Files {
		if err := f.validate(); err != nil {
			return fmt.Errorf("file %q for %s: %w", f.Name, f.platform(), err)
		}
		if !packages[f.Package] {
			return fmt.Errorf("file %q: its package %q is not listed", f.Name, f.Package)
		}
		// Installed names must differ even where the file system ignores case.
		key := f.platform() + " " + strings.ToLower(f.Name)
		if seen[key] {
			return fmt.Errorf("file %q for %s: listed twice", f.Name, f.platform())
		}
		seen[key] = true
		switch f.Role {
		case RoleRuntime:
			runtimes[f.platform()]++
		case RoleRuntimeCompanion:
			runtimes[f.platform()] += 0
		default:
			roles[f.Role]++
		}
	}
	for _, r := range []Role{RoleEncoder, RoleDecoder} {
		if roles[r] != 1 {
			return fmt.Errorf("%d files have the role %q, and there must be one", roles[r], r)
		}
	}
	for platform, n := range runtimes {
		if n != 1 {
			return fmt.Errorf("%s has %d runtimes, and must have one", platform, n)
		}
	}
	return nil
}

// Package returns the package of that name.
func (m Manifest) Package(name string) (Package, bool) {
	for _, p := range m.Packages {
		if p.Name == name {
			return p, true
		}
	}
	return Package{}, false
}

// Model returns the files that make up the model, the same on every platform.
func (m Manifest) Model() []File {
	var files []File
	for _, f := range m.Files {
		if f.Role.model() {
			files = append(files, f)
		}
	}
	return files
}

// Runtime returns the runtime library for goos and goarch, and its companions.
// Without one the error is [ErrUnsupportedPlatform].
func (m Manifest) Runtime(goos, goarch string) ([]File, error) {
	var files []File
	for _, f := range m.Files {
		if !f.Role.model() && f.OS == goos && f.Arch == goarch {
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%w: %s/%s", ErrUnsupportedPlatform, goos, goarch)
	}
	return files, nil
}

// FilesFor returns everything that is installed on goos and goarch.
// Without a runtime for them the error is [ErrUnsupportedPlatform].
func (m Manifest) FilesFor(goos, goarch string) ([]File, error) {
	lib, err := m.Runtime(goos, goarch)
	if err != nil {
		return nil, err
	}
	return append(m.Model(), lib...), nil
}

func (p Package) validate() error {
	switch {
	case p.Name == "" || strings.HasPrefix(p.Name, "-"):
		return errors.New("the name is empty, or would be taken for an option")
	case p.Version == "" || p.Licence == "" || p.Source == "":
		return errors.New("version, licence or source is empty")
	}
	return validateContent(p.File, p.Size, p.SHA256)
}

func (f File) validate() error {
	switch {
	case f.Path == "" || path.IsAbs(f.Path) || f.Path != path.Clean(f.Path) || strings.HasPrefix(f.Path, ".."):
		return fmt.Errorf("the path %q does not lie inside an archive", f.Path)
	case f.Role == RoleEncoder || f.Role == RoleDecoder:
		if f.OS != "" || f.Arch != "" {
			return errors.New("a model file is for all platforms")
		}
	case f.Role == RoleRuntime || f.Role == RoleRuntimeCompanion:
		if f.OS == "" || f.Arch == "" {
			return errors.New("a runtime file is for one platform")
		}
	default:
		return fmt.Errorf("unknown role %q", f.Role)
	}
	return validateContent(f.Name, f.Size, f.SHA256)
}

// validateContent checks what packages and files have in common: a name that
// is safe to create in a folder on every system, a size, and a hash.
func validateContent(name string, size int64, sum string) error {
	if name == "" || strings.HasPrefix(name, ".") || strings.ContainsAny(name, `/\:`) {
		return fmt.Errorf("%q is not a plain file name", name)
	}
	if size <= 0 {
		return fmt.Errorf("the size %d is not above zero", size)
	}
	if b, err := hex.DecodeString(sum); err != nil || len(b) != 32 || sum != strings.ToLower(sum) {
		return fmt.Errorf("%q is not a SHA-256 in lower-case hexadecimal digits", sum)
	}
	return nil
}

func (r Role) model() bool { return r == RoleEncoder || r == RoleDecoder }

func (f File) platform() string {
	if f.OS == "" && f.Arch == "" {
		return "all platforms"
	}
	return f.OS + "/" + f.Arch
}
