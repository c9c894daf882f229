package assets

import (
	_ "embed"
	"slices"
)

//go:embed identity/lite0.onnx
var identityModel []byte

// IdentityModel returns the identity encoder, an ONNX model that takes a
// picture [1,3,h,w] to features [1,1280,h/32,w/32]. identity/README.md tells
// where it comes from and how it is made.
func IdentityModel() []byte { return slices.Clone(identityModel) }
