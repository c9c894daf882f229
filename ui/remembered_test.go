package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTheSizeOfTheWindowIsRemembered(t *testing.T) {
	p := test.NewTempApp(t).Preferences()
	if got, want := rememberedSize(p), fyne.NewSize(steps(usualWidth), steps(usualHeight)); got != want {
		t.Errorf("at first it is %v, want %v", got, want)
	}
	want := fyne.NewSize(steps(200), steps(100))
	rememberSize(p, want)
	if got := rememberedSize(p); got != want {
		t.Errorf("then it is %v, want %v", got, want)
	}
	rememberSize(p, fyne.Size{})
	if got, want := rememberedSize(p), fyne.NewSize(steps(leastWidth), steps(leastHeight)); got != want {
		t.Errorf("of nothing it is %v, want %v", got, want)
	}
}
