package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"

	"whereabouts/app/export"
)

func TestFindsAreExportedForOtherPrograms(t *testing.T) {
	d := newDesk(t, theme.VariantDark, Options{}, noBackend())
	dir := album(t, "a.png", "b.png", "c.png")
	e := finding3(dir)
	for _, f := range export.Formats() {
		if title := formatTitle(f); title == "" || strings.ToUpper(title[:1]) != title[:1] {
			t.Errorf("%s is called %q", f.Name(), title)
		}
	}
	r := d.openResults(e, dir)
	masks, err := export.Lookup("masks")
	if err != nil {
		t.Fatal(err)
	}
	finds := r.toSave()
	for _, p := range exportable(finds) {
		if p.Key == ([32]byte{}) || len(p.Finds) != 1 || p.Finds[0].Score == 0 {
			t.Fatalf("a photo is exported as %+v", p)
		}
	}
	for _, f := range finds {
		f.instances[0].photo = [32]byte{} // the photos are not those that were looked at
	}
	out := t.TempDir()
	r.export(masks, out, finds, false)
	d.until("they are exported", func() bool { return !r.saving })
	if want := "Exported 2 files to " + out + "."; r.footer.text.Text != want {
		t.Errorf("the footer says %q, want %q; the banner says %q", r.footer.text.Text, want, d.message.text.Text)
	}
	written, err := os.ReadDir(out)
	if err != nil || len(written) != 2 {
		t.Fatalf("there are %v, error %v", written, err)
	}

	spoilt := filepath.Join(out, written[0].Name())
	if err := os.WriteFile(spoilt, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	r.export(masks, out, finds, false)
	d.until("it is told that files are there", func() bool { return !r.saving })
	if data, _ := os.ReadFile(spoilt); string(data) != "mine" || d.message.object.Hidden {
		t.Errorf("a file was replaced without asking: %q", data)
	}
	d.accept()
	d.until("they are replaced", func() bool { return !r.saving })
	if data, _ := os.ReadFile(spoilt); string(data) == "mine" {
		t.Error("it was not replaced though that was asked for")
	}
}

// waitingSaver saves until it is stopped.
func waitingSaver(begun chan<- struct{}) saver {
	return func(ctx context.Context, _ engine, _ []*find, dir string, progress func(int)) (saving, error) {
		progress(0)
		close(begun)
		<-ctx.Done()
		return saving{dir: dir, told: func(int, with) string { return "Stopped." }}, ctx.Err()
	}
}

func TestSavingCanBeStopped(t *testing.T) {
	d, r, _ := threeFinds(t)
	begun := make(chan struct{})
	r.saveBy(waitingSaver(begun), t.TempDir(), r.toSave(), nil)
	receive(t, "saving to begin", begun)
	d.until("it can be stopped", func() bool { return r.footer.act.Visible() })
	d.accept()
	d.until("it has stopped", func() bool { return !r.saving })
	if d.message.object.Visible() || r.footer.act.Visible() {
		t.Errorf("the banner says %q; something is offered: %v", d.message.text.Text, r.footer.act.Visible())
	}
}
