package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// jsonAnswer is one line of --json, a contract with programs that read it.
type jsonAnswer struct {
	Path      string         `json:"path"`
	Score     float64        `json:"score"`
	Present   bool           `json:"present"`
	Instances []jsonInstance `json:"instances"`
	Cached    bool           `json:"cached"`
}

type jsonInstance struct {
	Score float64 `json:"score"`
	Box   [4]int  `json:"box"` // x, y, width, height
	Area  int     `json:"area"`
	Mask  string  `json:"mask,omitempty"`
}

func printJSON(w io.Writer, answers []answer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, a := range answers {
		line := jsonAnswer{Path: a.path, Score: a.score, Present: a.present, Cached: a.cached, Instances: []jsonInstance{}}
		for _, in := range a.instances {
			line.Instances = append(line.Instances, jsonInstance{Score: in.score, Box: in.box, Area: in.area, Mask: in.written})
		}
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func printTable(w io.Writer, answers []answer) error {
	if len(answers) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "SCORE\tFOUND\tBOX\tPHOTO")
	for _, a := range answers {
		present := "no"
		if a.present {
			present = "yes"
		}
		box := a.instances[0].box
		_, _ = fmt.Fprintf(table, "%.3f\t%s\t%d×%d at %d,%d\t%s\n", a.score, present, box[2], box[3], box[0], box[1], printable(a.path))
	}
	return table.Flush()
}
