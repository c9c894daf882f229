package adapters

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"
	"golang.org/x/sys/unix"
)

// Facts returns what is known of the cards and drivers of this machine, in the same
// order each time.
func Facts() []string {
	facts := files("/sys/class/drm/card*/device/vendor", "/sys/class/drm/card*/device/device", "/proc/driver/nvidia/version")
	var system unix.Utsname
	if unix.Uname(&system) == nil {
		facts = append(facts, unix.ByteSliceToString(system.Release[:])) // the free drivers are the kernel's
	}
	for _, dir := range append([]string{"/etc", xdg.DataHome}, xdg.DataDirs...) {
		facts = append(facts, drivers(filepath.Join(dir, "vulkan", "icd.d"))...)
	}
	for _, name := range []string{"VK_ICD_FILENAMES", "VK_DRIVER_FILES", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH"} {
		facts = append(facts, name+"="+os.Getenv(name))
	}
	return facts
}

// files returns the contents of files of the system, by patterns.
func files(patterns ...string) (facts []string) {
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		for _, path := range found {
			if content, err := os.ReadFile(path); err == nil {
				facts = append(facts, path+": "+string(content))
			}
		}
	}
	return facts
}

// drivers describes the files by which Vulkan finds its drivers in a folder.
func drivers(dir string) (facts []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			facts = append(facts, fmt.Sprintf("%s: %d bytes of %s", filepath.Join(dir, e.Name()), info.Size(), info.ModTime().UTC()))
		}
	}
	return facts
}
