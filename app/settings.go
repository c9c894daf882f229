package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"whereabouts/library"
)

// Settings are what the user chose for all of the program. They are kept in a small
// file in the user's data folder.
type Settings struct {
	// CacheBudget is how much disk the cache may take, in bytes; 0 is no limit.
	CacheBudget int64 `json:"cache_budget"`
	// Language is that of the window, a tag such as "de"; empty is the system's.
	Language string `json:"language,omitempty"`
	// Theme is "light" or "dark"; empty is the system's.
	Theme string `json:"theme,omitempty"`
	// Threads is how many the networks use; 0 is chosen for the machine.
	Threads int `json:"threads,omitempty"`
	// Device is what runs the encoders, by name; empty is the fastest.
	Device string `json:"device,omitempty"`
	// Cutouts say how cut-outs are made.
	Cutouts CutoutOptions `json:"cutouts,omitzero"`
}

// The themes that [Settings] can have beside the system's.
const (
	ThemeLight = "light"
	ThemeDark  = "dark"
)

// valid reports whether the settings say what can be.
func (s Settings) valid() bool {
	theme := s.Theme == "" || s.Theme == ThemeLight || s.Theme == ThemeDark
	return theme && s.CacheBudget >= 0 && s.Threads >= 0 && s.Threads <= maxThreads && s.Cutouts.Check() == nil
}

// maxThreads is more than any machine has use for.
const maxThreads = 1024

// DefaultCacheBudget is how much disk the cache may take unless the user says
// otherwise, in bytes.
const DefaultCacheBudget = 20e9

// settingsVersion is the version of the format that is written.
const settingsVersion = 1

type storedSettings struct {
	Version int `json:"version"`
	Settings
}

func defaultSettings() Settings { return Settings{CacheBudget: DefaultCacheBudget} }

// SettingsFile is where settings are kept.
func SettingsFile() string { return filepath.Join(xdg.DataHome, "whereabouts", "settings.json") }

// LoadSettings returns the user's settings. Where there are none, and beside every
// error, they are the defaults. The error is [ErrSettings] or the system's.
func LoadSettings() (Settings, error) {
	file, err := os.ReadFile(SettingsFile())
	if errors.Is(err, fs.ErrNotExist) {
		return defaultSettings(), nil
	}
	if err != nil {
		return defaultSettings(), fmt.Errorf("reading the settings: %w", err)
	}
	s, err := parseSettings(file)
	if err != nil {
		return defaultSettings(), fmt.Errorf("%w %s: %w", ErrSettings, SettingsFile(), err)
	}
	return s, nil
}

// parseSettings reads what Save wrote. The error is [ErrSettingsNewer] for what a newer
// program wrote.
func parseSettings(file []byte) (Settings, error) {
	stored := storedSettings{Settings: defaultSettings()}
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(file, &head); err == nil && head.Version > settingsVersion {
		return Settings{}, ErrSettingsNewer
	}
	if err := json.Unmarshal(file, &stored); err != nil {
		return Settings{}, err
	}
	if stored.Version != settingsVersion || !stored.valid() {
		return Settings{}, errors.New("it says what cannot be")
	}
	return stored.Settings, nil
}

// Save keeps the settings. What was kept before stays beside them as a backup, where it
// can be used. What a newer program wrote is left as it is: the error is
// [ErrSettingsNewer].
func (s Settings) Save() error {
	before, err := os.ReadFile(SettingsFile())
	if err == nil {
		switch _, damage := parseSettings(before); {
		case errors.Is(damage, ErrSettingsNewer):
			return fmt.Errorf("saving %s: %w", SettingsFile(), damage)
		case damage == nil:
			err = library.WriteFile(SettingsFile()+".backup", before)
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backing up the settings: %w", err)
	}
	file, err := json.MarshalIndent(storedSettings{settingsVersion, s}, "", "  ")
	if err != nil {
		return fmt.Errorf("packing the settings: %w", err)
	}
	return library.WriteFile(SettingsFile(), append(file, '\n'))
}
