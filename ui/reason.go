package ui

import "strings"

// A failure is an error that is told in the user's language.
type failure struct {
	text string
	error
}

// Error implements error.
func (f failure) Error() string { return f.text }

// Unwrap returns what has failed.
func (f failure) Unwrap() error { return f.error }

// failed returns an error that is told by a text, in which {{.Reason}} is what err says.
func failed(err error, text string, fill ...with) error {
	return failure{tr(text, append(fill, with{"Reason": reason(err)})...), err}
}

// reason returns what err says. Errors are told in parts with colons between; those
// parts of which the user's language has a translation are in that, and the others in
// English.
func reason(err error) string { return inParts(err.Error()) }

// inParts returns what an error says in the same way.
func inParts(text string) string {
	parts := strings.Split(text, ": ")
	for i, part := range parts {
		if has(part) {
			parts[i] = tr(part)
		}
	}
	return strings.Join(parts, ": ")
}
