package setup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A Model is the two files of a segmenting model, and their hashes, by which
// what was computed with it can be told from what another one computed.
type Model struct {
	Encoder, Decoder             string
	EncoderSHA256, DecoderSHA256 string
}

// UserModel finds a model of the user's own in dir: encoder.onnx, and
// decoder.onnx or else sam.onnx. No manifest knows its hashes, so it is taken
// as it is. The error is [ErrOwnFile] where a file is not there or not readable.
func UserModel(ctx context.Context, dir string) (Model, error) {
	var m Model
	var err error
	if m.Encoder, m.EncoderSHA256, err = firstOf(ctx, dir, "encoder.onnx"); err != nil {
		return Model{}, err
	}
	if m.Decoder, m.DecoderSHA256, err = firstOf(ctx, dir, "decoder.onnx", "sam.onnx"); err != nil {
		return Model{}, err
	}
	return m, nil
}

// firstOf finds the first of the named files that dir has.
func firstOf(ctx context.Context, dir string, names ...string) (path, sum string, err error) {
	for _, name := range names {
		path, sum, err = ownFile(ctx, filepath.Join(dir, name))
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", "", problemf(ErrOwnFile, err,
			"%s has no %s. A model's folder needs encoder.onnx and decoder.onnx (or sam.onnx).", dir, names[0])
	case err != nil && ctx.Err() == nil:
		return "", "", problemf(ErrOwnFile, err, "The model in %s cannot be read: %v.", dir, err)
	}
	return path, sum, err
}

// userRuntime finds an ONNX Runtime library of the user's own.
func userRuntime(ctx context.Context, file string) (path, sum string, err error) {
	path, sum, err = ownFile(ctx, file)
	if err != nil && ctx.Err() == nil {
		return "", "", problemf(ErrOwnFile, err,
			"The ONNX Runtime library %s cannot be read: %v. Name the library file itself.", file, err)
	}
	return path, sum, err
}

func ownFile(ctx context.Context, file string) (path, sum string, err error) {
	if path, err = filepath.Abs(file); err != nil {
		return "", "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", "", err
	}
	if !info.Mode().IsRegular() {
		return "", "", &fs.PathError{Op: "open", Path: path, Err: errors.New("not a file")}
	}
	sum, err = hashFile(ctx, path, nil)
	return path, sum, err
}
