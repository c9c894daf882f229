package main

import (
	"fmt"
	"strings"
)

// A job is what is to be done with the files.
type job int

const (
	jobRun job = iota
	jobExtract
	jobMount
	jobOffset
	jobVersion
	jobHelp
)

// A request is what the command line asks for.
type request struct {
	job       job
	how       way
	pattern   string   // of files to extract, or empty for all
	arguments []string // of the program
}

const help = `This is an AppImage of Whereabouts. Its arguments are those of Whereabouts (see --help),
except when the first is one of these:

  --appimage-extract [PATTERN]   extract the files, or those of a pattern, into squashfs-root
  --appimage-extract-and-run ... extract the files, run Whereabouts, and remove them again
  --appimage-mount               mount the files, and say where, until it is stopped
  --appimage-offset              say at which byte the files begin
  --appimage-version             say which version this is
  --appimage-help                say this

Where files cannot be mounted, they are extracted and removed again without being asked.
APPIMAGE_EXTRACT_AND_RUN=1 does the same as --appimage-extract-and-run.
`

// parse reads the arguments behind the program's name. Only the first can be meant for the
// AppImage.
func parse(args []string, extractAndRun bool) (request, error) {
	r := request{how: byMount, arguments: args}
	if extractAndRun {
		r.how = byExtraction
	}
	if len(args) == 0 || !strings.HasPrefix(args[0], "--appimage-") {
		return r, nil
	}
	most := 1
	switch args[0] {
	case "--appimage-extract-and-run":
		return request{how: byExtraction, arguments: args[1:]}, nil
	case "--appimage-extract":
		r.job, most = jobExtract, 2
		if len(args) > 1 {
			r.pattern = args[1]
		}
	case "--appimage-mount":
		r.job = jobMount
	case "--appimage-offset":
		r.job = jobOffset
	case "--appimage-version":
		r.job = jobVersion
	case "--appimage-help":
		r.job = jobHelp
	default:
		return request{}, fmt.Errorf("%s is not known; --appimage-help lists what is", args[0])
	}
	if len(args) > most {
		return request{}, fmt.Errorf("%s takes no argument %q; --appimage-help lists what there is", args[0], args[most])
	}
	return r, nil
}
