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
// JPEG, PNG, GIF, WebP, BMP and TIFF are read. Of an animation only the first
// frame is taken, of a TIFF only the first page. A photo is upright: the
// orientation that a camera notes in JPEG, PNG, WebP and TIFF files is applied
// to everything this package hands out.
//
// What it does not do: colour profiles are ignored, 16-bit samples lose their
// lower eight bits, camera raw files and HEIC are recognised only to be refused
// with a reason, and a decoder under way cannot be stopped: a context that is
// cancelled takes effect before and after it. A decoded photo needs 1 to 8
// bytes a pixel, and a progressive JPEG up to 15 while it is being decoded;
// whoever decodes several at a time should count on that.
package photo
