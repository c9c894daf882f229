// Command generate renders the sample library: the photos, the masks of the
// objects in them, and the index. It works in the current directory, which
// go generate makes that of package sample. With names of photos it renders
// only those and leaves the index alone.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"whereabouts/assets/sample/album"
)

// An object that fills less of a photo than least, or more than most, is not
// worth looking for in it.
const (
	least = 0.002
	most  = 0.6
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		stop()
		log.Fatal(err)
	}
}

func run(ctx context.Context, names []string) error {
	for _, s := range album.Shots() {
		if len(names) > 0 && !slices.Contains(names, s.Name) {
			continue
		}
		if err := take(ctx, s); err != nil {
			return err
		}
		log.Println(s.Name)
	}
	if len(names) > 0 {
		return nil
	}
	return index()
}

// take renders one photo and its masks.
func take(ctx context.Context, s album.Shot) error {
	width, height := s.Size()
	p, err := s.Render(ctx, width, height)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.Encode(&b, p.Image); err != nil {
		return err
	}
	if err := write(filepath.Join("photos", filepath.FromSlash(s.Name)), b.Bytes()); err != nil {
		return err
	}
	shown := s.Objects()
	for i, o := range album.Objects() {
		if !slices.Contains(shown, o.Slug) {
			continue
		}
		mask, share := p.Mask(i + 1)
		if share < least || share > most {
			return fmt.Errorf("the %s fills %.2f %% of %s; move it or the camera", o.Name, 100*share, s.Name)
		}
		b.Reset()
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, mask); err != nil {
			return fmt.Errorf("encoding the mask of %s in %s: %w", o.Name, s.Name, err)
		}
		name := filepath.FromSlash(strings.TrimSuffix(s.Name, ".jpg") + ".png")
		if err := write(filepath.Join("masks", o.Slug, name), b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// entry is an object in the index.
type entry struct {
	Slug      string   `json:"slug"`
	Name      string   `json:"name"`
	Reference string   `json:"reference"`
	Photos    []string `json:"photos"`
}

// index writes which photos show which object.
func index() error {
	entries := make([]entry, 0, len(album.Objects()))
	for _, o := range album.Objects() {
		e := entry{Slug: o.Slug, Name: o.Name, Reference: o.Reference}
		for _, s := range album.Shots() {
			if slices.Contains(s.Objects(), o.Slug) {
				e.Photos = append(e.Photos, s.Name)
			}
		}
		slices.Sort(e.Photos)
		entries = append(entries, e)
	}
	b, err := json.MarshalIndent(entries, "", "\t")
	if err != nil {
		return fmt.Errorf("encoding the index: %w", err)
	}
	return write("objects.json", append(b, '\n'))
}

func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", path, err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
