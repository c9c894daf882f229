package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// dataset is a folder in PerSeg's layout.
type dataset struct {
	dir      string
	subjects []subject // by name
	photos   []testPhoto
}

// subject is one object and its photos.
type subject struct {
	name      string
	reference int          // number of the photo to teach from
	masks     map[int]bool // numbers of the photos that have a trusted mask
}

// testPhoto is one photo of one subject.
type testPhoto struct {
	subject    string
	number     int
	path       string
	background string // another subject that the photo shows too; empty for none
}

// subjectEntry is a subject in subjects.json.
type subjectEntry struct {
	Images     int       `json:"images"`
	Reference  int       `json:"reference"`
	Masks      []int     `json:"masks"`
	Background []*string `json:"background"`
}

// openDataset reads the folder's list of photos. Without a subjects.json the
// reference is the photo of the given number, and every annotation is trusted.
func openDataset(dir, reference string) (*dataset, error) {
	entries, err := readSubjects(dir, reference)
	if err != nil {
		return nil, err
	}
	set := &dataset{dir: dir}
	names := make([]string, 0, len(entries))
	for name := range entries {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		entry := entries[name]
		s := subject{name: name, reference: entry.Reference, masks: make(map[int]bool)}
		for _, n := range entry.Masks {
			s.masks[n] = true
		}
		if !s.masks[s.reference] {
			return nil, fmt.Errorf("the subject %s has no mask for its reference photo %02d", name, s.reference)
		}
		set.subjects = append(set.subjects, s)
		for n := range entry.Images {
			p := testPhoto{subject: name, number: n, path: filepath.Join(dir, "Images", name, fmt.Sprintf("%02d.jpg", n))}
			if n < len(entry.Background) && entry.Background[n] != nil {
				p.background = *entry.Background[n]
			}
			set.photos = append(set.photos, p)
		}
	}
	if len(set.subjects) == 0 {
		return nil, fmt.Errorf("there are no subjects in %s", filepath.Join(dir, "Images"))
	}
	return set, nil
}

func readSubjects(dir, reference string) (map[string]subjectEntry, error) {
	entries := make(map[string]subjectEntry)
	data, err := os.ReadFile(filepath.Join(dir, "subjects.json"))
	if err == nil {
		if err := json.Unmarshal(data, &entries); err != nil {
			return nil, fmt.Errorf("reading subjects.json: %w", err)
		}
		return entries, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("reading subjects.json: %w", err)
	}
	first, err := strconv.Atoi(reference)
	if err != nil {
		return nil, fmt.Errorf("the reference photo is a number, not %q", reference)
	}
	folders, err := os.ReadDir(filepath.Join(dir, "Images"))
	if err != nil {
		return nil, fmt.Errorf("listing the subjects: %w", err)
	}
	for _, folder := range folders {
		if !folder.IsDir() || strings.HasPrefix(folder.Name(), ".") {
			continue
		}
		images, err := filepath.Glob(filepath.Join(dir, "Images", folder.Name(), "*.jpg"))
		if err != nil {
			return nil, fmt.Errorf("listing the photos of %s: %w", folder.Name(), err)
		}
		entry := subjectEntry{Images: len(images), Reference: first}
		for n := range images {
			if _, err := os.Stat(maskPath(dir, folder.Name(), n)); err == nil {
				entry.Masks = append(entry.Masks, n)
			}
		}
		entries[folder.Name()] = entry
	}
	return entries, nil
}

// photo returns one photo of a subject.
func (d *dataset) photo(subject string, number int) (testPhoto, error) {
	for _, p := range d.photos {
		if p.subject == subject && p.number == number {
			return p, nil
		}
	}
	return testPhoto{}, fmt.Errorf("the subject %s has no photo %02d", subject, number)
}

// marked returns the numbers of a subject's photos that have a mask and are not
// its reference, in order.
func (d *dataset) marked(s subject) []int {
	var numbers []int
	for n := range s.masks {
		if n != s.reference {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// nextMarked returns the number of the photo with a mask that follows a subject's
// reference, the first where that is the last, and whether there is one.
func (d *dataset) nextMarked(name string) (int, bool) {
	i := slices.IndexFunc(d.subjects, func(s subject) bool { return s.name == name })
	if i < 0 {
		return 0, false
	}
	numbers := d.marked(d.subjects[i])
	if len(numbers) == 0 {
		return 0, false
	}
	for _, n := range numbers {
		if n > d.subjects[i].reference {
			return n, true
		}
	}
	return numbers[0], true
}

// without returns the photos that do not show a subject.
func (d *dataset) without(name string) []testPhoto {
	var photos []testPhoto
	for _, p := range d.photos {
		if p.subject != name && p.background != name {
			photos = append(photos, p)
		}
	}
	return photos
}

func maskPath(dir, subject string, number int) string {
	return filepath.Join(dir, "Annotations", subject, fmt.Sprintf("%02d.png", number))
}

// readMask reads an annotation: any value above zero is the object, as in the
// paper's code.
func readMask(ctx context.Context, path string) (*segment.Mask, error) {
	p, err := photo.Open(ctx, path, photo.Options{})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	img := p.Upright()
	gray := image.NewGray(img.Rect)
	for i := range gray.Pix {
		if img.Pix[4*i]|img.Pix[4*i+1]|img.Pix[4*i+2] != 0 {
			gray.Pix[i] = segment.Object
		}
	}
	return segment.MaskOf(gray), nil
}
