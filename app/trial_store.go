package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/adrg/xdg"

	"whereabouts/app/adapters"
	"whereabouts/app/setup"
	"whereabouts/assets"
	"whereabouts/library"
)

// trialStore remembers how trials of devices came out, in one file of the user's
// cache folder. The file may be deleted: then devices are tried again. So they are
// when something has changed that the outcome depends on, and after a month.
type trialStore struct {
	path  string
	facts string // what the outcome depends on; see machineFacts
}

// machineTrials are the trials on one machine with one model.
type machineTrials struct {
	Facts  string    `json:"facts"`
	When   time.Time `json:"when"`
	Trials []Trial   `json:"trials"`
}

const (
	trialsKept  = 30 * 24 * time.Hour
	machinesMax = 8       // remembered, so that the file stays small
	trialsSize  = 1 << 20 // largest file that is read
)

// DefaultTrialFile is where trials of devices are remembered.
func DefaultTrialFile() string { return filepath.Join(xdg.CacheHome, "whereabouts", "devices.json") }

// ForgetTrials forgets how all devices did, so that they are tried again.
func ForgetTrials(o EngineOptions) { trialStore{path: o.trialFile()}.forget() }

// trialFile returns where trials are remembered.
func (o EngineOptions) trialFile() string {
	if o.TrialFile != "" {
		return o.TrialFile
	}
	return DefaultTrialFile()
}

// machineFacts returns a digest of what a trial's outcome depends on.
func machineFacts(in setup.Installed, threads int) string {
	h := sha256.New()
	identity := sha256.Sum256(assets.IdentityModel())
	_, _ = fmt.Fprintf(h, "%d\n%s\n%s\n%x\n", trialVersion, in.RuntimeSHA256, in.EncoderSHA256, identity)
	_, _ = fmt.Fprintf(h, "%s/%s\n%d threads of %d\n", runtime.GOOS, runtime.GOARCH, threads, runtime.NumCPU())
	for _, fact := range adapters.Facts() {
		_, _ = fmt.Fprintf(h, "%q\n", fact)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// trialVersion grows when trials are made otherwise.
const trialVersion = 1

// load returns what is remembered of this machine; nothing where there is nothing.
func (s trialStore) load() machineTrials {
	now := time.Now()
	for _, m := range s.read() {
		if age := now.Sub(m.When); m.Facts == s.facts && age >= 0 && age < trialsKept {
			return m
		}
	}
	return machineTrials{Facts: s.facts}
}

// save remembers m in place of what was known of this machine.
func (s trialStore) save(m machineTrials) error {
	m.Facts = s.facts
	all := slices.DeleteFunc(s.read(), func(old machineTrials) bool { return old.Facts == s.facts })
	all = append([]machineTrials{m}, all...)
	content, err := json.MarshalIndent(all[:min(len(all), machinesMax)], "", "\t")
	if err != nil {
		return fmt.Errorf("packing what is known of devices: %w", err)
	}
	return library.WriteFile(s.path, content)
}

// forget forgets everything.
func (s trialStore) forget() { _ = os.Remove(s.path) }

// read returns all that is remembered. A file that is damaged holds nothing.
func (s trialStore) read() []machineTrials {
	f, err := os.Open(s.path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, trialsSize))
	if err != nil {
		return nil
	}
	var all []machineTrials
	if json.Unmarshal(content, &all) != nil {
		return nil
	}
	return all
}
