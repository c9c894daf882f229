package ui

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2/theme"

	"whereabouts/segment"
)

// sayings are things said of one instance, by turns yes and no.
func sayings(t *testing.T, n int) []saying {
	t.Helper()
	in := found(t, "a.jpg", 0.9).instances[0]
	all := make([]saying, n)
	for i := range all {
		all[i] = saying{in, accepted}
		if i%2 == 1 {
			all[i].verdict = rejected
		}
	}
	return all
}

func TestWhatIsSaidIsWrittenInOrderEvenWhileTheWindowIsClosed(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := &fakeEngine{}
	said := sayings(t, 3*pageSize+1)
	for _, one := range said {
		d.scribe.write(e, query{mask: segment.NewMask(testSize)}, []saying{one})
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	if len(e.said) != len(said) {
		t.Fatalf("%d of %d are written", len(e.said), len(said))
	}
	for i := range said {
		if e.said[i] != said[i] {
			t.Fatalf("number %d is out of order", i)
		}
	}
	if err := d.scribe.wait(t.Context()); err != nil {
		t.Errorf("it is not idle when all is written: %v", err)
	}
}

func TestWhatCannotBeRememberedIsTold(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	e := &fakeEngine{fakeJudge: fakeJudge{refuse: errors.New("the disk is full")}}
	d.scribe.write(e, query{mask: disc(testSize)}, sayings(t, 1))
	d.until("it is told", func() bool { return !d.message.object.Hidden })
	if want := "What you said of a find could not be remembered: the disk is full."; d.message.text.Text != want {
		t.Errorf("got %q, want %q", d.message.text.Text, want)
	}
}
