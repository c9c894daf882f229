package library_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library"
)

// exported returns the archive of a store.
func exported(tb testing.TB, s *library.ConceptStore, want int) []byte {
	tb.Helper()
	var b bytes.Buffer
	n, err := s.Export(tb.Context(), &b)
	if err != nil || n != want {
		tb.Fatalf("%d concepts of %d are exported: %v", n, want, err)
	}
	return b.Bytes()
}

func imported(tb testing.TB, s *library.ConceptStore, archive []byte) library.Imported {
	tb.Helper()
	done, err := s.Import(tb.Context(), bytes.NewReader(archive), int64(len(archive)))
	check(tb, err)
	return done
}

func TestExportedConceptsAreImported(t *testing.T) {
	from, to := newStore(t), newStore(t)
	exported(t, from, 0)
	update(t, from, accept(1))
	update(t, from, accept(2))
	other := library.MarkedPhoto{Photo: keyOf(7), Mask: square(1, 1, 5, 5)}
	_, err := from.Update(t.Context(), other.ConceptID(), func(r *library.ConceptRecord) error {
		r.References = []library.MarkedPhoto{other}
		return nil
	})
	check(t, err)
	check(t, from.Rename(t.Context(), taught.ConceptID(), " the cat "))
	archive := exported(t, from, 2)
	if done := imported(t, to, archive); done != (library.Imported{Concepts: 2, New: 2, Judgements: 2}) {
		t.Errorf("it brought %+v", done)
	}
	if again := exported(t, to, 2); !bytes.Equal(again, archive) {
		t.Error("what was imported is exported as another archive")
	}
	if done := imported(t, to, archive); done != (library.Imported{Concepts: 2}) {
		t.Errorf("the second time it brought %+v", done)
	}
	if r := load(t, to); r.Name != "the cat" || len(r.References) != 1 {
		t.Errorf("the concept is %q with %d references", r.Name, len(r.References))
	}
}

func TestImportLosesNothingOfWhatIsThere(t *testing.T) {
	from, to := newStore(t), newStore(t)
	update(t, from, accept(1))
	update(t, from, accept(2))
	check(t, from.Rename(t.Context(), taught.ConceptID(), "theirs"))
	second := library.MarkedPhoto{Photo: keyOf(8), Mask: square(1, 1, 5, 5)}
	update(t, to, func(r *library.ConceptRecord) error {
		r.References = []library.MarkedPhoto{taught, second}
		r.Judgements.Reject(library.Judgement{Photo: keyOf(1), Mask: square(1, 2, 8, 9)})
		r.Judgements.Accept(library.Judgement{Photo: keyOf(3), Mask: square(1, 2, 8, 9)})
		return nil
	})
	check(t, to.Rename(t.Context(), taught.ConceptID(), "ours"))
	if done := imported(t, to, exported(t, from, 1)); done != (library.Imported{Concepts: 1, Judgements: 1}) {
		t.Errorf("it brought %+v", done)
	}
	r := load(t, to)
	accepted, rejected := r.Judgements.Count()
	if r.Name != "ours" || len(r.References) != 2 || accepted != 2 || rejected != 1 {
		t.Errorf("%q has %d references, %d accepted and %d rejected finds", r.Name, len(r.References), accepted, rejected)
	}
	if said := r.Judgements.In(keyOf(1)); len(said) != 1 || said[0].Accepted {
		t.Errorf("what was said of the first photo is %+v", said)
	}
}

// written returns an archive with the given manifest and files.
func written(tb testing.TB, manifest any, files map[string][]byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	list, ok := manifest.([]byte)
	if !ok {
		var err error
		list, err = json.Marshal(manifest)
		check(tb, err)
	}
	if files == nil {
		files = map[string][]byte{}
	}
	files["manifest.json"] = list
	for name, content := range files {
		w, err := z.Create(name)
		check(tb, err)
		_, err = w.Write(content)
		check(tb, err)
	}
	check(tb, z.Close())
	return b.Bytes()
}

func manifestOf(version int, concepts ...map[string]any) map[string]any {
	if concepts == nil {
		concepts = []map[string]any{}
	}
	return map[string]any{"kind": "whereabouts concepts", "version": version, "concepts": concepts}
}

func listed(id string, file []byte) map[string]any {
	sum := sha256.Sum256(file)
	return map[string]any{"id": id, "size": len(file), "sha256": hex.EncodeToString(sum[:])}
}

// enveloped returns the file of a record as it is kept, right in all but what it says.
func enveloped(concept string) []byte {
	sum := sha256.Sum256([]byte(concept))
	return fmt.Appendf(nil, `{"version":1,"sha256":"%x","concept":%s}`, sum, concept)
}

func TestArchiveThatIsNotAsItWasWrittenIsRefusedAndNothingChanges(t *testing.T) {
	from := newStore(t)
	update(t, from, accept(1))
	id := taught.ConceptID().String()
	file, err := os.ReadFile(recordPath(from))
	check(t, err)
	path := "concepts/" + id + ".json"
	zeros := make([]byte, 300<<20)
	huge := enveloped(`{"id":"` + id + `","references":[{"photo":"` + id + `","mask":{"size":[46340,46340],"runs":[0,2147395600]}}],"judgements":[]}`)
	newer := []byte(`{"version":2}`)
	tests := map[string]struct {
		archive []byte
		want    error
	}{
		"nothing":                   {nil, library.ErrArchiveDamaged},
		"no archive":                {[]byte("somebody's letter"), library.ErrArchiveDamaged},
		"no manifest that is one":   {written(t, []byte("{"), nil), library.ErrArchiveDamaged},
		"of another program":        {written(t, map[string]any{"kind": "recipes"}, nil), library.ErrArchiveDamaged},
		"newer":                     {written(t, manifestOf(2), nil), library.ErrConceptNewer},
		"a newer concept":           {written(t, manifestOf(1, listed(id, newer)), map[string][]byte{path: newer}), library.ErrConceptNewer},
		"unknown in the manifest":   {written(t, []byte(`{"kind":"whereabouts concepts","version":1,"concepts":[],"run":"this"}`), nil), library.ErrArchiveDamaged},
		"a concept missing":         {written(t, manifestOf(1, listed(id, file)), nil), library.ErrArchiveDamaged},
		"a concept twice":           {written(t, manifestOf(1, listed(id, file), listed(id, file)), map[string][]byte{path: file}), library.ErrArchiveDamaged},
		"a path out of the folder":  {written(t, manifestOf(1, listed("../../../etc/passwd", file)), map[string][]byte{"concepts/../../../etc/passwd.json": file}), library.ErrArchiveDamaged},
		"a name in capitals":        {written(t, manifestOf(1, listed(strings.ToUpper(id), file)), map[string][]byte{"concepts/" + strings.ToUpper(id) + ".json": file}), library.ErrArchiveDamaged},
		"another concept's record":  {written(t, manifestOf(1, listed(keyHex(5), file)), map[string][]byte{"concepts/" + keyHex(5) + ".json": file}), library.ErrArchiveDamaged},
		"a changed record":          {written(t, manifestOf(1, listed(id, file)), map[string][]byte{path: append(bytes.Clone(file), ' ')}), library.ErrArchiveDamaged},
		"a bomb of zeros":           {written(t, manifestOf(1, listed(id, zeros)), map[string][]byte{path: zeros}), library.ErrArchiveDamaged},
		"more than the list says":   {written(t, manifestOf(1, listed(id, nil)), map[string][]byte{path: zeros[:1<<20]}), library.ErrArchiveDamaged},
		"a manifest of zeros":       {written(t, zeros[:5<<20], nil), library.ErrArchiveDamaged},
		"a mask of two billion":     {written(t, manifestOf(1, listed(id, huge)), map[string][]byte{path: huge}), library.ErrArchiveDamaged},
		"one of two that is broken": {written(t, manifestOf(1, listed(id, file), listed(keyHex(5), file)), map[string][]byte{path: file, "concepts/" + keyHex(5) + ".json": file}), library.ErrArchiveDamaged},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			to := newStore(t)
			_, err := to.Import(t.Context(), bytes.NewReader(test.archive), int64(len(test.archive)))
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if _, err := os.Stat(to.Dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("something was written: %v", err)
			}
		})
	}
}

func keyHex(n int) string {
	key := keyOf(n)
	return hex.EncodeToString(key[:])
}

func TestChangedArchiveIsImportedAsItWasOrRefused(t *testing.T) {
	from := newStore(t)
	update(t, from, accept(1))
	archive := exported(t, from, 1)
	want := load(t, from)
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		changed := bytes.Clone(archive)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if rapid.Bool().Draw(t, "cut") {
			changed = changed[:rapid.IntRange(0, len(changed)-1).Draw(t, "length")]
		}
		to := &library.ConceptStore{Dir: filepath.Join(dir, strconv.Itoa(n))}
		_, err := to.Import(t.Context(), bytes.NewReader(changed), int64(len(changed)))
		if err != nil {
			if !errors.Is(err, library.ErrArchiveDamaged) && !errors.Is(err, library.ErrConceptNewer) {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		got, err := to.Load(t.Context(), taught.ConceptID())
		if err != nil {
			t.Fatal(err)
		}
		a, _ := want.Judgements.Count()
		if b, _ := got.Judgements.Count(); a != b || len(got.References) != len(want.References) {
			t.Fatal("what was imported is not what was exported")
		}
	})
}

func FuzzImport(f *testing.F) {
	from := &library.ConceptStore{Dir: f.TempDir()}
	_, err := from.Update(f.Context(), taught.ConceptID(), accept(1))
	check(f, err)
	var b bytes.Buffer
	_, err = from.Export(f.Context(), &b)
	check(f, err)
	f.Add(b.Bytes())
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, archive []byte) {
		to := newStore(t)
		_, err := to.Import(t.Context(), bytes.NewReader(archive), int64(len(archive)))
		if err != nil && !errors.Is(err, library.ErrArchiveDamaged) && !errors.Is(err, library.ErrConceptNewer) {
			t.Errorf("the error is %v", err)
		}
	})
}

func TestConceptThatCannotBeReadIsNotLeftOutOfAnExport(t *testing.T) {
	s := newStore(t)
	update(t, s, accept(1))
	check(t, os.WriteFile(recordPath(s), []byte("torn"), 0o600))
	if _, err := s.Export(t.Context(), io.Discard); !errors.Is(err, library.ErrConceptDamaged) {
		t.Errorf("got %v, want ErrConceptDamaged", err)
	}
}

func TestConceptsAreNamed(t *testing.T) {
	s := newStore(t)
	if ids, err := s.IDs(); err != nil || len(ids) != 0 {
		t.Errorf("without a folder there are %v: %v", ids, err)
	}
	if err := s.Rename(t.Context(), taught.ConceptID(), "a cat"); !errors.Is(err, library.ErrConceptUnknown) {
		t.Errorf("got %v, want ErrConceptUnknown", err)
	}
	update(t, s, accept(1))
	update(t, s, accept(2)) // now there is a backup
	for _, name := range []string{"two\nlines", strings.Repeat("x", 201), "\x1b[31m"} {
		if err := s.Rename(t.Context(), taught.ConceptID(), name); !errors.Is(err, library.ErrConceptName) {
			t.Errorf("%q: got %v, want ErrConceptName", name, err)
		}
	}
	check(t, s.Rename(t.Context(), taught.ConceptID(), "Мурка"))
	if name := load(t, s).Name; name != "Мурка" {
		t.Errorf("the name is %q", name)
	}
	check(t, os.Remove(recordPath(s))) // the backup is left
	if ids, err := s.IDs(); err != nil || len(ids) != 1 || ids[0] != taught.ConceptID() {
		t.Errorf("there are %v: %v", ids, err)
	}
}
