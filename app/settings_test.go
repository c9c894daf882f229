package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// useDataFolder gives the test a data folder of its own.
func useDataFolder(t *testing.T) {
	t.Helper()
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	xdg.Reload()
	t.Cleanup(xdg.Reload)
}

func TestSettingsAreKeptWithABackup(t *testing.T) {
	useDataFolder(t)
	if s, err := LoadSettings(); err != nil || s != defaultSettings() {
		t.Errorf("without a file they are %+v: %v", s, err)
	}
	for _, want := range []Settings{{CacheBudget: 5e9}, {CacheBudget: 0, Language: "de", Theme: ThemeDark, Threads: 2, Device: "cpu"}} {
		if err := want.Save(); err != nil {
			t.Fatal(err)
		}
		if got, err := LoadSettings(); err != nil || got != want {
			t.Errorf("they are %+v: %v", got, err)
		}
	}
	backup, err := os.ReadFile(SettingsFile() + ".backup")
	if err != nil || !strings.Contains(string(backup), "5000000000") {
		t.Errorf("the backup is %s: %v", backup, err)
	}
}

func TestSettingsThatCannotBeUsedAreTheDefaults(t *testing.T) {
	useDataFolder(t)
	for _, file := range []string{"", "{", "[]", `{"version":2}`, `{"version":1,"cache_budget":-1}`, `{"version":0}`,
		`{"version":1,"theme":"pink"}`, `{"version":1,"threads":-1}`, `{"version":1,"threads":99999}`} {
		if err := os.MkdirAll(filepath.Dir(SettingsFile()), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(SettingsFile(), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := LoadSettings()
		if !errors.Is(err, ErrSettings) || s != defaultSettings() {
			t.Errorf("%q: they are %+v: %v", file, s, err)
		}
	}
}

func TestSettingsOfANewerVersionAreLeftAsTheyAre(t *testing.T) {
	useDataFolder(t)
	if err := defaultSettings().Save(); err != nil {
		t.Fatal(err)
	}
	newer := `{"version":2,"cache_budget":"in words","what":["is","not","known"]}`
	if err := os.WriteFile(SettingsFile(), []byte(newer), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := LoadSettings(); !errors.Is(err, ErrSettings) || !errors.Is(err, ErrSettingsNewer) || s != defaultSettings() {
		t.Errorf("they are %+v: %v", s, err)
	}
	if err := (Settings{CacheBudget: 5e9}).Save(); !errors.Is(err, ErrSettingsNewer) {
		t.Errorf("saving others gives %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(SettingsFile()))
	if err != nil || len(entries) != 1 {
		t.Errorf("there are %v: %v", entries, err)
	}
	if got, err := os.ReadFile(SettingsFile()); err != nil || string(got) != newer {
		t.Errorf("the file is %s: %v", got, err)
	}
}

func TestABackupOfSettingsIsNotReplacedByWhatCannotBeUsed(t *testing.T) {
	useDataFolder(t)
	for _, budget := range []int64{5e9, 6e9} {
		if err := (Settings{CacheBudget: budget}).Save(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(SettingsFile(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (Settings{CacheBudget: 7e9}).Save(); err != nil {
		t.Fatal(err)
	}
	if backup, err := os.ReadFile(SettingsFile() + ".backup"); err != nil || !strings.Contains(string(backup), "5000000000") {
		t.Errorf("the backup is %s: %v", backup, err)
	}
}
