package main

import (
	"strings"
	"testing"
)

func TestTableTellsWhatWasFound(t *testing.T) {
	place := instance{box: [4]int{1, 2, 30, 40}}
	unsure := place
	unsure.unsure = true
	for want, a := range map[string]answer{
		"0.900  yes    30×40 at 1,2  a.jpg":    {path: "a.jpg", score: 0.9, present: true, instances: []instance{place, unsure}},
		"0.600  not sure  30×40 at 1,2  a.jpg": {path: "a.jpg", score: 0.6, present: true, instances: []instance{unsure}},
		"0.200  no     30×40 at 1,2  a.jpg":    {path: "a.jpg", score: 0.2, instances: []instance{unsure}},
		"0.000  no     -    a.jpg":             {path: "a.jpg"},
	} {
		var table strings.Builder
		if err := printTable(&table, []answer{a}); err != nil {
			t.Fatal(err)
		}
		if _, row, _ := strings.Cut(table.String(), "\n"); row != want+"\n" {
			t.Errorf("got %q, want %q", row, want)
		}
	}
}

func TestJSONTellsReferenceAndDoubtOnlyWhereThereIsSome(t *testing.T) {
	for want, in := range map[string]instance{
		`{"score":0.5,"box":[0,0,1,1],"area":1}`:                             {score: 0.5, box: [4]int{0, 0, 1, 1}, area: 1},
		`{"score":0.5,"box":[0,0,1,1],"area":1,"reference":2,"unsure":true}`: {score: 0.5, box: [4]int{0, 0, 1, 1}, area: 1, reference: 2, unsure: true},
	} {
		var line strings.Builder
		if err := printJSON(&line, []answer{{path: "a.jpg", instances: []instance{in}}}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(line.String(), `"instances":[`+want+`]`) {
			t.Errorf("got %s, want %s in it", line.String(), want)
		}
	}
}
