package photo

// MediaTypes returns what desktops call the formats that [Open] reads, for programs that
// tell them what can be opened.
func MediaTypes() []string {
	return []string{
		"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff",
		"image/heic", "image/heif", "image/avif",
		"image/x-canon-cr2", "image/x-canon-cr3", "image/x-nikon-nef", "image/x-sony-arw",
		"image/x-adobe-dng", "image/x-fuji-raf", "image/x-olympus-orf", "image/x-panasonic-rw2",
	}
}

// Extensions returns the endings, with their dot and in small letters, that files of
// these formats have.
func Extensions() []string {
	return []string{
		".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".bmp", ".dib",
		".tif", ".tiff", ".heic", ".heif", ".avif",
		".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2",
	}
}
