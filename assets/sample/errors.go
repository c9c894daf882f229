package sample

import "errors"

// ErrNoMask says that an object is not in a photo, or that there is no such
// object or photo.
var ErrNoMask = errors.New("the sample library has no such mask")
