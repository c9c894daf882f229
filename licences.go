// Package whereabouts holds the licence of the program and what it stands on, as the
// files beside it say them, for those parts of the program that show them.
package whereabouts

import _ "embed"

var (
	//go:embed LICENSE
	licence string
	//go:embed THIRD_PARTY.md
	thirdParty string
)

// Licence returns the licence of the program.
func Licence() string { return licence }

// ThirdParty returns what the program stands on, with licences and sources, in
// Markdown.
func ThirdParty() string { return thirdParty }
