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
