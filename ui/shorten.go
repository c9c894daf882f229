package ui

import (
	"sort"

	"fyne.io/fyne/v2"
)

// shorten returns a text, or as much of its beginning as is no wider than room with
// an ellipsis after it.
func shorten(text string, room, size float32, style fyne.TextStyle) string {
	fits := func(text string) bool { return fyne.MeasureText(text, size, style).Width <= room }
	if fits(text) {
		return text
	}
	runes := []rune(text)
	n := sort.Search(len(runes), func(n int) bool { return !fits(string(runes[:n+1]) + "…") })
	return string(runes[:n]) + "…"
}
