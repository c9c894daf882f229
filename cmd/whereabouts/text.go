package main

import (
	"fmt"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// printable returns a text, such as a file's name or a message that has one in
// it, as one line that cannot steer a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// warn tells the user of an error, in one line.
func warn(err error) {
	text := strings.ReplaceAll(err.Error(), "\n", "; ") // between joined errors
	fmt.Fprintf(os.Stderr, "whereabouts: %s\n", printable(text))
}

// warnAside warns while a bar may be shown, from any goroutine.
func warnAside(err error) {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintln(os.Stderr)
	}
	warn(err)
}
