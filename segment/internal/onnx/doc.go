// Package onnx reads, edits and builds ONNX graphs.
//
// The protobuf types are generated from onnx.proto, a minimal schema of the
// format: what the schema does not name is kept as unknown fields, so a model
// that is read and written again loses nothing. [Index] finds the producers and
// consumers of values; the constructors in build.go make nodes and tensors.
//
// The package does not check that a graph is valid: the runtime does that when
// a session is made from it.
package onnx

//go:generate protoc --go_out=. --go_opt=paths=source_relative onnx.proto
