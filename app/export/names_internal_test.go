package export

import (
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// nasty are parts of names that are a nuisance.
var nasty = []string{"..", "/", `\`, "CON", "nul", "COM1", ".", " ", "\n", "🐈‍⬛", "a", "A", "é", "e\u0301", ":", "\x00", "\xff", "\u202e", ".jpg", ".cr2", "(2)", strings.Repeat("n", 300)}

func TestNoNameIsAFormula(t *testing.T) {
	for name, want := range map[string]string{"=1+2": "'=1+2", "@SUM(A1)": "'@SUM(A1)", "-1": "'-1", "+1": "'+1", "Mimi=": "Mimi=", "": ""} {
		if got := inert(name); got != want {
			t.Errorf("%q is written as %q, want %q", name, got, want)
		}
	}
}

func TestNamesStayInTheFolderAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(nasty), 0, 5).Draw(t, "parts"), "")
		})
		var photos []Photo
		for _, name := range rapid.SliceOfN(word, 1, 8).Draw(t, "names") {
			photos = append(photos, Photo{Path: "/photos/" + name, Finds: make([]Find, 2)})
		}
		for _, format := range Formats() {
			j := Job{Dir: "/nowhere/out", Concept: word.Draw(t, "concept"), Photos: photos}
			job := &task{Job: j, class: className(j.Concept), folder: newFolder(j.Dir, false)}
			job.nameAll()
			if _, err := format.plan(job); err != nil {
				t.Fatalf("%s: %v", format.Name(), err)
			}
			for name := range job.folder.reserved {
				wantSafe(t, name)
			}
			if job.class == "" || strings.ContainsFunc(job.class, unicode.IsControl) {
				t.Fatalf("the class is %q", job.class)
			}
		}
	})
}

func wantSafe(t *rapid.T, name string) {
	if !filepath.IsLocal(name) || path.Clean(name) != name {
		t.Fatalf("%q leads out", name)
	}
	for step := range strings.SplitSeq(name, "/") {
		stem, _, _ := strings.Cut(step, ".")
		if len(step) > 255 || strings.Trim(step, " .") == "" || strings.HasSuffix(step, ".") || isDevice(stem) ||
			strings.ContainsAny(step, `<>:"\|?*`) || strings.ContainsFunc(step, unicode.IsControl) {
			t.Fatalf("the step %q of %q is refused somewhere", step, name)
		}
	}
}
