package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"whereabouts/app/setup"
	"whereabouts/assets"
	"whereabouts/library/photo"
)

// pictures is where the pictures of all formats lie.
var pictures = filepath.Join("..", "..", "library", "photo", "testdata")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"whereabouts":  func() { os.Exit(run()) },
		"unprivileged": unprivileged,
	})
}

// TestCommandLine runs the scripts in testdata/script. Each "# ..." line in
// them names a case.
//
// What needs the model is skipped where it is not installed. WHEREABOUTS_MODEL,
// a folder, and WHEREABOUTS_RUNTIME, a file, name another model and library.
func TestCommandLine(t *testing.T) {
	if testing.Short() {
		t.Skip("the scripts start the program many times")
	}
	model := findModel(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               func(env *testscript.Env) error { return model.prepare(env) },
		Condition: func(name string) (bool, error) {
			switch name {
			case "model":
				return model.encoder != "", nil
			case "installed":
				return model.installed, nil
			case "tmpfs":
				return mayMount(), nil
			case "unshare":
				return exec.Command("unshare", "--net", "true").Run() == nil, nil
			case "permissions":
				return canObeyPermissions(), nil
			case "heif":
				_, err := photo.Open(t.Context(), filepath.Join(pictures, "corners.heic"), photo.Options{})
				return !errors.Is(err, photo.ErrUnsupported), nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":         exits,
			"earlier":       layEarlier,
			"killed":        killed,
			"find":          find,
			"scene":         writeScene,
			"mask":          writeMask,
			"tagged":        writeFind,
			"bomb":          writeBomb,
			"resize":        resize,
			"garble":        garble,
			"manynames":     manyNames,
			"pipe":          makePipe,
			"socket":        makeSocket,
			"smalldisk":     mountSmallDisk,
			"newercache":    writeNewerCache,
			"holdcache":     holdCache,
			"settle":        settle,
			"interrupted":   interrupted,
			"files":         countFiles,
			"answers":       answers,
			"answer":        checkAnswer,
			"cachedanswers": cachedAnswers,
			"sameboxes":     sameBoxes,
			"cutouts":       checkCutouts,
			"sameanswers":   sameAnswers,
			"plain":         plain,
		},
	})
}

// installation is the model that scripts use, or empty where there is none.
type installation struct {
	encoder, decoder, runtime string
	installed                 bool // by setup, so they are the manifest's
}

func findModel(t testing.TB) installation {
	t.Helper()
	o := setup.Options{Model: os.Getenv("WHEREABOUTS_MODEL"), Runtime: os.Getenv("WHEREABOUTS_RUNTIME")}
	manifest, err := assets.LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	found, err := setup.Locate(t.Context(), manifest, o)
	switch {
	case errors.Is(err, setup.ErrNotSetUp), errors.Is(err, setup.ErrUnsupportedPlatform):
		t.Logf("without the model: %v", err)
		return installation{}
	case err != nil:
		t.Fatal(err)
	}
	return installation{found.Encoder, found.Decoder, found.Runtime, o.Model == "" && o.Runtime == ""}
}

// prepare gives a script folders of its own instead of the user's.
func (in installation) prepare(env *testscript.Env) error {
	testdata, err := filepath.Abs(pictures)
	if err != nil {
		return err
	}
	model := filepath.Join(env.WorkDir, ".model")
	env.Setenv("HOME", filepath.Join(env.WorkDir, ".home"))
	env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
	env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, ".data"))
	env.Setenv("LANG", "en_US.UTF-8")
	env.Setenv("BIN", filepath.SplitList(os.Getenv("PATH"))[0]) // where the program is
	env.Setenv("PICTURES", testdata)
	env.Setenv("MODEL", model)
	env.Setenv("RUNTIME", in.runtime)
	env.Values[stateKey{}] = &state{}
	if in.encoder == "" {
		return nil
	}
	return errors.Join(
		os.Mkdir(model, 0o755),
		os.Symlink(in.encoder, filepath.Join(model, "encoder.onnx")),
		os.Symlink(in.decoder, filepath.Join(model, "decoder.onnx")),
	)
}
