package app_test

import (
	"testing"
	"time"

	"whereabouts/app"
)

func TestDurationIsToldAsPeopleDo(t *testing.T) {
	for _, c := range []struct {
		d  time.Duration
		n  int
		in app.Unit
	}{
		{0, 0, app.Moments},
		{59 * time.Second, 0, app.Moments},
		{time.Minute, 1, app.Minutes},
		{90 * time.Second, 2, app.Minutes},
		{89 * time.Minute, 89, app.Minutes},
		{90 * time.Minute, 2, app.Hours},
		{11*time.Hour + 29*time.Minute, 11, app.Hours},
	} {
		if n, in := app.Roughly(c.d); n != c.n || in != c.in {
			t.Errorf("%v is told as %d of %d, want %d of %d", c.d, n, in, c.n, c.in)
		}
	}
}
