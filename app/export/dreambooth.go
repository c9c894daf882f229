package export

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path"

	"whereabouts/app"
)

// dreambooth writes a folder to train DreamBooth or a LoRA from: the photos in images,
// each with its caption in a text beside it and all captions in metadata.jsonl, and in
// masks, under the same name, what of it shows the concept: 255 there and 0 in the
// background, which is to be left out of the loss.
type dreambooth struct{}

func (dreambooth) Name() string  { return "dreambooth" }
func (dreambooth) Title() string { return "DreamBooth or LoRA: images, masks, captions" }

const dreamboothFile = "images/metadata.jsonl"

func (dreambooth) plan(t *task) (writer, error) {
	w := &dreamboothWriter{task: t, done: make([]string, len(t.Photos))}
	err := t.folder.reserve(dreamboothFile)
	if err == nil {
		w.copies, err = t.reserveCopies("images/")
	}
	if err == nil {
		w.captions, err = t.reserve("images/", ".txt")
	}
	if err == nil {
		w.maskNames, err = t.reserve("masks/", ".png")
	}
	return w, err
}

type dreamboothWriter struct {
	*task
	copies    copies
	captions  []string
	maskNames []string
	done      []string // the names of the copies that were written
}

func (w *dreamboothWriter) caption() string { return "a photo of " + w.class }

func (w *dreamboothWriter) photo(ctx context.Context, n int) error {
	all, err := w.masks(n)
	if err != nil {
		return err
	}
	mask, err := app.EncodeMask(united(all))
	if err != nil {
		return unusable{err}
	}
	name, err := w.copyPhoto(ctx, n, all[0].Size, w.copies)
	if err != nil {
		return err
	}
	if err := w.folder.write(w.maskNames[n], mask); err != nil {
		return err
	}
	if err := w.folder.write(w.captions[n], []byte(w.caption()+"\n")); err != nil {
		return err
	}
	w.done[n] = path.Base(name)
	return nil
}

func (w *dreamboothWriter) finish(context.Context) error {
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	for _, name := range w.done {
		if name == "" {
			continue
		}
		err := lines.Encode(struct {
			File string `json:"file_name"`
			Text string `json:"text"`
		}{name, w.caption()})
		if err != nil {
			return fmt.Errorf("making %s: %w", dreamboothFile, err)
		}
	}
	return w.folder.write(dreamboothFile, b.Bytes())
}
