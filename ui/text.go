package ui

import (
	"embed"
	"encoding/json"
	"maps"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2/lang"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	numbers "golang.org/x/text/number"
)

// Texts are written in English where they are used and are looked up by that in
// the file of the user's language.
//
//go:embed translations/*.json
var translations embed.FS

// languages are those that the window speaks; the first stands in for all others.
var languages = []language.Tag{language.English, language.German, language.Chinese}

// A tongue is a language with what is needed to speak it.
type tongue struct {
	tag    language.Tag
	texts  *i18n.Localizer
	digits *message.Printer
}

// spoken is the language of the window, one for the program as Fyne's own is.
var spoken atomic.Pointer[tongue]

var loadTexts = sync.OnceValue(func() *i18n.Bundle {
	b := i18n.NewBundle(languages[0])
	b.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, tag := range languages {
		// The files are part of the program, and a test reads them all.
		_, _ = b.LoadMessageFileFS(translations, "translations/"+tag.String()+".json")
	}
	return b
})

// speak sets the language of the window: a tag such as "de", or the system's
// language where it is empty. What is on screen already stays as it is.
func speak(tag string) {
	wanted := tag
	if wanted == "" {
		wanted = lang.SystemLocale().String()
	}
	_, best, _ := language.NewMatcher(languages).Match(language.Make(wanted))
	chosen := languages[best]
	if tag != "" {
		// Where the system says its language in the environment, Fyne's own texts and
		// its choice of fonts follow.
		_ = os.Setenv("LANGUAGE", chosen.String())
		_ = lang.AddTranslationsForLocale([]byte("{}"), "en")
	}
	spoken.Store(&tongue{chosen, i18n.NewLocalizer(loadTexts(), chosen.String()), message.NewPrinter(chosen)})
}

func tongueNow() *tongue {
	if t := spoken.Load(); t != nil {
		return t
	}
	speak(languages[0].String())
	return spoken.Load()
}

// with is what the places of a text are filled with, by name.
type with map[string]any

// tr returns a text in the user's language. Its places, such as {{.Photo}}, are
// filled with the values of their names.
func tr(text string, fill ...with) string {
	return lookUp(i18n.LocalizeConfig{DefaultMessage: &i18n.Message{ID: text, Other: text}, TemplateData: merge(fill)})
}

// trn returns a text that has a number n in it, in the form that fits that. The text
// is the form for many; {{.Count}} is where n is.
func trn(text string, n int, fill ...with) string {
	return lookUp(i18n.LocalizeConfig{
		DefaultMessage: &i18n.Message{ID: text, Other: text},
		TemplateData:   merge(append(fill, with{"Count": number(n)})),
		PluralCount:    n,
	})
}

func merge(fill []with) with {
	all := with{}
	for _, f := range fill {
		maps.Copy(all, f)
	}
	return all
}

func lookUp(c i18n.LocalizeConfig) string {
	text, err := tongueNow().texts.Localize(&c)
	if err != nil && text == "" {
		return c.DefaultMessage.Other
	}
	return text
}

// has reports whether a text is in the file of the user's language.
func has(text string) bool {
	_, err := tongueNow().texts.Localize(&i18n.LocalizeConfig{MessageID: text, TemplateData: with{}})
	return err == nil
}

// number groups the digits of n as the user's language does.
func number(n int) string { return tongueNow().digits.Sprint(numbers.Decimal(n)) }

// decimal writes a number with a fixed number of digits after the point.
func decimal(v float64, digits int) string {
	return tongueNow().digits.Sprint(numbers.Decimal(v, numbers.Scale(digits)))
}

// percent writes a share of one in hundredths.
func percent(share float64) string { return tr("{{.Number}} %", with{"Number": decimal(100*share, 0)}) }

// date writes a day.
func date(t time.Time) string {
	return tr("{{.Day}} {{.Month}} {{.Year}}", with{
		"Day": strconv.Itoa(t.Day()), "Month": tr(t.Month().String()), "Year": strconv.Itoa(t.Year()),
	})
}

// photos is a number of photos.
func photos(n int) string { return trn("{{.Count}} photos", n) }
