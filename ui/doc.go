// Package ui is the window: it opens a folder of photos, lets the user paint
// over a thing in one of them, shows where else it was found as the search goes
// on, lets the user judge that, and saves cut-outs.
//
// One window shows one screen at a time: welcome, library, teach, results, each
// in a file of its own; below each is the activity bar, which has the photos of the
// user's library looked at in the background. All widgets belong to the main goroutine. Whatever may
// take longer than a frame (reading folders, decoding photos, searching, saving)
// runs on other goroutines, and its results come back through the bridge, the
// only place where the two meet.
//
// Guarantees: an error is a sentence in the window and never swallowed. What a
// screen has begun ends when it is left, and everything ends when the window is
// closed, but for what the user said of finds, which is written to its end.
// Photos are only read; files are written only where the user chose a folder to
// save in, and what is judged is kept where the command line keeps it. What is
// kept for each photo of a library and each find is small, so ten thousand of
// them are no burden.
//
// The results are several files: finds.go holds what was found, verdict.go what is
// said of it and taken back, scribe.go writes that down, again.go searches again
// with it. viewer.go and review.go are layers over the results, and stage.go is
// the photo in both.
//
// The package does not segment, walk or decode: that is the work of the
// packages below it.
package ui
