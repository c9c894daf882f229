package ui

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"whereabouts/app"
	"whereabouts/app/export"
	"whereabouts/segment"
)

// chooseFormat shows the formats that other programs read, below the button of the
// ways out, and exports in the chosen one.
func (s *results) chooseFormat() {
	if len(s.toSave()) == 0 || s.saving {
		return
	}
	var items []*fyne.MenuItem
	for _, f := range export.Formats() {
		items = append(items, fyne.NewMenuItem(formatTitle(f), func() { s.chooseWhereToExport(f) }))
	}
	s.window.dropDown(s.leave, items)
}

// formatTitle says in the user's language what a format writes.
func formatTitle(f export.Format) string {
	title := inParts(f.Title())
	first := []rune(title)[:1]
	return strings.ToUpper(string(first)) + strings.TrimPrefix(title, string(first))
}

// dropDown shows a menu below an object, with the keyboard on it.
func (w *window) dropDown(below fyne.CanvasObject, items []*fyne.MenuItem) {
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), w.win.Canvas())
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(below)
	size := below.Size()
	menu.ShowAtPosition(at.AddXY(size.Width-menu.MinSize().Width, size.Height))
	w.win.Canvas().Focus(menu)
}

// chooseWhereToExport asks for a folder and exports there what would be saved.
func (s *results) chooseWhereToExport(f export.Format) {
	finds := s.toSave()
	s.window.chooseToSave(tr("Choose a folder to export to"), tr("Export here"), func(dir string) {
		s.export(f, dir, finds, false)
	})
}

// export writes finds in a format into a folder. Where files are in the way it offers
// to replace them.
func (s *results) export(f export.Format, dir string, finds []*find, replace bool) {
	job := export.Job{Dir: dir, Concept: s.thing.name, Photos: exportable(finds), Overwrite: replace, Options: s.window.photos}
	s.saveBy(exporter(f, job, s.window.scan.shelf), dir, finds, func(err error) {
		if errors.Is(err, export.ErrExists) {
			s.footer.offer(tr("Replace what is there ({{.Key}})", with{"Key": chord("E")}), func() { s.export(f, dir, finds, true) })
		}
	})
}

// exportable returns what of finds is to be exported.
func exportable(finds []*find) []export.Photo {
	photos := make([]export.Photo, 0, len(finds))
	for _, f := range finds {
		p := export.Photo{Path: f.path}
		for _, in := range f.left() {
			p.Key = in.photo
			p.Finds = append(p.Finds, export.Find{
				Mask:  func() (*segment.Mask, error) { return app.DecodeMask(in.mask) },
				Score: in.score, Accepted: in.verdict == accepted,
			})
		}
		photos = append(photos, p)
	}
	return photos
}

// exporter returns a saver that runs a job. Known are the files of the library, or nil.
func exporter(f export.Format, job export.Job, known holdings) saver {
	return func(ctx context.Context, _ engine, _ []*find, dir string, progress func(done int)) (saving, error) {
		if known != nil {
			export.AddCompanions(job.Photos, known.Files())
		}
		watch := &exportWatch{progress: progress}
		outcome, err := export.Run(ctx, f, job, watch)
		return saving{
			dir: dir, saved: outcome.Files, failed: watch.skips,
			told: func(n int, where with) string { return trn("Exported {{.Count}} files to {{.Folder}}.", n, where) },
		}, err
	}
}

// exportWatch follows an export. It implements [export.Observer].
type exportWatch struct {
	progress func(done int)
	skips    []skip
}

// Advanced implements [export.Observer].
func (w *exportWatch) Advanced(done, total int) { w.progress(min(done, total-1)) }

// Skipped implements [export.Observer].
func (w *exportWatch) Skipped(path string, reason error) {
	w.skips = append(w.skips, skip{path, reason})
}
