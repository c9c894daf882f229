package photo

import "errors"

// The reasons for which a file is not a usable photo. Errors of this package wrap
// one of them and may add a detail after a colon.
var (
	// ErrMissing says that nothing is at the given path.
	ErrMissing = errors.New("there is no such file or folder")

	// ErrUnreadable says that the operating system refused to read a file or folder.
	ErrUnreadable = errors.New("it cannot be read")

	// ErrNotAFile says that a path leads to a folder, pipe, socket or device where
	// an ordinary file was wanted.
	ErrNotAFile = errors.New("it is not an ordinary file")

	// ErrEmpty says that a file has no bytes.
	ErrEmpty = errors.New("the file is empty")

	// ErrNotAPhoto says that the content is in no format that this package knows.
	ErrNotAPhoto = errors.New("it is not a JPEG, PNG, GIF, WebP, BMP, TIFF, HEIC, AVIF or camera raw picture")

	// ErrUnsupported says that the content is a picture, but of a variety that
	// cannot be decoded.
	ErrUnsupported = errors.New("this kind of picture cannot be read")

	// ErrDamaged says that a picture is cut short or malformed.
	ErrDamaged = errors.New("the picture is damaged")

	// ErrTooLarge says that a picture or its file exceeds a limit.
	ErrTooLarge = errors.New("the picture is too large")

	// ErrNotSmall says that a photo can only be decoded whole, if at all.
	ErrNotSmall = errors.New("the photo cannot be decoded at a fraction of its size")

	// ErrProfile says that the colour profile in a file cannot be used.
	ErrProfile = errors.New("its colour profile cannot be used")

	// ErrEmptyMask says that a mask marks nothing.
	ErrEmptyMask = errors.New("the mask is empty: nothing in it is white or, where it has transparency, opaque")
)
