package main

import (
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far work on photos is, on standard error: a bar where that is
// a terminal, and photos that are skipped everywhere.
type progress struct {
	what    string
	bar     *progressbar.ProgressBar
	skipped int
}

// Counted implements [library.Observer].
func (p *progress) Counted(photos int) {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		p.bar = progressbar.NewOptions(photos,
			progressbar.OptionSetWriter(os.Stderr),
			progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
		)
	}
}

// Skipped implements [library.Observer].
func (p *progress) Skipped(path string, reason error) {
	p.advance()
	p.tellSkipped(path, reason)
}

func (p *progress) tellSkipped(path string, reason error) {
	p.skipped++
	p.clearBar()
	fmt.Fprintf(os.Stderr, "skipped %s: %v\n", printable(path), printable(reason.Error()))
}

// Notice implements [library.Observer].
func (p *progress) Notice(err error) {
	p.clearBar()
	warn(fmt.Errorf("%w; going on, but asking again will not be quicker", err))
}

func (p *progress) advance() {
	if p.bar != nil {
		_ = p.bar.Add(1)
	}
}

func (p *progress) clearBar() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

func (p *progress) finishBar() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// sayNoPhotos says why no photo was looked at.
func sayNoPhotos(skipped int) {
	if skipped == 0 {
		fmt.Fprintln(os.Stderr, "whereabouts: there are no photos to look at")
	} else {
		fmt.Fprintln(os.Stderr, "whereabouts: not one photo could be read")
	}
}
