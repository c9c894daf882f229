package ui

import "image"

// A wished is the place of one picture in a widget: it holds the key of what is shown
// or waited for.
type wished struct {
	thumbs *thumbs
	key    string // empty for none
	wish   *wish  // for the picture that is to come, or nil
}

// ask asks for a picture and calls done with it, at once where it is at hand.
func (w *wished) ask(p picture, done func(*image.RGBA, error)) {
	if made := w.thumbs.get(p.key); made != nil {
		done(made, nil)
		return
	}
	w.wish = w.thumbs.want(p, func(made *image.RGBA, err error) {
		w.wish = nil
		done(made, err)
	})
}

// forget takes back the wish and reports whether there was a picture, or a wish for one.
func (w *wished) forget() (was bool) {
	if w.wish != nil {
		w.thumbs.drop(w.wish)
		w.wish = nil
	}
	was = w.key != ""
	w.key = ""
	return was
}
