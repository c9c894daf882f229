package export

import (
	"context"
	"fmt"
	"strings"
)

// A Format is a way to write finds that other programs read. The formats are those of
// [Formats].
type Format interface {
	// Name names the format in one word, as the command line takes it.
	Name() string
	// Title says in a few words what is written.
	Title() string
	// plan reserves the names of all files of a job and returns what writes them.
	plan(t *task) (writer, error)
}

// A writer writes the files of one job.
type writer interface {
	// photo writes the files of the n-th photo. Several goroutines call it. An error
	// that is [unusable] is the photo's, any other ends the export.
	photo(ctx context.Context, n int) error
	// finish writes, when all photos are done, what is of all of them.
	finish(ctx context.Context) error
}

// Formats returns all formats, in the order in which they are listed.
func Formats() []Format {
	return []Format{
		masks{},
		cutouts{name: "cutouts", title: "cut-outs as transparent PNG", extension: ".png", encode: encodePNG},
		cutouts{name: "webp", title: "cut-outs as transparent WebP, lossless", extension: ".webp", encode: encodeWebP},
		coco{},
		coco{polygons: true},
		yolo{},
		voc{},
		labelme{},
		table{},
		dreambooth{},
		sidecars{},
		originals{},
		originals{link: true},
	}
}

// Lookup returns the format of the given name, or [ErrFormat].
func Lookup(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name() == name {
			return f, nil
		}
		names = append(names, f.Name())
	}
	return nil, fmt.Errorf("%w: %q; choose one of %s", ErrFormat, name, strings.Join(names, ", "))
}
