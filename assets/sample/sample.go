// Package sample is a small library of pictures to try Whereabouts on: some
// things that get lost, an alarm clock among them, in many places, sizes and
// lights, beside others that look like them.
//
// The photos are rendered by package album, so they are nobody's and the
// masks that come with them are exact. The package guarantees that every photo
// listed for an object shows it and has a mask. It reads nothing but what is
// built into the program.
package sample

import (
	"embed"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"strings"
)

//go:generate go run ./generate

//go:embed photos masks objects.json
var files embed.FS

// Object is one of the things that people look for in the photos.
type Object struct {
	// Slug names the object in paths, as in "alarm-clock".
	Slug string `json:"slug"`
	// Name names the object for people, as in "Alarm clock".
	Name string `json:"name"`
	// Reference is the photo that shows the object best.
	Reference string `json:"reference"`
	// Photos are all that show the object, in alphabetical order.
	Photos []string `json:"photos"`
}

// Objects are the things that recur in the photos.
func Objects() []Object {
	b, err := files.ReadFile("objects.json")
	if err != nil {
		panic(fmt.Sprintf("reading the built-in index of the sample library: %v", err))
	}
	var objects []Object
	if err := json.Unmarshal(b, &objects); err != nil {
		panic(fmt.Sprintf("decoding the built-in index of the sample library: %v", err))
	}
	return objects
}

// Photos is the folder of photos, with its subfolders. Some photos are stored
// turned, and say so in their EXIF block.
func Photos() fs.FS {
	sub, err := fs.Sub(files, "photos")
	if err != nil {
		panic(fmt.Sprintf("opening the built-in sample library: %v", err))
	}
	return sub
}

// Mask is white where the object covers the upright photo and black
// elsewhere. The error is ErrNoMask if the photo does not show the object.
func Mask(slug, photo string) (image.Image, error) {
	f, err := files.Open("masks/" + slug + "/" + strings.TrimSuffix(photo, ".jpg") + ".png")
	if err != nil {
		return nil, fmt.Errorf("opening the mask of %s in %s: %w", slug, photo, ErrNoMask)
	}
	m, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("decoding the mask of %s in %s: %w", slug, photo, err)
	}
	return m, nil
}
