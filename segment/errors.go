package segment

import "errors"

var (
	// ErrRuntime is returned when the ONNX Runtime library cannot be loaded.
	ErrRuntime = errors.New("the ONNX Runtime library cannot be used")
	// ErrModel is returned for a model file that is damaged or of another kind.
	ErrModel = errors.New("the model cannot be used")
	// ErrDevice is returned when a device other than the processor cannot run a
	// network, or ran it wrongly. What the runtime says of it follows.
	ErrDevice = errors.New("the device cannot be used")
	// ErrNoDevice is returned for a name that no device has.
	ErrNoDevice = errors.New("there is no such device")
	// ErrEmptyMask is returned when a reference mask marks nothing.
	ErrEmptyMask = errors.New("the mask marks nothing")
	// ErrMaskSize is returned when a mask is not of its photo's size.
	ErrMaskSize = errors.New("the mask does not fit")
	// ErrFeatures is returned for stored features that cannot be read back.
	ErrFeatures = errors.New("the stored features are damaged")
)

// errNoAnswer tells that a device left the memory for its answer untouched.
var errNoAnswer = errors.New("it gave no answer")
