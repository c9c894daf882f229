package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"whereabouts/segment"
)

// table writes one CSV with a line for each find: the photo's path and size, the box,
// the area, and the mask as COCO's compressed run lengths.
type table struct{}

func (table) Name() string  { return "csv" }
func (table) Title() string { return "one table of all finds, CSV" }

const tableFile = "finds.csv"

func (table) plan(t *task) (writer, error) {
	return &tableWriter{task: t, lines: make([][][]string, len(t.Photos))}, t.folder.reserve(tableFile)
}

type tableWriter struct {
	*task
	lines [][][]string // of each photo
}

func (w *tableWriter) photo(ctx context.Context, n int) error {
	all, err := w.masks(n)
	if err != nil {
		return err
	}
	full, err := absolute(w.Photos[n].Path)
	if err != nil {
		return err
	}
	for i, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		w.lines[n] = append(w.lines[n], w.line(full, i, w.Photos[n].Finds[i], m))
	}
	return nil
}

// heading names the columns.
func heading() []string {
	return []string{
		"photo", "find", "concept", "score", "accepted", "unsure",
		"photo_width", "photo_height", "x", "y", "width", "height", "area", "rle",
	}
}

func (w *tableWriter) line(path string, i int, f Find, m *segment.Mask) []string {
	line := []string{
		path, strconv.Itoa(i + 1), inert(w.class), strconv.FormatFloat(f.Score, 'f', 4, 64),
		strconv.FormatBool(f.Accepted), strconv.FormatBool(f.Unsure),
	}
	box := boxOf(m.Box())
	for _, v := range append([]int{m.Size.X, m.Size.Y}, append(box[:], m.Area())...) {
		line = append(line, strconv.Itoa(v))
	}
	return append(line, RLEOf(m).String())
}

// inert returns a text that no spreadsheet takes for a formula: one that begins like
// that gets an apostrophe before it.
func inert(text string) string {
	if strings.ContainsAny(text[:min(1, len(text))], "=+-@") {
		return "'" + text
	}
	return text
}

func (w *tableWriter) finish(context.Context) error {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	_ = c.Write(heading()) // an error stays and is told at the end
	for _, lines := range w.lines {
		for _, line := range lines {
			_ = c.Write(line)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("making %s: %w", tableFile, err)
	}
	return w.folder.write(tableFile, b.Bytes())
}
