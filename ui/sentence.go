package ui

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence returns what err says with a capital letter and a full stop.
func sentence(err error) string {
	text := strings.TrimSpace(err.Error())
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return "Something went wrong without a reason."
	}
	text = string(unicode.ToUpper(first)) + text[size:]
	if !strings.ContainsRune(".!?", rune(text[len(text)-1])) {
		text += "."
	}
	return text
}

// count returns a number with the noun that fits it, such as "1 photo" and
// "12,431 photos".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number groups the digits of n by thousands.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
