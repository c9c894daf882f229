package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"

	"whereabouts/app"
	"whereabouts/ui/transfer"
)

// crashKey is the name under which it is remembered which crash was told of last.
const crashKey = "crash.told"

// offerCrash tells of a crash since the last start, once, and offers its report.
func (w *window) offerCrash(dir string, p fyne.Preferences) {
	report := app.LastCrash(dir)
	if report == "" || p.String(crashKey) == filepath.Base(report) {
		return
	}
	told := func() { p.SetString(crashKey, filepath.Base(report)) }
	w.message.offer(tr("Whereabouts crashed the last time. A report of it is on this machine and was sent to nobody."),
		tr("Show the report ({{.Key}})", with{"Key": chord("E")}), func() {
			told()
			if err := w.openURL(transfer.FileURL(report)); err != nil {
				w.message.fail(failed(err, "the report {{.File}} could not be shown: {{.Reason}}", with{"File": report}))
			}
		}, told)
}
