package library

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// root is what is remembered of a folder of the library.
type root struct {
	path   string   // full
	home   string   // the mount that it lies on; empty where the system has none
	mounts []string // mounts that lie in it
}

// storedRoot is how a root is written. Paths are bytes: not all are UTF-8.
type storedRoot struct {
	Version int      `json:"version"`
	Path    []byte   `json:"path"`
	Home    []byte   `json:"home"`
	Mounts  [][]byte `json:"mounts,omitempty"`
}

const rootVersion = 1

// MarshalBinary returns the root as JSON.
func (r *root) MarshalBinary() ([]byte, error) {
	stored := storedRoot{Version: rootVersion, Path: []byte(r.path), Home: []byte(r.home)}
	for _, m := range r.mounts {
		stored.Mounts = append(stored.Mounts, []byte(m))
	}
	return json.Marshal(stored)
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (r *root) UnmarshalBinary(b []byte) error {
	var stored storedRoot
	if err := json.Unmarshal(b, &stored); err != nil {
		return err
	}
	if stored.Version != rootVersion || len(stored.Path) == 0 {
		return errors.New("it is no root of this version")
	}
	*r = root{path: string(stored.Path), home: string(stored.Home)}
	for _, m := range stored.Mounts {
		r.mounts = append(r.mounts, string(m))
	}
	return nil
}

// away reports whether the folder, or the mount on which it lay, is not there now.
func (r *root) away() bool {
	info, err := os.Stat(r.path)
	return err != nil || !info.IsDir() || r.home != "" && !isMount(r.home)
}

// places are folders.
type places []string

// holds reports whether a full path lies in one of them.
func (p places) holds(path string) bool {
	for _, folder := range p {
		if inside(path, folder) {
			return true
		}
	}
	return false
}

// away returns the roots, and the mounts within others, that are not there now.
func (c *Catalogue) away() (all places) {
	c.mu.Lock()
	roots := slices.Collect(maps.Values(c.roots))
	c.mu.Unlock()
	for _, r := range roots { // without the lock, since a drive may take its time
		if r.away() {
			all = append(all, r.path)
			continue
		}
		for _, m := range r.mounts {
			if !isMount(m) {
				all = append(all, m)
			}
		}
	}
	return all
}

// homeOf returns the mount on which a folder lies.
func homeOf(path string) string {
	without, err := filepath.EvalSymlinks(path) // links
	if err != nil {
		return ""
	}
	return mountOf(without)
}

// isAway reports whether a full path lies on a drive that is away.
func (c *Catalogue) isAway(path string) bool { return c.away().holds(path) }
