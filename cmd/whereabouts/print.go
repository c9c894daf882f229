package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
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
	Score     float64 `json:"score"`
	Box       [4]int  `json:"box"` // x, y, width, height
	Area      int     `json:"area"`
	Reference int     `json:"reference,omitempty"` // number of the --photo that it is most like, where there are several
	Unsure    bool    `json:"unsure,omitempty"`    // it is as like a look-alike
	Mask      string  `json:"mask,omitempty"`
}

func printJSON(w io.Writer, answers []answer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, a := range answers {
		line := jsonAnswer{Path: a.path, Score: a.score, Present: a.present, Cached: a.cached, Instances: []jsonInstance{}}
		for _, in := range a.instances {
			line.Instances = append(line.Instances, jsonInstance{
				Score: in.score, Box: in.box, Area: in.area, Reference: in.reference, Unsure: in.unsure, Mask: in.written,
			})
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
		place := "-"
		if len(a.instances) > 0 {
			box := a.instances[0].box
			place = fmt.Sprintf("%d×%d at %d,%d", box[2], box[3], box[0], box[1])
		}
		_, _ = fmt.Fprintf(table, "%.3f\t%s\t%s\t%s\n", a.score, a.judgement(), place, printable(a.path))
	}
	return table.Flush()
}

// judgement says whether the thing was found, in the table's words.
func (a answer) judgement() string {
	switch {
	case !a.present:
		return "no"
	case len(a.instances) > 0 && a.instances[0].unsure:
		return "not sure"
	}
	return "yes"
}

// printValue prints one value as a line of JSON.
func printValue(v any) error {
	if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
		return fmt.Errorf("printing the outcome: %w", err)
	}
	return nil
}
