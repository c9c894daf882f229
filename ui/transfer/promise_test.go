package transfer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// promised returns a promise for each file that is offered, of which there are fewer than
// was thought, and what makes them void.
func promised(t *testing.T, count int, names ...string) ([]*promise, *atomic.Bool) {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for _, name := range names {
		files = append(files, filepath.Join(dir, name))
		if err := os.WriteFile(files[len(files)-1], []byte("of "+name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := Of(nil, files)
	o.Count = count
	var void atomic.Bool
	return o.promises(&void), &void
}

func TestEachFileIsPromisedUnderItsNameAndCopiedWhereItIsWanted(t *testing.T) {
	all, _ := promised(t, 2, "Mimi 1.png", "Mimi 2.png")
	if len(all) != 2 {
		t.Fatalf("%d files are promised", len(all))
	}
	dir := t.TempDir()
	for n, name := range []string{"Mimi 1.png", "Mimi 2.png"} {
		if got := all[n].name(); got != name {
			t.Errorf("file %d is called %q", n, got)
		}
		to := filepath.Join(dir, "wanted "+name) // the other program chooses the name
		if err := all[n].keep(to); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(to); string(got) != "of "+name {
			t.Errorf("%s holds %q", to, got)
		}
	}
}

func TestAFileThatIsThereIsNotWrittenOver(t *testing.T) {
	all, _ := promised(t, 1, "a.png")
	to := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(to, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := all[0].keep(to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the promise was kept with %v", err)
	}
	if got, _ := os.ReadFile(to); string(got) != "theirs" {
		t.Errorf("the file holds %q", got)
	}
}

func TestAPromiseOfAFileThatWasNotMadeIsBroken(t *testing.T) {
	all, _ := promised(t, 2, "a.png")
	to := filepath.Join(t.TempDir(), "b.png")
	if err := all[1].keep(to); !errors.Is(err, ErrNotMade) {
		t.Errorf("the promise was kept with %v", err)
	}
	if filepath.Base(all[1].name()) != all[1].name() || all[1].name() == "" {
		t.Errorf("it has the name %q", all[1].name())
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was written: %v", err)
	}
}

func TestACopyThatFailsLeavesNothing(t *testing.T) {
	folder := t.TempDir() // can be opened, but not read like a file
	all := Of(nil, []string{folder}).promises(new(atomic.Bool))
	to := filepath.Join(t.TempDir(), "a.png")
	if err := all[0].keep(to); err == nil {
		t.Error("a folder was copied")
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something stayed: %v", err)
	}
}

func TestNothingIsGivenOnceADragWasCancelled(t *testing.T) {
	all, void := promised(t, 1, "a.png")
	void.Store(true)
	to := filepath.Join(t.TempDir(), "a.png")
	if err := all[0].keep(to); !errors.Is(err, context.Canceled) {
		t.Errorf("the promise was kept with %v", err)
	}
	if _, err := (&promise{offer: Of([]byte("png"), nil), void: void}).picture(); !errors.Is(err, context.Canceled) {
		t.Errorf("the picture was given with %v", err)
	}
}

func TestFilesAreMadeOnlyWhenTheyAreAskedFor(t *testing.T) {
	asked := 0
	o := Offer{Count: 3, Files: func() ([]string, error) { asked++; return nil, errors.New("no cut-outs") }}
	all := o.promises(new(atomic.Bool))
	if len(all) != 3 || asked != 0 {
		t.Fatalf("%d promises, asked %d times", len(all), asked)
	}
	if _, err := all[2].path(); err == nil || asked != 1 {
		t.Errorf("%v, asked %d times", err, asked)
	}
}
