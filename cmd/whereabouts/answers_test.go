package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"whereabouts/library"
	"whereabouts/library/photo"
)

type stateKey struct{}

// state is what a script's commands remember.
type state struct {
	last, before []line // of --json
}

func stateOf(ts *testscript.TestScript) *state {
	s, ok := ts.Value(stateKey{}).(*state)
	if !ok {
		ts.Fatalf("the script was not set up")
	}
	return s
}

// line is one line of --json as another program reads it.
type line struct {
	Path      *string     `json:"path"`
	Score     *float64    `json:"score"`
	Present   *bool       `json:"present"`
	Instances []linePlace `json:"instances"`
	Cached    *bool       `json:"cached"`
}

type linePlace struct {
	Score     *float64 `json:"score"`
	Box       []int    `json:"box"`
	Area      *int     `json:"area"`
	Reference int      `json:"reference"`
	Unsure    bool     `json:"unsure"`
	Mask      string   `json:"mask"`
}

func (p linePlace) box() image.Rectangle {
	return image.Rect(p.Box[0], p.Box[1], p.Box[0]+p.Box[2], p.Box[1]+p.Box[3])
}

// answers is the command "answers N". It reads the JSON that was printed last,
// which must have N lines, best first, and be what the contract says: exactly
// these fields, scores in 0..1, photos judged by their score, an instance in each
// photo that shows the thing, and of each instance a box and an area that agree
// with its mask where that was written.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	var lines []line
	for text := range strings.Lines(ts.ReadFile("stdout")) {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.DisallowUnknownFields()
		var l line
		ts.Check(decoder.Decode(&l))
		checkLine(ts, l, text)
		if n := len(lines); n > 0 && *lines[n-1].Score < *l.Score {
			ts.Fatalf("%s has a better score than the one before it", *l.Path)
		}
		lines = append(lines, l)
	}
	if got := strconv.Itoa(len(lines)); got != args[0] {
		ts.Fatalf("there are %s answers and should be %s", got, args[0])
	}
	s := stateOf(ts)
	s.last, s.before = lines, s.last
}

func checkLine(ts *testscript.TestScript, l line, text string) {
	if l.Path == nil || l.Score == nil || l.Present == nil || l.Cached == nil || l.Instances == nil {
		ts.Fatalf("a field is missing: %s", text)
	}
	if *l.Score < 0 || *l.Score > 1 || *l.Present != (*l.Score >= library.PresentScore) {
		ts.Fatalf("the score does not agree with the judgement: %s", text)
	}
	if *l.Present && len(l.Instances) == 0 {
		ts.Fatalf("it was found nowhere: %s", text)
	}
	p, err := photo.Open(context.Background(), ts.MkAbs(*l.Path), photo.Options{})
	ts.Check(err)
	for _, place := range l.Instances {
		if place.Score == nil || len(place.Box) != 4 || place.Area == nil {
			ts.Fatalf("a field of an instance is missing: %s", text)
		}
		box := place.box()
		if box.Empty() || !box.In(image.Rectangle{Max: p.Size()}) || *place.Area < 1 || *place.Area > box.Dx()*box.Dy() {
			ts.Fatalf("the box or the area is impossible in a photo of %v: %s", p.Size(), text)
		}
		if place.Mask != "" {
			checkMask(ts, place, p.Size())
		}
	}
}

// checkMask wants a PNG of 8-bit grey, 0 and 255, that has the photo's size and
// the instance's box and area.
func checkMask(ts *testscript.TestScript, place linePlace, size image.Point) {
	b, err := os.ReadFile(ts.MkAbs(place.Mask))
	ts.Check(err)
	if depth, colour := b[24], b[25]; depth != 8 || colour != 0 {
		ts.Fatalf("%s has depth %d and colour type %d", place.Mask, depth, colour)
	}
	img, err := png.Decode(bytes.NewReader(b))
	ts.Check(err)
	mask, ok := img.(*image.Gray)
	if !ok || mask.Rect != (image.Rectangle{Max: size}) {
		ts.Fatalf("%s is a %T of %v, and the photo has %v", place.Mask, img, img.Bounds(), size)
	}
	var box image.Rectangle
	area := 0
	for y := range size.Y {
		for x := range size.X {
			switch mask.GrayAt(x, y).Y {
			case 0:
			case 255:
				area++
				box = box.Union(image.Rect(x, y, x+1, y+1))
			default:
				ts.Fatalf("%s is neither black nor white at %d,%d", place.Mask, x, y)
			}
		}
	}
	if box != place.box() || area != *place.Area {
		ts.Fatalf("%s has box %v and area %d, but the answer says %v and %d", place.Mask, box, area, place.box(), *place.Area)
	}
}

// cachedAnswers is the command "cachedanswers N": at least N photos of the last
// answer came from the cache.
func cachedAnswers(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	for _, l := range stateOf(ts).last {
		if *l.Cached {
			got++
		}
	}
	if got < want {
		ts.Fatalf("%d answers came from the cache and %d should have", got, want)
	}
}

// checkAnswer is the command "[!] answer PATH [WORD...]": the photo is in the
// answer, or is not. Words are present=BOOL, cached=BOOL, masks=BOOL, and of the
// best instance reference=N, unsure=BOOL and box=X,Y,W,H, which its box must
// overlap by at least 0.8, as intersection over union.
func checkAnswer(ts *testscript.TestScript, neg bool, args []string) {
	all := stateOf(ts).last
	i := slices.IndexFunc(all, func(l line) bool { return *l.Path == args[0] })
	if neg || i < 0 {
		if neg != (i < 0) {
			ts.Fatalf("is %s in the answer? %t", args[0], i >= 0)
		}
		return
	}
	l := all[i]
	for _, word := range args[1:] {
		name, want, _ := strings.Cut(word, "=")
		got := ""
		switch name {
		case "present":
			got = strconv.FormatBool(*l.Present)
		case "cached":
			got = strconv.FormatBool(*l.Cached)
		case "masks":
			got = strconv.FormatBool(l.Instances[0].Mask != "")
		case "reference":
			got = strconv.Itoa(l.Instances[0].Reference)
		case "unsure":
			got = strconv.FormatBool(l.Instances[0].Unsure)
		case "box":
			got = boxNear(ts, l.Instances[0].box(), want)
		}
		if got != want {
			ts.Fatalf("%s has %s=%s and should have %s", args[0], name, got, want)
		}
	}
}

// boxNear returns want if the box is nearly that, else the box.
func boxNear(ts *testscript.TestScript, box image.Rectangle, want string) string {
	var p linePlace
	ts.Check(json.Unmarshal([]byte("["+want+"]"), &p.Box))
	area := func(r image.Rectangle) float64 { return float64(r.Dx() * r.Dy()) }
	common := area(box.Intersect(p.box()))
	if common/(area(box)+area(p.box())-common) >= 0.8 {
		return want
	}
	return box.String()
}

// sameBoxes is the command "sameboxes N": the boxes of all answers differ by at
// most so many pixels, which is what saving a photo as JPEG does to it.
func sameBoxes(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	limit, err := strconv.Atoi(args[0])
	ts.Check(err)
	all := stateOf(ts).last
	for _, l := range all {
		for i, v := range l.Instances[0].Box {
			if d := v - all[0].Instances[0].Box[i]; d > limit || d < -limit {
				ts.Fatalf("%s has the box %v and %s has %v", *all[0].Path, all[0].Instances[0].Box, *l.Path, l.Instances[0].Box)
			}
		}
	}
}

// sameAnswers is the command "sameanswers": the last two answers agree in all
// but where masks were written and whether the cache helped.
func sameAnswers(ts *testscript.TestScript, neg bool, _ []string) {
	refuseNegation(ts, neg)
	s := stateOf(ts)
	text := func(lines []line) string {
		var b strings.Builder
		for _, l := range lines {
			fmt.Fprintln(&b, *l.Path, *l.Score, *l.Present)
			for _, p := range l.Instances {
				fmt.Fprintln(&b, *p.Score, p.Box, *p.Area)
			}
		}
		return b.String()
	}
	if before, last := text(s.before), text(s.last); before != last {
		ts.Fatalf("first:\n%sthen:\n%s", before, last)
	}
}

// checkCutouts is the command "cutouts DIR": each instance of the last answer has a PNG
// there of about the size of its box, since edges follow the photo's, with the photo's
// pixels in its middle, upright.
func checkCutouts(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	for _, l := range stateOf(ts).last {
		p, err := photo.Open(context.Background(), ts.MkAbs(*l.Path), photo.Options{})
		ts.Check(err)
		upright := p.Upright()
		for _, place := range l.Instances {
			// The cut-out and the mask of an instance have the same name.
			name := filepath.Join(args[0], filepath.Base(place.Mask))
			cutout := decodePNG(ts, name)
			size := cutout.Bounds().Size()
			const slack = 12
			if off := size.Sub(place.box().Size()); max(off.X, -off.X, off.Y, -off.Y) > slack {
				ts.Fatalf("%s has %v, but the box is %v", name, cutout.Bounds(), place.box())
			}
			middle := color.NRGBAModel.Convert(cutout.At(size.X/2, size.Y/2))
			near := image.Rectangle{Min: place.box().Min.Add(size.Div(2)), Max: place.box().Min.Add(size.Div(2))}.Inset(-slack)
			if _, _, _, alpha := middle.RGBA(); alpha == 0xffff && !shows(upright, near, middle) {
				ts.Fatalf("%s has %v in its middle, which the photo has not there", name, middle)
			}
		}
	}
}

// shows reports whether a part of a picture has a pixel of a colour.
func shows(img *image.NRGBA, part image.Rectangle, c color.Color) bool {
	part = part.Intersect(img.Rect)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if img.NRGBAAt(x, y) == c {
				return true
			}
		}
	}
	return false
}

func decodePNG(ts *testscript.TestScript, name string) image.Image {
	f, err := os.Open(ts.MkAbs(name))
	ts.Check(err)
	defer func() { _ = f.Close() }()
	img, err := png.Decode(f)
	ts.Check(err)
	return img
}
