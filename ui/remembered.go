package ui

import "fyne.io/fyne/v2"

// Names under which the window's size is remembered, in the steps of steps.
const (
	widthKey  = "window.width"
	heightKey = "window.height"
)

// The window's size in steps where none is remembered, and the least that is.
const (
	usualWidth, usualHeight = 270, 190
	leastWidth, leastHeight = 90, 60
)

// rememberedSize returns the size that the window had the last time.
func rememberedSize(p fyne.Preferences) fyne.Size {
	width := max(leastWidth, p.FloatWithFallback(widthKey, usualWidth))
	height := max(leastHeight, p.FloatWithFallback(heightKey, usualHeight))
	return fyne.NewSize(steps(float32(width)), steps(float32(height)))
}

// rememberSize remembers the size of the window.
func rememberSize(p fyne.Preferences, size fyne.Size) {
	p.SetFloat(widthKey, float64(size.Width/steps(1)))
	p.SetFloat(heightKey, float64(size.Height/steps(1)))
}
