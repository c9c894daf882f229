package ui

import "time"

// stillness is how long nothing is moved before the scan goes on.
const stillness = 800 * time.Millisecond

// makeWay has the scan wait while the user scrolls, points at a photo or moves a
// slider, so that the window keeps up with the hand. What is being looked at just now is finished.
func (a *activityBar) makeWay() {
	if a.scanner == nil || a.stop == nil || a.paused {
		return
	}
	if a.yielding != nil {
		a.yielding.Reset(stillness)
		return
	}
	a.scanner.Pause()
	scanner := a.scanner
	a.yielding = time.AfterFunc(stillness, func() {
		a.window.bridge.show(func() {
			a.yielding = nil
			if !a.paused {
				scanner.Resume()
			}
		})
	})
}
