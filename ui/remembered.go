package ui

import "fyne.io/fyne/v2"

// Names under which the window's size is remembered, in the steps of steps.
const (
	widthKey  = "window.width"
	heightKey = "window.height"
)

// Names under which it is remembered how photos are shown: their order, and the width
// of their pictures in the steps of steps.
const (
	orderKey   = "photos.order"
	pictureKey = "photos.picture"
)

// rememberedOrder returns the order that photos had the last time.
func rememberedOrder(p fyne.Preferences) order {
	if o := order(p.Int(orderKey)); o >= 0 && int(o) < len(orders()) {
		return o
	}
	return byFolder
}

// rememberedPicture returns the width that the pictures of photos had the last time.
func rememberedPicture(p fyne.Preferences) float64 {
	return min(mostSize, max(leastSize, p.FloatWithFallback(pictureKey, startSize)))
}

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
