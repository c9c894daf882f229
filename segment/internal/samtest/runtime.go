package samtest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/adrg/xdg"
)

// Runtime returns the path of the ONNX Runtime library: the one that the
// environment variable WHEREABOUTS_RUNTIME names, or the one that setup
// brought. Where there is none, the test is skipped.
func Runtime(tb testing.TB) string {
	tb.Helper()
	name := map[string]string{
		"windows": "onnxruntime.dll",
		"darwin":  "libonnxruntime.1.30.0.dylib",
	}[runtime.GOOS]
	if name == "" {
		name = "libonnxruntime.so.1"
	}
	return file(tb, os.Getenv("WHEREABOUTS_RUNTIME"), name)
}

// Model returns the path of a file of the model, "encoder.onnx" or
// "decoder.onnx": from the folder that the environment variable
// WHEREABOUTS_MODEL names, or from where setup put it. Where there is none, the
// test is skipped.
func Model(tb testing.TB, name string) string {
	tb.Helper()
	own := os.Getenv("WHEREABOUTS_MODEL")
	if own != "" {
		own = filepath.Join(own, name)
	}
	return file(tb, own, name)
}

func file(tb testing.TB, own, name string) string {
	tb.Helper()
	path := own
	if path == "" {
		path = filepath.Join(xdg.CacheHome, "whereabouts", "models", name)
	}
	if _, err := os.Stat(path); err != nil {
		tb.Skipf(`%s is not on this machine; run "make setup" to bring it`, name)
	}
	return path
}

// swiftShader is a graphics card in software that Debian's package chromium brings.
const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json"

// Vulkan readies the test's process for WebGPU, which stands on Vulkan on Linux: it
// names a graphics card in software where there is no real one. It reports whether
// that is in use, and so must work. Where there is neither, the test is skipped.
func Vulkan(tb testing.TB) bool {
	tb.Helper()
	if runtime.GOOS != "linux" || os.Getenv("VK_ICD_FILENAMES") != "" || os.Getenv("VK_DRIVER_FILES") != "" {
		return os.Getenv("VK_ICD_FILENAMES") == swiftShader
	}
	if cards, err := filepath.Glob("/dev/dri/renderD*"); err == nil && len(cards) > 0 {
		return false
	}
	if _, err := os.Stat(swiftShader); err != nil {
		tb.Skip("there is neither a graphics card nor one in software; Debian's packages chromium and libvulkan1 bring one")
	}
	// Not for the length of one test: the first that asks decides for the process.
	if err := os.Setenv("VK_ICD_FILENAMES", swiftShader); err != nil {
		tb.Fatal(err)
	}
	return true
}
