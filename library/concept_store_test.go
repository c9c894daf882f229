package library_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"pgregory.net/rapid"

	"whereabouts/library"
	"whereabouts/segment"
)

// taught is the first reference of the concept that tests judge finds of.
var taught = library.MarkedPhoto{Photo: keyOf(1000), Mask: square(3, 4, 20, 10)}

func newStore(tb testing.TB) *library.ConceptStore {
	tb.Helper()
	return &library.ConceptStore{Dir: filepath.Join(tb.TempDir(), "made", "for it")}
}

func recordPath(s *library.ConceptStore) string {
	return filepath.Join(s.Dir, taught.ConceptID().String()+".json")
}

// accept accepts the find of the n-th photo.
func accept(n int) func(*library.ConceptRecord) error {
	return func(r *library.ConceptRecord) error {
		r.References = []library.MarkedPhoto{taught}
		r.Judgements.Accept(library.Judgement{Photo: keyOf(n), Mask: square(1, 2, 8, 9)})
		return nil
	}
}

func update(tb testing.TB, s *library.ConceptStore, change func(*library.ConceptRecord) error) *library.ConceptRecord {
	tb.Helper()
	r, err := s.Update(tb.Context(), taught.ConceptID(), change)
	check(tb, err)
	return r
}

func load(tb testing.TB, s *library.ConceptStore) *library.ConceptRecord {
	tb.Helper()
	r, err := s.Load(tb.Context(), taught.ConceptID())
	check(tb, err)
	return r
}

// wantAccepted fails unless the finds of just the given photos are accepted.
func wantAccepted(tb testing.TB, r *library.ConceptRecord, photos ...int) {
	tb.Helper()
	if yes, no := r.Judgements.Count(); yes != len(photos) || no != 0 {
		tb.Errorf("%d are accepted and %d rejected, want %d and none", yes, no, len(photos))
	}
	for _, n := range photos {
		if yes, _ := r.Judgements.Judge(keyOf(n), square(1, 2, 8, 9)); !yes {
			tb.Errorf("the find in photo %d is not accepted", n)
		}
	}
}

// namesIn lists a folder without the lock.
func namesIn(tb testing.TB, dir string) (names []string) {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	check(tb, err)
	for _, e := range entries {
		if e.Name() != "lock" {
			names = append(names, strings.TrimPrefix(e.Name(), taught.ConceptID().String()))
		}
	}
	return names
}

func wantNames(tb testing.TB, dir string, want ...string) {
	tb.Helper()
	if got := namesIn(tb, dir); fmt.Sprint(got) != fmt.Sprint(want) {
		tb.Errorf("the folder has %q, want %q", got, want)
	}
}

func TestConceptIsNamedByItsFirstReference(t *testing.T) {
	other := square(3, 4, 20, 10)
	other.Pix[0] = segment.Object
	turned := &segment.Mask{Size: image.Pt(30, 40), Pix: taught.Mask.Pix}
	names := map[library.ConceptID]bool{taught.ConceptID(): true}
	for _, p := range []library.MarkedPhoto{{Photo: keyOf(1), Mask: taught.Mask}, {Photo: taught.Photo, Mask: other}, {Photo: taught.Photo, Mask: turned}} {
		names[p.ConceptID()] = true
	}
	if len(names) != 4 {
		t.Errorf("4 references have %d names", len(names))
	}
	if again := (library.MarkedPhoto{Photo: taught.Photo, Mask: square(3, 4, 20, 10)}); again.ConceptID() != taught.ConceptID() {
		t.Error("the same reference has another name")
	}
}

func TestConceptThatNothingWasSaidOfIsEmptyAndWritesNothing(t *testing.T) {
	s := newStore(t)
	r := load(t, s)
	if r.ID != taught.ConceptID() || r.Name != "" || r.References != nil || len(r.Judgements.All()) != 0 || r.Notice != nil {
		t.Errorf("it is %+v", r)
	}
	if _, err := os.Stat(s.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestWhatWasSaidComesBack(t *testing.T) {
	type said struct {
		photo, example int // no example where it is 0
		accepted       bool
	}
	examples := make([]segment.Example, 5)
	for n := range examples[1:] {
		examples[n+1] = exampleOf(t, n+1)
	}
	s := newStore(t)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.StringMatching(`[a-zA-Zü猫 "<>&]{0,12}`).Draw(rt, "name")
		all := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) said {
			return said{rapid.IntRange(0, 50).Draw(t, "photo"), rapid.IntRange(0, 4).Draw(t, "example"), rapid.Bool().Draw(t, "accepted")}
		}), 0, 6, func(j said) int { return j.photo }).Draw(rt, "said")
		_, err := s.Update(t.Context(), taught.ConceptID(), func(r *library.ConceptRecord) error {
			r.Name, r.References, r.Judgements = name, []library.MarkedPhoto{taught, {Photo: keyOf(7), Mask: square(0, 0, 1, 1)}}, &library.Judgements{}
			for _, j := range all {
				f := library.Judgement{Photo: keyOf(j.photo), Mask: square(j.photo%20, j.photo%13, 9, 8), Example: examples[j.example]}
				if j.accepted {
					r.Judgements.Accept(f)
				} else {
					r.Judgements.Reject(f)
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		r, err := s.Load(t.Context(), taught.ConceptID())
		if err != nil {
			rt.Fatal(err)
		}
		if r.Name != name || r.Notice != nil || len(r.References) != 2 || r.References[0].ConceptID() != taught.ConceptID() || r.References[1].Photo != keyOf(7) {
			rt.Fatalf("got %+v", r)
		}
		got := r.Judgements.All()
		if len(got) != len(all) {
			rt.Fatalf("%d judgements came back of %d", len(got), len(all))
		}
		for i, j := range all {
			want := square(j.photo%20, j.photo%13, 9, 8)
			if got[i].Photo != keyOf(j.photo) || got[i].Accepted != j.accepted || !bytes.Equal(got[i].Mask.Pix, want.Pix) || !near(got[i].Example, examples[j.example]) {
				rt.Fatalf("judgement %d of photo %d came back as another", i, j.photo)
			}
		}
	})
}

func TestChangeThatFailsKeepsWhatThereIs(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	before, err := os.ReadFile(recordPath(s))
	check(t, err)
	cause := errors.New("no")
	_, err = s.Update(t.Context(), taught.ConceptID(), func(r *library.ConceptRecord) error {
		check(t, accept(2)(r))
		return cause
	})
	if !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	after, err := os.ReadFile(recordPath(s))
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file has changed")
	}
	wantNames(t, s.Dir, ".json")
}

func TestFileBeforeStaysAsBackup(t *testing.T) {
	s := newStore(t)
	var before []byte
	for n := range 4 {
		update(t, s, accept(n))
		backup, err := os.ReadFile(recordPath(s) + ".backup")
		if n > 0 {
			check(t, err)
		}
		if !bytes.Equal(backup, before) {
			t.Errorf("after change %d the backup is not the file before", n)
		}
		before, err = os.ReadFile(recordPath(s))
		check(t, err)
	}
	wantNames(t, s.Dir, ".json", ".json.backup")
}

// damages are ways in which a file is not what was written.
var damages = map[string]func(file []byte) []byte{
	"empty":         func([]byte) []byte { return nil },
	"cut short":     func(b []byte) []byte { return b[:len(b)/2] },
	"without end":   func(b []byte) []byte { return b[:len(b)-2] },
	"garbage":       func([]byte) []byte { return []byte("garbage") },
	"null":          func([]byte) []byte { return []byte("null") },
	"zeros":         func(b []byte) []byte { return make([]byte, len(b)) },
	"old":           func(b []byte) []byte { return bytes.Replace(b, []byte(`"version":1`), []byte(`"version":0`), 1) },
	"turned round":  func(b []byte) []byte { return bytes.Replace(b, []byte("true"), []byte("false"), 1) },
	"followed":      func(b []byte) []byte { return append(bytes.Clone(b), "{}"...) },
	"of another ID": func(b []byte) []byte { return bytes.Replace(b, []byte(`"id":"`), []byte(`"id":"0`), 1) },
}

func TestDamagedFileIsReplacedByItsBackupAndSetAside(t *testing.T) {
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			update(t, s, accept(1))
			update(t, s, accept(2))
			sound, err := os.ReadFile(recordPath(s))
			check(t, err)
			damaged := damage(sound)
			check(t, os.WriteFile(recordPath(s), damaged, 0o600))

			for range 2 { // reading changes nothing
				r := load(t, s)
				wantAccepted(t, r, 1)
				if !errors.Is(r.Notice, library.ErrConceptDamaged) || !strings.Contains(r.Notice.Error(), "before the last change") {
					t.Errorf("the notice is %v", r.Notice)
				}
			}
			wantNames(t, s.Dir, ".json", ".json.backup")

			r := update(t, s, accept(3))
			wantAccepted(t, r, 1, 3)
			if !errors.Is(r.Notice, library.ErrConceptDamaged) || !strings.Contains(r.Notice.Error(), "set aside as "+recordPath(s)+".damaged") {
				t.Errorf("the notice is %v", r.Notice)
			}
			wantNames(t, s.Dir, ".json", ".json.backup", ".json.damaged")
			if aside, err := os.ReadFile(recordPath(s) + ".damaged"); err != nil || !bytes.Equal(aside, damaged) {
				t.Errorf("what was set aside has %d bytes: %v", len(aside), err)
			}
			r = load(t, s)
			wantAccepted(t, r, 1, 3)
			check(t, r.Notice)

			check(t, os.WriteFile(recordPath(s), damaged, 0o600))
			wantAccepted(t, update(t, s, accept(4)), 1, 4)
			wantNames(t, s.Dir, ".json", ".json.backup", ".json.damaged", ".json.damaged-2")
		})
	}
}

func TestDamageWithoutABackupIsToldAndNothingIsTouched(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	check(t, os.WriteFile(recordPath(s), []byte("garbage"), 0o600))
	for what, err := range map[string]error{
		"loading":  func() error { _, err := s.Load(t.Context(), taught.ConceptID()); return err }(),
		"updating": func() error { _, err := s.Update(t.Context(), taught.ConceptID(), accept(2)); return err }(),
	} {
		if !errors.Is(err, library.ErrConceptDamaged) || !strings.Contains(err.Error(), recordPath(s)) || !strings.Contains(err.Error(), "move it away to begin anew") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if got, err := os.ReadFile(recordPath(s)); err != nil || string(got) != "garbage" {
		t.Errorf("the file has %q: %v", got, err)
	}
	wantNames(t, s.Dir, ".json")
	check(t, os.Rename(recordPath(s), filepath.Join(s.Dir, "moved")))
	wantAccepted(t, update(t, s, accept(2)), 2)
}

func TestMissingFileIsReplacedByItsBackup(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	update(t, s, accept(2))
	check(t, os.Remove(recordPath(s)))
	r := load(t, s)
	wantAccepted(t, r, 1)
	if r.Notice == nil {
		t.Error("there is no notice")
	}
	wantAccepted(t, update(t, s, accept(3)), 1, 3)
	wantNames(t, s.Dir, ".json", ".json.backup")
	check(t, os.Remove(recordPath(s)))
	check(t, os.WriteFile(recordPath(s)+".backup", []byte("garbage"), 0o600))
	if _, err := s.Load(t.Context(), taught.ConceptID()); !errors.Is(err, library.ErrConceptDamaged) {
		t.Errorf("nothing but a damaged backup: %v", err)
	}
}

func TestFileOfANewerVersionIsLeftAsItIs(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	update(t, s, accept(2))
	newer := []byte(`{"version":2,"what":["is","not","known"]}`)
	check(t, os.WriteFile(recordPath(s), newer, 0o600))
	if _, err := s.Load(t.Context(), taught.ConceptID()); !errors.Is(err, library.ErrConceptNewer) || !strings.Contains(err.Error(), recordPath(s)) {
		t.Errorf("loading: %v", err)
	}
	if _, err := s.Update(t.Context(), taught.ConceptID(), accept(3)); !errors.Is(err, library.ErrConceptNewer) {
		t.Errorf("updating: %v", err)
	}
	if got, err := os.ReadFile(recordPath(s)); err != nil || !bytes.Equal(got, newer) {
		t.Errorf("the file has %q: %v", got, err)
	}
	wantNames(t, s.Dir, ".json", ".json.backup")
}

func TestRecordOfAnotherConceptIsNotTaken(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	other := library.MarkedPhoto{Photo: keyOf(5), Mask: taught.Mask}.ConceptID()
	check(t, os.Rename(recordPath(s), filepath.Join(s.Dir, other.String()+".json")))
	if _, err := s.Load(t.Context(), other); !errors.Is(err, library.ErrConceptDamaged) || !strings.Contains(err.Error(), "another concept") {
		t.Errorf("got %v", err)
	}
}

func TestWhateverInTheWayIsAnError(t *testing.T) {
	s := newStore(t)
	check(t, os.MkdirAll(recordPath(s), 0o755))
	if _, err := s.Load(t.Context(), taught.ConceptID()); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder in the file's place: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	check(t, os.WriteFile(file, nil, 0o600))
	if _, err := (&library.ConceptStore{Dir: file}).Update(t.Context(), taught.ConceptID(), accept(1)); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a file in the folder's place: %v", err)
	}
}

func TestUpdateWaitsForAnotherAndHeedsItsContext(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	held := flock.New(filepath.Join(s.Dir, "lock"))
	check(t, held.Lock())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := s.Update(ctx, taught.ConceptID(), accept(2)); !library.Stopped(err) {
		t.Errorf("got %v", err)
	}
	wantAccepted(t, load(t, s), 1)
	done := make(chan error)
	go func() {
		_, err := s.Update(t.Context(), taught.ConceptID(), accept(2))
		done <- err
	}()
	check(t, held.Close())
	check(t, <-done)
	wantAccepted(t, load(t, s), 1, 2)
}

func TestTwoProcessesLoseNothingOfEachOther(t *testing.T) {
	s := newStore(t)
	const each = 10
	var all []int
	for n := range each {
		all = append(all, n, 100+n)
	}
	child := startChild(t, "judge", s.Dir)
	var here sync.WaitGroup
	for worker := range 2 {
		here.Go(func() {
			for n := worker; n < each; n += 2 {
				if _, err := s.Update(t.Context(), taught.ConceptID(), accept(n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	here.Wait()
	check(t, child.Wait())
	r := load(t, s)
	check(t, r.Notice)
	wantAccepted(t, r, all...)
}

func TestKilledProcessLosesNothingThatWasKept(t *testing.T) {
	s := newStore(t)
	kept := 0
	for range 15 {
		child := startChild(t, "judge forever", s.Dir)
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		check(t, child.Process.Kill())
		_ = child.Wait()
		r := load(t, s)
		check(t, r.Notice)
		now, _ := r.Judgements.Count()
		if now < kept {
			t.Fatalf("%d judgements became %d", kept, now)
		}
		kept = now
	}
	if kept == 0 {
		t.Error("nothing was ever kept")
	}
	update(t, s, accept(-1))
}

// runJudge accepts finds in the store of dir: ten, or ever more of them.
func runJudge(dir string, forever bool) int {
	s := &library.ConceptStore{Dir: dir}
	r, err := s.Load(context.Background(), taught.ConceptID())
	if err != nil {
		fmt.Println(err)
		return 1
	}
	first, _ := r.Judgements.Count()
	fmt.Println("ready")
	for n := 0; forever || n < 10; n++ {
		if _, err := s.Update(context.Background(), taught.ConceptID(), accept(100+first+n)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}
