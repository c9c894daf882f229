package ui

import (
	"net/url"
	"strings"
	"unicode"

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

	root    *fyne.Container
	page    *fyne.Container
	scroll  *container.Scroll
	licence *widget.Button
	lines   *widget.List // of the licence, where that is shown
}

// openAbout shows it.
func (w *window) openAbout() {
	s := &about{window: w, from: w.current}
	back := widget.NewButtonWithIcon(tr("Back (Esc)"), theme.NavigateBackIcon(), s.back)
	title := widget.NewLabelWithStyle(tr("About Whereabouts"), fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	s.licence = widget.NewButton(tr("Show the licence (L)"), s.showLicence)
	text := widget.NewRichText(s.segments()...)
	text.Wrapping = fyne.TextWrapWord
	s.scroll = container.NewVScroll(text)
	s.page = container.NewStack(s.scroll)
	updates := widget.NewButton(tr("Check for updates (U)"), s.checkForUpdates)
	s.root = container.NewBorder(container.NewBorder(nil, nil, back, container.NewHBox(updates, s.licence), title), nil, nil, nil, s.page)
	w.cover(s)
}

// showLicence shows the licence in place of what the program stands on, line by line,
// since it is long.
func (s *about) showLicence() {
	lines := strings.Split(strings.TrimSpace(whereabouts.Licence()), "\n")
	s.lines = widget.NewList(func() int { return len(lines) }, func() fyne.CanvasObject { return widget.NewLabel("") },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			if line, ok := o.(*widget.Label); ok {
				line.SetText(lines[i])
			}
		})
	s.lines.HideSeparators = true
	s.lines.OnSelected = func(widget.ListItemID) { s.lines.UnselectAll() }
	s.page.Objects = []fyne.CanvasObject{s.lines}
	s.page.Refresh()
	s.licence.Hide()
}

// segments are the lines of what is said.
func (s *about) segments() []widget.RichTextSegment {
	lines := []widget.RichTextSegment{
		paragraph(tr("Version {{.Version}}", with{"Version": s.window.options.Version}), widget.RichTextStyleSubHeading),
		paragraph(tr("Whether there is a newer version is never asked by itself: Check for updates opens the page of all versions in your browser."), widget.RichTextStyleParagraph),
		paragraph(tr("Everything happens on this machine: no photo and no word about one leaves it."), widget.RichTextStyleParagraph),
		paragraph(tr("Whereabouts is free software under the Apache License 2.0. It stands on the work of others:"), widget.RichTextStyleParagraph),
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
	line = append(line, lineEnd(rest))
	return append(line, &widget.HyperlinkSegment{Text: last, URL: page, OnTapped: func() { s.showPage(page, last) }}, lineEnd(""))
}

// releases is the page of all versions.
const releases = "github.com/whereabouts/whereabouts/releases"

// checkForUpdates shows the page of all versions in the browser. Nothing is sent but what
// that sends.
func (s *about) checkForUpdates() { s.showPage(addressOf(releases), releases) }

// showPage shows a page, of a name, in the browser.
func (s *about) showPage(page *url.URL, name string) {
	if err := s.window.openURL(page); err != nil {
		s.window.message.fail(failed(err, "the page {{.Page}} could not be shown: {{.Reason}}", with{"Page": name}))
	}
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
func (s *about) do(command)                {}

func (s *about) key(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		s.back()
	case s.lines != nil:
		s.lines.ScrollToOffset(max(0, s.lines.GetScrollOffset()+scrolled(e.Name, s.lines.Size().Height)))
	default:
		scrollBy(s.scroll, e.Name)
	}
}

func (s *about) rune(r rune) {
	switch r = unicode.ToLower(r); {
	case r == 'l' && s.licence.Visible():
		s.showLicence()
	case r == 'u':
		s.checkForUpdates()
	}
}

// scrollBy scrolls as a key asks.
func scrollBy(c *container.Scroll, key fyne.KeyName) {
	if by := scrolled(key, c.Size().Height); by != 0 {
		c.ScrollToOffset(fyne.NewPos(0, max(0, c.Offset.Y+by)))
	}
}

// scrolled is how far a key scrolls in a view of some height.
func scrolled(key fyne.KeyName, height float32) float32 {
	return map[fyne.KeyName]float32{
		fyne.KeyUp: -steps(10), fyne.KeyDown: steps(10), fyne.KeyPageUp: -height * 0.9, fyne.KeyPageDown: height * 0.9, fyne.KeySpace: height * 0.9,
	}[key]
}
