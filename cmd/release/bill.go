package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"whereabouts/assets"
)

// A bill lists what a program is made of, as CycloneDX 1.5 has it.
type bill struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   billHead    `json:"metadata"`
	Components []component `json:"components"`
}

type billHead struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type       string        `json:"type"`
	Name       string        `json:"name"`
	Version    string        `json:"version,omitempty"`
	PURL       string        `json:"purl,omitempty"`
	Hashes     []billHash    `json:"hashes,omitempty"`
	Licences   []billLicence `json:"licenses,omitempty"`
	Properties []property    `json:"properties,omitempty"`
}

type billHash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type billLicence struct {
	Licence struct {
		ID string `json:"id"`
	} `json:"license"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// writeBill writes the list of what a platform's installers carry.
func (r *release) writeBill(p platform, c contents) error {
	program, err := hashOf(c.program)
	if err != nil {
		return err
	}
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1, Metadata: billHead{
		Timestamp: r.at.Format(time.RFC3339),
		Component: component{
			Type: "application", Name: "whereabouts", Version: r.version, Hashes: sha256Of(program), Licences: licensed("Apache-2.0"),
			Properties: []property{{"platform", p.String()}, {"commit", r.commit}},
		},
	}}
	modules, err := modulesOf(c.programs()...)
	if err != nil {
		return err
	}
	for _, m := range modules {
		b.Components = append(b.Components, component{
			Type: "library", Name: m.Path, Version: m.Version, PURL: "pkg:golang/" + m.Path + "@" + m.Version,
			Properties: []property{{"go.sum", m.Sum}},
		})
	}
	shipped, err := shippedFiles(p)
	if err != nil {
		return err
	}
	b.Components = append(b.Components, shipped...)
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(r.file("whereabouts-%s-%s-%s.cdx.json", r.version, p.os, p.processor()), append(data, '\n'), 0o644)
}

// shippedFiles are the model and the native libraries, which [release.fetch] has checked.
func shippedFiles(p platform) ([]component, error) {
	manifest, err := assets.LoadManifest()
	if err != nil {
		return nil, fmt.Errorf("reading the manifest: %w", err)
	}
	files, err := manifest.FilesFor(p.os, p.arch)
	if err != nil {
		return nil, err
	}
	var all []component
	for _, f := range files {
		from, _ := manifest.Package(f.Package)
		kind := "library"
		if f.Role == assets.RoleEncoder || f.Role == assets.RoleDecoder {
			kind = "machine-learning-model"
		}
		all = append(all, component{
			Type: kind, Name: f.Name, Version: from.Version, Hashes: sha256Of(f.SHA256),
			PURL:       "pkg:npm/" + from.Name + "@" + from.Version + "#" + f.Path,
			Properties: []property{{"source", from.Source}},
		})
	}
	return all, nil
}

func sha256Of(sum string) []billHash { return []billHash{{"SHA-256", sum}} }

func licensed(id string) []billLicence {
	var l billLicence
	l.Licence.ID = id
	return []billLicence{l}
}

func hashOf(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// writeSums writes the hashes of all files of the release.
func (r *release) writeSums() error {
	entries, err := os.ReadDir(r.out)
	if err != nil {
		return err
	}
	var lines []string
	for _, e := range entries {
		sum, err := hashOf(filepath.Join(r.out, e.Name()))
		if err != nil {
			return err
		}
		lines = append(lines, sum+"  "+e.Name()+"\n")
		info, err := e.Info()
		if err != nil {
			return err
		}
		fmt.Printf("%7.1f MB  %s\n", float64(info.Size())/1e6, e.Name())
	}
	slices.Sort(lines)
	return os.WriteFile(r.file("SHA256SUMS"), []byte(strings.Join(lines, "")), 0o644)
}
