package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence returns what err says with a capital letter and a full stop.
func sentence(err error) string {
	text := strings.TrimSpace(reason(err))
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return tr("Something went wrong without a reason.")
	}
	text = string(unicode.ToUpper(first)) + text[size:]
	if last, _ := utf8.DecodeLastRuneInString(text); !strings.ContainsRune(".!?。！？", last) {
		text = tr("{{.Sentence}}.", with{"Sentence": text})
	}
	return text
}
