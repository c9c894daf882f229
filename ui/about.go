package ui

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"whereabouts"
)

// An about screen says which version this is and what it stands on, with licences.
type about struct {
	window *window
	from   screen // over which it was opened
	root   *fyne.Container
}

// openAbout shows it.
func (w *window) openAbout() {
	s := &about{window: w, from: w.current}
	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), s.back)
	title := widget.NewLabelWithStyle(tr("About Whereabouts"), fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	text := widget.NewRichText(s.segments()...)
	text.Wrapping = fyne.TextWrapWord
	s.root = container.NewBorder(container.NewBorder(nil, nil, back, nil, title), nil, nil, nil, container.NewVScroll(text))
	w.cover(s)
}

// segments are the lines of what is said.
func (s *about) segments() []widget.RichTextSegment {
	lines := []widget.RichTextSegment{
		paragraph(tr("Version {{.Version}}", with{"Version": s.window.options.Version}), widget.RichTextStyleSubHeading),
		paragraph(tr("Everything happens on this machine: no photo and no word about one leaves it."), widget.RichTextStyleParagraph),
		paragraph(whereabouts.Licence(), widget.RichTextStyleParagraph),
	}
	return append(lines, s.thirdParty(whereabouts.ThirdParty())...)
}

func paragraph(text string, style widget.RichTextStyle) widget.RichTextSegment {
	return &widget.TextSegment{Text: strings.TrimSpace(text), Style: style}
}

// thirdParty returns the lines of a text in Markdown. Rows of tables are lines, in
// which a page's address is a link.
func (s *about) thirdParty(markdown string) (lines []widget.RichTextSegment) {
	for block := range strings.SplitSeq(markdown, "\n\n") {
		block = strings.TrimSpace(block)
		switch {
		case strings.HasPrefix(block, "#"):
			lines = append(lines, paragraph(strings.TrimLeft(block, "# "), widget.RichTextStyleSubHeading))
		case strings.HasPrefix(block, "|"):
			for i, row := range strings.Split(block, "\n") {
				if i > 1 { // below the heading and its line
					lines = append(lines, s.row(row)...)
				}
			}
		default:
			lines = append(lines, paragraph(strings.NewReplacer("\n", " ", "`", "").Replace(block), widget.RichTextStyleParagraph))
		}
	}
	return lines
}

// row returns a row of a table: what it is about first, and its address last.
func (s *about) row(row string) (line []widget.RichTextSegment) {
	var cells []string
	for cell := range strings.SplitSeq(strings.Trim(row, "| "), "|") {
		cells = append(cells, strings.ReplaceAll(strings.TrimSpace(cell), "`", ""))
	}
	last := cells[len(cells)-1]
	page := addressOf(last)
	if page != nil {
		cells = cells[:len(cells)-1]
	}
	line = append(line, &widget.TextSegment{Text: cells[0], Style: widget.RichTextStyle{Inline: true, TextStyle: fyne.TextStyle{Bold: true}}})
	rest := strings.Join(append([]string{""}, cells[1:]...), " · ")
	if page == nil {
		return append(line, lineEnd(rest))
	}
	line = append(line, &widget.TextSegment{Text: rest + " · ", Style: widget.RichTextStyleInline})
	return append(line, &widget.HyperlinkSegment{Text: last, URL: page, OnTapped: func() {
		if err := s.window.openURL(page); err != nil {
			s.window.message.fail(failed(err, "the page {{.Page}} could not be shown: {{.Reason}}", with{"Page": last}))
		}
	}}, lineEnd(""))
}

// lineEnd ends a line with a text.
func lineEnd(text string) widget.RichTextSegment {
	return &widget.TextSegment{Text: text, Style: widget.RichTextStyleParagraph}
}

// addressOf returns the page that a cell names, or nil.
func addressOf(cell string) *url.URL {
	host, _, found := strings.Cut(cell, "/")
	if !found || !strings.Contains(host, ".") || strings.Contains(cell, " ") {
		return nil
	}
	page, err := url.Parse("https://" + cell)
	if err != nil {
		return nil
	}
	return page
}

// back shows what was shown before.
func (s *about) back() {
	if before, ok := s.from.(*settings); ok {
		s.window.cover(before)
		return
	}
	s.window.uncover()
}

func (s *about) object() fyne.CanvasObject { return s.root }
func (s *about) entered()                  {}
func (s *about) left()                     {}
func (s *about) rune(rune)                 {}
func (s *about) do(command)                {}

func (s *about) key(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.back()
	}
}
