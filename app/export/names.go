package export

import (
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxName is the longest name of a file, in bytes: file systems allow 255, and
	// something may be put behind it.
	maxName = 200
	// maxExtension is the longest extension that is kept when a name is shortened.
	maxExtension = 16
	// joiner is in the middle of many an emoji.
	joiner = '\u200d'
	// maxClass is the longest name of a class, in bytes.
	maxClass = 200
)

// folded returns what two names have in common that some file system takes for one.
func folded(name string) string { return norm.NFC.String(cases.Fold().String(norm.NFC.String(name))) }

// safeName returns a name like a file's own that no file system refuses and that is
// one step down from its folder.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, name)
	name = shortened(strings.Trim(name, " ."))
	if name == "" {
		return "photo"
	}
	if stem, _, _ := strings.Cut(name, "."); isDevice(strings.TrimSpace(stem)) {
		return "_" + name
	}
	return name
}

// shortened cuts a name in the middle, so that it keeps its extension.
func shortened(name string) string {
	if len(name) <= maxName {
		return name
	}
	extension := filepath.Ext(name)
	if len(extension) > maxExtension {
		extension = ""
	}
	return strings.TrimRight(cut(name, maxName-len(extension)), " .") + extension
}

// cut returns the letters of s that fit into n bytes.
func cut(s string, n int) string {
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// isDevice reports whether Windows takes a name for a device.
func isDevice(name string) bool {
	name = strings.ToUpper(name)
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(name, "COM")
	if !ok {
		number, ok = strings.CutPrefix(name, "LPT")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}

// className returns the name of a concept as one line that every format can hold.
func className(concept string) string {
	name := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsGraphic(r) && r != joiner {
			return ' '
		}
		return r
	}, concept)
	name = cut(strings.Join(strings.Fields(name), " "), maxClass)
	if name = strings.TrimSpace(name); name == "" {
		return "object"
	}
	return name
}
