// Package photo opens the photos of a library: it walks folders, reads files
// and turns their bytes into upright pixels.
//
// Files come from anywhere, so nothing about them is believed. What a file is
// follows from its first bytes and never from its name. The size a picture
// declares is held against a limit before a pixel of it is decoded, a file that
// is cut short or malformed ends in an error that says why, and a decoder that
// panics is an error like any other. Every error is, or wraps, one of the Err
// values of this package or the error of the context, and reads as a reason that
// can be put behind the file's name ("cat.jpg: the picture is damaged: ...");
// the name itself is left to the caller.
//
// JPEG, PNG, GIF, WebP, BMP, TIFF, HEIC and AVIF are read, and of camera raw files
// (CR2, CR3, NEF, ARW, DNG, RAF, ORF, RW2 and others built like a TIFF) the largest
// JPEG that the camera put in them, unless it is a mere thumbnail. Of an animation
// only the first frame is taken, of a TIFF only the first page. A photo is upright:
// the orientation that a camera notes in JPEG, PNG, WebP, TIFF and raw files is
// applied to everything this package hands out. HEIC and AVIF have one of their own,
// and as their standard wants, theirs counts and the camera's note does not.
//
// HEIC and AVIF are decoded by libheif and libavif, compiled to WebAssembly: they
// run walled off, in a memory of at most one gigabyte that is bounded by the size
// that a picture declares and given back after it, one picture at a time. They are
// compiled in with the build tag nodynamic only, because without it the packages
// that bring them load whatever library of that name the system has. A build without
// the tag says so of every such photo.
//
// Who wants a smaller copy of a photo only has it from [DecodeSmall], which decodes no
// more of a large JPEG than that needs. Pixels have the colours of their file: whoever
// wants sRGB asks [ReadProfile] what these are.
//
// What it does not do: 16-bit samples lose their lower eight bits, HEIC is taken for
// what phones write (the matrix of JPEG, no transparency), and a decoder under way cannot
// be stopped, but for that of smaller copies: a context that is cancelled takes effect
// before and after it. A decoded photo needs 1 to 8 bytes a pixel, and more while it is being decoded:
// [Cost] says how much, and [SmallCost] for a smaller copy.
package photo
