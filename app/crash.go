package app

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/adrg/xdg"
)

// A CrashReport is a file that stays only where the program crashes. The runtime
// writes into it why any goroutine has ended the program, with its stack; below that
// nothing of the program runs any more. What a report holds beside that is what
// [ReportCrashes] and Note put into it: no photos and no names of any.
type CrashReport struct {
	file *os.File
}

// reportsKept is how many reports are kept; older ones are removed.
const reportsKept = 10

// leftover is how old a report without a crash has to be to be taken for that of a
// program that was killed, and not for that of one that runs.
const leftover = 7 * 24 * time.Hour

// CrashDir is where reports of crashes are kept.
func CrashDir() string { return filepath.Join(xdg.DataHome, "whereabouts", "crashes") }

// ReportCrashes has crashes of this process written to a file in dir, until Close. The
// version is that of the program.
func ReportCrashes(dir, version string) (*CrashReport, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder for crash reports: %w", err)
	}
	tidyReports(dir)
	now := time.Now().UTC()
	name := fmt.Sprintf("%s-%d.txt", now.Format("2006-01-02T15-04-05.000"), os.Getpid())
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("making a crash report: %w", err)
	}
	r := &CrashReport{f}
	_, err = fmt.Fprintf(f, "Whereabouts %s\n%s/%s, %d cores, %s\nstarted %s\n",
		version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), now.Format(time.RFC3339))
	if err == nil {
		err = debug.SetCrashOutput(f, debug.CrashOptions{})
	}
	if err != nil {
		return nil, fmt.Errorf("making a crash report: %w", errors.Join(err, r.Close()))
	}
	return r, nil
}

// Note adds a line to what a report says of the time before the crash. It must not name
// a photo.
func (r *CrashReport) Note(text string) {
	if r != nil {
		_, _ = fmt.Fprintf(r.file, "%s %s\n", time.Now().UTC().Format("15:04:05"), strings.ReplaceAll(text, "\n", " "))
	}
}

// Close ends the watch and removes the report, since nothing has crashed.
func (r *CrashReport) Close() error {
	if r == nil {
		return nil
	}
	return errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), r.file.Close(), os.Remove(r.file.Name()))
}

// LastCrash returns the newest report of a crash in dir, or an empty path.
func LastCrash(dir string) string {
	reports, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	slices.Sort(reports) // by time
	for _, report := range slices.Backward(reports) {
		if tellsOfACrash(report) {
			return report
		}
	}
	return ""
}

// tellsOfACrash reports whether the runtime has written into a report.
func tellsOfACrash(report string) bool {
	content, err := os.ReadFile(report)
	return err == nil && bytes.Contains(content, []byte("\ngoroutine "))
}

// tidyReports removes what killed programs have left, and reports of long ago.
func tidyReports(dir string) {
	reports, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	slices.Sort(reports)
	crashes := 0
	for _, report := range slices.Backward(reports) {
		info, err := os.Stat(report)
		switch {
		case err != nil:
		case tellsOfACrash(report):
			if crashes++; crashes > reportsKept {
				_ = os.Remove(report)
			}
		case time.Since(info.ModTime()) > leftover:
			_ = os.Remove(report)
		}
	}
}
