package assets

import _ "embed"

//go:embed places/towns.tsv.gz
var towns []byte

// Towns returns the towns of the world with more than 15,000 people, as lines of tabs,
// compressed by gzip. places/README.md tells what is in them and where they come from.
// The bytes are not to be changed.
func Towns() []byte { return towns }
