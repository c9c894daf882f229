package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"
)

// unreleased heads what has changed since the last release.
const unreleased = "## Unreleased"

// section finds the part of a changelog below a heading.
func section(changelog, heading string) (string, bool) {
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(heading) + `\b.*$`).FindStringIndex(changelog)
	if found == nil {
		return "", false
	}
	rest := changelog[found[1]:]
	if end := strings.Index(rest, "\n## "); end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimSpace(rest), true
}

// writeNotes writes what has changed: the part of the changelog that is the version's, or
// what is unreleased before a version.
func (r *release) writeNotes() error {
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		return err
	}
	notes, ok := section(string(changelog), "## "+r.version)
	if !ok {
		notes, ok = section(string(changelog), unreleased)
	}
	if !ok || notes == "" {
		return fmt.Errorf("CHANGELOG.md says nothing of %s", r.version)
	}
	return os.WriteFile(r.file("NOTES.md"), []byte(notes+"\n"), 0o644)
}

// cut gives what is unreleased in a changelog a version and a day.
func cut(changelog, version string, day time.Time) (string, error) {
	if _, ok := section(changelog, "## "+version); ok {
		return "", fmt.Errorf("CHANGELOG.md has a part %s already", version)
	}
	if notes, ok := section(changelog, unreleased); !ok || notes == "" {
		return "", errors.New("CHANGELOG.md has nothing that is unreleased")
	}
	return strings.Replace(changelog, unreleased, unreleased+"\n\n## "+version+" ("+day.Format(time.DateOnly)+")", 1), nil
}

// fyneVersion is where Fyne's description of the program says which version it is.
var fyneVersion = regexp.MustCompile(`(?m)^Version = .*$`)

// cutFiles begins a release in the files of the repository that tell versions.
func cutFiles(version string, day time.Time) error {
	if !versions.MatchString(version) {
		return fmt.Errorf("%q is no version such as 1.2.3", version)
	}
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		return err
	}
	changed, err := cut(string(changelog), version, day)
	if err != nil {
		return err
	}
	fyne, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		return err
	}
	plain, _, _ := strings.Cut(version, "-") // which is all that Fyne knows
	return errors.Join(
		os.WriteFile("CHANGELOG.md", []byte(changed), 0o644),
		os.WriteFile("FyneApp.toml", fyneVersion.ReplaceAll(fyne, []byte(`Version = "`+plain+`"`)), 0o644),
	)
}
