package ui

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2/test"
)

func TestErrorsAreSentences(t *testing.T) {
	for in, want := range map[string]string{
		"the photo has changed":           "The photo has changed.",
		"The disk is full: make room.":    "The disk is full: make room.",
		"what now?":                       "What now?",
		"  über alles ":                   "Über alles.",
		"":                                "Something went wrong without a reason.",
		"saving x.png: permission denied": "Saving x.png: permission denied.",
	} {
		if got := sentence(errors.New(in)); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestNumbersAreGroupedAndCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 photos", 1: "1 photo", 999: "999 photos", 1000: "1,000 photos", 1234567: "1,234,567 photos"} {
		if got := photos(n); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestABannerKeepsEveryErrorUntilItIsClosed(t *testing.T) {
	test.NewTempApp(t)
	b := newBanner()
	moved := 0
	b.moved = func() { moved++ }
	b.tell("Saved.")
	b.fail(errors.New("one"))
	b.fail(errors.New("two"))
	b.fail(errors.New("two"))
	if want := "One.\nTwo."; b.text.Text != want || b.object.Hidden {
		t.Errorf("got %q, hidden %v", b.text.Text, b.object.Hidden)
	}
	for _, text := range []string{"three", "four", "five"} {
		b.fail(errors.New(text))
	}
	if want := "Two.\nThree.\nFour.\nFive."; b.text.Text != want {
		t.Errorf("got %q, want %q", b.text.Text, want)
	}
	b.clear()
	if !b.object.Hidden || moved != 2 {
		t.Errorf("a closed banner is still there, or the window was told of it %d times", moved)
	}
	b.fail(errors.New("six"))
	b.dismiss()
	if !b.object.Hidden {
		t.Error("it cannot be closed")
	}
	b.fail(errors.New("six"))
	b.tell("Saved again.")
	if b.text.Text != "Saved again." {
		t.Errorf("got %q", b.text.Text)
	}
}
