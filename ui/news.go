package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// maxNews is how many things are named at a time.
const maxNews = 3

// news is the line that tells which things were found in photos that came, until they
// are looked at.
type news struct {
	window *window
	object *fyne.Container
	text   *widget.Label
	show   *widget.Button
	of     []*thing // the first one that was found first
}

func newNews(w *window) *news {
	n := &news{window: w, text: widget.NewLabel("")}
	n.text.Truncation = fyne.TextTruncateEllipsis
	n.show = widget.NewButton(tr("Show ({{.Key}})", with{"Key": chord("N")}), n.open)
	hide := widget.NewButtonWithIcon("", theme.CancelIcon(), n.clear)
	hide.Importance = widget.LowImportance
	n.object = container.NewVBox(
		container.NewBorder(nil, nil, container.NewPadded(widget.NewIcon(theme.InfoIcon())), container.NewHBox(n.show, hide), n.text),
		widget.NewSeparator())
	n.object.Hide()
	return n
}

// tell tells of a thing that was found.
func (n *news) tell(t *thing) {
	if !slices.Contains(n.of, t) {
		n.of = append(n.of, t)
	}
	n.update()
}

// forget tells no more of a thing.
func (n *news) forget(t *thing) {
	n.of = slices.DeleteFunc(n.of, func(o *thing) bool { return o == t })
	n.update()
}

func (n *news) clear() {
	n.of = nil
	n.update()
}

func (n *news) update() {
	if hidden := len(n.of) == 0; n.object.Hidden != hidden {
		n.object.Hidden = hidden
		n.window.win.Content().Refresh()
	}
	if len(n.of) > 0 {
		n.text.SetText(n.sentence())
	}
}

// sentence says what was found.
func (n *news) sentence() string {
	first := n.of[0]
	parts := []string{trn("{{.Thing}} was found in {{.Count}} new photos", first.tally.New, with{"Thing": first.called()})}
	for _, t := range n.of[1:min(maxNews, len(n.of))] {
		parts = append(parts, tr("{{.Thing}} in {{.Number}}", with{"Thing": t.called(), "Number": number(t.tally.New)}))
	}
	if more := len(n.of) - maxNews; more > 0 {
		parts = append(parts, trn("and {{.Count}} other things", more))
	}
	return strings.Join(parts, tr(", ")) + tr(".")
}

// open shows the first of the things, at what is new.
func (n *news) open() {
	if len(n.of) == 0 {
		return
	}
	t := n.of[0]
	n.window.things.open(t)
	if t.page != nil {
		t.page.toNew = true
		t.page.goToNew()
	}
}
