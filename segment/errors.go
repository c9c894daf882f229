package segment

import "errors"

var (
	// ErrRuntime is returned when the ONNX Runtime library cannot be loaded.
	ErrRuntime = errors.New("the ONNX Runtime library cannot be used")
	// ErrModel is returned for a model file that is damaged or of another kind.
	ErrModel = errors.New("the model cannot be used")
	// ErrEmptyMask is returned when a reference mask marks nothing.
	ErrEmptyMask = errors.New("the mask marks nothing")
	// ErrMaskSize is returned when a mask is not of its photo's size.
	ErrMaskSize = errors.New("the mask does not fit")
	// ErrFeatures is returned for stored features that cannot be read back.
	ErrFeatures = errors.New("the stored features are damaged")
)
