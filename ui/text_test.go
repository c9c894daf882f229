package ui

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"whereabouts/app"
	"whereabouts/app/export"
	"whereabouts/library"
	"whereabouts/library/photo"
	"whereabouts/segment"
	"whereabouts/ui/transfer"
)

// speakFor has the window speak a language until the test ends.
func speakFor(t *testing.T, tag string) {
	t.Helper()
	t.Setenv("LANGUAGE", tag)
	speak(tag)
	t.Cleanup(func() { speak("en") })
}

// A spokenText is a text of a language, or its forms by the number in it.
type spokenText map[string]string

// textsOf returns all texts of a language by their key.
func textsOf(t *testing.T, tag string) map[string]spokenText {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("translations", tag+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(file, &raw); err != nil {
		t.Fatalf("%s: %v", tag, err)
	}
	texts := map[string]spokenText{}
	for key, value := range raw {
		var plain string
		forms := spokenText{}
		if json.Unmarshal(value, &plain) == nil {
			forms["other"] = plain
		} else if err := json.Unmarshal(value, &forms); err != nil {
			t.Fatalf("%s: %q: %v", tag, key, err)
		}
		texts[key] = forms
	}
	return texts
}

// usedTexts returns the texts that the package's source has spoken, and whether each
// has a number in it.
func usedTexts(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	for month := time.January; month <= time.December; month++ {
		used[month.String()] = false
	}
	for _, part := range spokenReasons() {
		used[part] = false
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	at := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(at, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if text, counted, ok := spokenBy(call); ok {
				literal, isLiteral := text.(*ast.BasicLit)
				if !isLiteral && (name == "text.go" || name == "reason.go") {
					return true // looks up what others have spoken
				}
				if !isLiteral {
					t.Errorf("%s: a text that is not written there cannot be looked for", at.Position(call.Pos()))
					return true
				}
				key, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				used[key] = counted
			}
			return true
		})
	}
	return used
}

// spokenBy returns the text that a call has spoken.
func spokenBy(call *ast.CallExpr) (text ast.Expr, counted, ok bool) {
	name, ok := call.Fun.(*ast.Ident)
	if !ok {
		return nil, false, false
	}
	switch name.Name {
	case "tr":
		return call.Args[0], false, true
	case "trn":
		return call.Args[0], true, true
	case "failed":
		return call.Args[1], false, true
	}
	return nil, false, false
}

// spokenReasons are the parts of errors of which there are translations: the known
// reasons of the packages below, and what systems say most.
func spokenReasons() (parts []string) {
	for _, err := range []error{
		photo.ErrMissing, photo.ErrUnreadable, photo.ErrNotAFile, photo.ErrEmpty, photo.ErrNotAPhoto, photo.ErrUnsupported,
		photo.ErrDamaged, photo.ErrTooLarge, photo.ErrEmptyMask,
		library.ErrCacheInUse, library.ErrCacheNewer, library.ErrCacheDamaged, library.ErrCacheBudget, library.ErrConceptDamaged,
		library.ErrConceptNewer, library.ErrConceptsInUse, library.ErrOffline, library.ErrNotARoot, library.ErrConceptName,
		library.ErrConceptUnknown, library.ErrNoPhotos, errAway,
		transfer.ErrNoClipboard, transfer.ErrNotTaken, transfer.ErrNoDrag, transfer.ErrNothing, transfer.ErrTooLarge,
		transfer.ErrNotAsked,
		app.ErrReference, segment.ErrRuntime, segment.ErrModel, segment.ErrDevice, segment.ErrEmptyMask,
	} {
		parts = append(parts, strings.Split(err.Error(), ": ")...)
	}
	for _, f := range export.Formats() {
		parts = append(parts, strings.Split(f.Title(), ": ")...)
	}
	for _, err := range []error{export.ErrExists, export.ErrOutside, export.ErrForeign, export.ErrChanged} {
		parts = append(parts, strings.Split(err.Error(), ": ")...)
	}
	parts = append(parts, "it did not answer in time", "Failed to get a WebGPU adapter", "No supported adapters", "Failed to load shared library")
	return append(parts, "permission denied", "no space left on device", "read-only file system",
		"no such file or directory", "unexpected end of file", "the decoder gave up", "its picture cannot be decoded",
		"its size is not the one it declares", "its width or height is zero")
}

func TestEveryTextIsInEveryLanguage(t *testing.T) {
	used := usedTexts(t)
	if len(used) < 150 {
		t.Fatalf("only %d texts were found in the source", len(used))
	}
	for _, tag := range languages {
		texts := textsOf(t, tag.String())
		for key, counted := range used {
			forms, there := texts[key]
			if !there {
				t.Errorf("%s lacks %q", tag, key)
				continue
			}
			if _, one := forms["one"]; one != (counted && tag.String() != "zh") {
				t.Errorf("%s has a form for one of %q: %v", tag, key, one)
			}
		}
		for key := range texts {
			if _, there := used[key]; !there {
				t.Errorf("%s has %q, which nothing says", tag, key)
			}
		}
	}
}

var place = regexp.MustCompile(`{{\.\w+}}`)

func TestTheSamePlacesAreInEveryLanguage(t *testing.T) {
	for _, tag := range languages {
		for key, forms := range textsOf(t, tag.String()) {
			want := placesOf(key)
			for form, text := range forms {
				got := placesOf(text)
				if form == "one" { // need not say the number
					delete(got, "{{.Count}}")
					want := maps.Clone(want)
					delete(want, "{{.Count}}")
					if !maps.Equal(got, want) {
						t.Errorf("%s: %q for one has other places than %q", tag, text, key)
					}
				} else if !maps.Equal(got, want) {
					t.Errorf("%s: %q has other places than %q", tag, text, key)
				}
				if strings.TrimSpace(text) == "" || strings.Contains(text, "\n") {
					t.Errorf("%s: %q is no text for %q", tag, text, key)
				}
			}
		}
	}
}

func placesOf(text string) map[string]bool {
	places := map[string]bool{}
	for _, p := range place.FindAllString(text, -1) {
		places[p] = true
	}
	return places
}

// keyHint is a key at the end of a label.
var keyHint = regexp.MustCompile(`\((\w|Esc|←|→|{{\.Key}})\)$`)

func TestEveryLanguageShowsTheSameKeys(t *testing.T) {
	for _, tag := range languages {
		for key, forms := range textsOf(t, tag.String()) {
			hint := keyHint.FindString(key)
			for _, text := range forms {
				if hint != "" && !strings.HasSuffix(strings.NewReplacer("（", "(", "）", ")").Replace(text), hint) {
					t.Errorf("%s: %q does not end with the key of %q", tag, text, key)
				}
			}
		}
	}
}

func TestEnglishTextsAreWhatTheSourceSays(t *testing.T) {
	for key, forms := range textsOf(t, "en") {
		if forms["other"] != key {
			t.Errorf("%q is %q", key, forms["other"])
		}
	}
}

func TestNumbersAndDaysAreWrittenAsTheLanguageDoes(t *testing.T) {
	day := time.Date(2024, time.May, 3, 0, 0, 0, 0, time.UTC)
	for tag, want := range map[string][]string{
		"en": {"12,431", "1 photo", "12,431 photos", "3 May 2024", "95 %", "4.2500", "Ctrl+Z"},
		"de": {"12.431", "1 Foto", "12.431 Fotos", "3. Mai 2024", "95 %", "4,2500", "Strg+Z"},
		"zh": {"12,431", "1 张照片", "12,431 张照片", "2024年5月3日", "95%", "4.2500", "Ctrl+Z"},
	} {
		speakFor(t, tag)
		got := []string{number(12431), photos(1), photos(12431), date(day), percent(0.95), decimal(4.25, 4), chord("Z")}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
}

func TestALanguageThatIsNotSpokenIsEnglish(t *testing.T) {
	for tag, want := range map[string]string{
		"de-AT": "All reviewed.", "zh-CN": "", "fr": "All reviewed.", "en-GB": "All reviewed.", "nonsense": "All reviewed.",
	} {
		speakFor(t, tag)
		got := tr("All reviewed.")
		if strings.HasPrefix(tag, "de") || strings.HasPrefix(tag, "zh") {
			if got == "All reviewed." {
				t.Errorf("%s is not spoken", tag)
			}
		} else if got != want {
			t.Errorf("%s: got %q", tag, got)
		}
	}
}

func TestErrorsAreToldInTheUsersLanguageAsFarAsTheyAreKnown(t *testing.T) {
	speakFor(t, "de")
	damaged := errors.New("the picture is damaged")
	err := failed(fmt.Errorf("%w: 3 bytes of dog.jpg are odd", damaged), "{{.Photo}} cannot be opened: {{.Reason}}", with{"Photo": "dog.jpg"})
	if want := "dog.jpg kann nicht geöffnet werden: das Bild ist beschädigt: 3 bytes of dog.jpg are odd"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if !errors.Is(err, damaged) {
		t.Error("what has failed is lost")
	}
	if got, want := sentence(damaged), "Das Bild ist beschädigt."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
