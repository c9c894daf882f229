package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
)

// The licences of the ONNX Runtime and of all that it was built from are in its Python
// package, not in the one that it is brought with.
const (
	wheel       = "onnxruntime-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl"
	wheelSHA256 = "fa688e7891a6aa206636fe7372e27ee75fd17713289f6b4fc7b190e0a7de9328"
)

// appendRuntimeNotices appends these licences, which pip brings.
func (r *release) appendRuntimeNotices(ctx context.Context, out *bytes.Buffer) error {
	path := filepath.Join(r.work, wheel)
	if sum, err := hashOf(path); err != nil || sum != wheelSHA256 {
		if err := r.command(ctx, nil, "python3", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
			"--platform", "manylinux_2_28_x86_64", "--python-version", "3.12", "--dest", r.work, "onnxruntime==1.30.0"); err != nil {
			return err
		}
		if sum, err = hashOf(path); err != nil {
			return err
		}
		if sum != wheelSHA256 {
			return fmt.Errorf("%s has the SHA-256 %s, and must have %s", path, sum, wheelSHA256)
		}
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		return fmt.Errorf("reading the licences of ONNX Runtime: %w", err)
	}
	defer func() { _ = archive.Close() }()
	for _, name := range []string{"LICENSE", "ThirdPartyNotices.txt"} {
		f, err := archive.Open("onnxruntime/" + name)
		if err != nil {
			return fmt.Errorf("reading the licences of ONNX Runtime: %w", err)
		}
		text, err := io.ReadAll(f)
		if err != nil {
			return fmt.Errorf("reading the licences of ONNX Runtime: %w", err)
		}
		appendText(out, "ONNX Runtime 1.30.0", name, text)
	}
	return nil
}
