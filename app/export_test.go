package app

// For tests.
var (
	DescribePNG = describePNG
	ExifOf      = exifOf
)
