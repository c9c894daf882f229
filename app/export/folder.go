package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"whereabouts/library"
)

// folder is what is written into. Names in it are relative, with slashes. Only names
// that were reserved are written. Methods may be called by several goroutines.
type folder struct {
	dir       string
	overwrite bool

	mu       sync.Mutex
	reserved map[string]bool   // by name
	taken    map[string]string // names by what file systems see in them
	files    int
}

func newFolder(dir string, overwrite bool) *folder {
	return &folder{dir: dir, overwrite: overwrite, reserved: make(map[string]bool), taken: make(map[string]string)}
}

// reserve takes a name, which must be free.
func (f *folder) reserve(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !filepath.IsLocal(filepath.FromSlash(name)) || path.Clean(name) != name {
		return fmt.Errorf("the name %q leads out of the folder", name)
	}
	if other, ok := f.taken[folded(name)]; ok {
		return fmt.Errorf("the names %q and %q are of one file", other, name)
	}
	f.taken[folded(name)] = name
	f.reserved[name] = true
	return nil
}

// reserveLike takes a name or, where that is not free, one like it, and returns it.
func (f *folder) reserveLike(name string) (string, error) {
	free := name
	for n := 2; !f.isFree(free); n++ {
		free = numbered(name, n)
	}
	return free, f.reserve(free)
}

// isFree reports whether a name may be reserved.
func (f *folder) isFree(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, taken := f.taken[folded(name)]
	return !taken
}

// numbered returns a name with a number before its extension.
func numbered(name string, n int) string {
	extension := path.Ext(name)
	return fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, extension), n, extension)
}

// check holds all names that were reserved against what is there.
func (f *folder) check(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if info, err := os.Stat(f.dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s: it is a file; name a folder", f.dir)
	}
	safe := make(map[string]bool)
	for name := range f.reserved {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for dir := path.Dir(name); dir != "." && !safe[dir]; dir = path.Dir(dir) {
			if info, err := os.Lstat(f.path(dir)); err == nil && !info.IsDir() {
				return fmt.Errorf("%s: %w", f.path(dir), ErrOutside)
			}
			safe[dir] = true
		}
		if err := f.free(name); err != nil {
			return err
		}
	}
	return nil
}

// free refuses a name under which something is that is not to be replaced.
func (f *folder) free(name string) error {
	info, err := os.Lstat(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !f.overwrite || info.IsDir() {
		return fmt.Errorf("%s: %w", f.path(name), ErrExists)
	}
	return nil
}

// write writes a file.
func (f *folder) write(name string, data []byte) error {
	return f.put(name, func(full string) error { return library.WriteFile(full, data) })
}

// put has what is to lie under a name made at a full path.
func (f *folder) put(name string, create func(full string) error) error {
	f.mu.Lock()
	known := f.reserved[name]
	f.mu.Unlock()
	if !known {
		return fmt.Errorf("%w: %q", errNotReserved, name)
	}
	if err := f.free(name); err != nil {
		return err
	}
	if err := create(f.path(name)); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files++
	return nil
}

func (f *folder) written() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.files
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }
