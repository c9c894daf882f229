package library_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"whereabouts/library"
)

// runScan scans a folder of photos, as another process.
func runScan(folders string) int {
	cacheDir, dir, _ := strings.Cut(folders, "|")
	cache, err := library.OpenCache(cacheDir, model)
	if err == nil {
		var catalogue *library.Catalogue
		if catalogue, err = library.OpenCatalogue(context.Background(), cache); err == nil {
			catalogue.Later(time.Minute)
			f := &library.Finder{Encoder: &colourEncoder{}, Identity: &colourIdentity{}, Cache: cache, Catalogue: catalogue}
			err = (&library.Scanner{Finder: f, Catalogue: catalogue}).Scan(context.Background(), dir)
		}
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// kills is how often a scan is killed.
func kills(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("WHEREABOUTS_KILLS")); err == nil {
		return n
	}
	return 10
}

// answersOf asks a copy of the cache for what is red.
func (w *world) answers() map[string]string {
	w.t.Helper()
	dir := w.t.TempDir()
	if _, err := os.Stat(w.cacheDir); err == nil {
		check(w.t, os.CopyFS(dir, os.DirFS(w.cacheDir)))
	}
	c, err := library.OpenCache(dir, model)
	check(w.t, err)
	check(w.t, c.Notice())
	defer func() { check(w.t, c.Close()) }()
	red := newLikeRed(w.t)
	red.from = library.Key{1}
	got := ask(w.t, &library.Finder{Encoder: w.encoder, Identity: w.identity, Cache: c}, red, w.dir)
	if len(got.skips) != 0 {
		w.t.Errorf("skipped are %v", got.skips)
	}
	return got.answers()
}

// undisturbed is what a search answers without any cache.
func (w *world) undisturbed() map[string]string {
	w.t.Helper()
	return ask(w.t, &library.Finder{Encoder: w.encoder, Identity: w.identity}, plain{newLikeRed(w.t)}, w.dir).answers()
}

func TestScanThatIsKilledLosesNothingAndGoesOn(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 12)
	w.fill("b", 12)
	before, want := hashes(t, w.dir), w.undisturbed()
	known, completed := 0, 0
	for n := range kills(t) {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childEnv+"=scan:"+w.cacheDir+"|"+w.dir)
		check(t, child.Start())
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = child.Wait() // it may have been killed
		}()
		select {
		case <-done:
		case <-time.After(time.Duration(rand.IntN(1500)) * time.Millisecond):
			check(t, child.Process.Kill())
			<-done
		}
		if got := w.answers(); !maps.Equal(got, want) {
			for path := range want {
				if got[path] != want[path] {
					t.Errorf("after kill %d the answer for %s is\n%.300s\nand should be\n%.300s", n, path, got[path], want[path])
				}
			}
		}
		files := 0
		for name, f := range w.files() {
			files++
			if f.Skipped != nil || f.Key == (library.Key{}) {
				t.Errorf("after kill %d %s is %+v", n, name, f)
			}
		}
		if files < known {
			t.Errorf("after kill %d %d photos are known, before it %d were", n, files, known)
		}
		if known = files; known == 24 { // all is done: begin again
			completed++
			known, w.cacheDir = 0, t.TempDir()
		}
	}
	t.Logf("%d scans were completed", completed)
	w.scan(w.dir)
	if len(w.files()) != 24 || !maps.Equal(hashes(t, w.dir), before) {
		t.Error("photos are missing or have changed")
	}
}

func TestCatalogueThatTurnsOutDamagedChangesNoAnswer(t *testing.T) {
	w := newWorld(t)
	w.fill("a", 12)
	want := w.undisturbed()
	w.scan(w.dir)
	cache := openCache(t, w.cacheDir)
	check(t, os.Truncate(filepath.Join(w.cacheDir, library.IndexFile), 8192))
	f := &library.Finder{Encoder: w.encoder, Identity: w.identity, Cache: cache}
	for range 2 {
		d := &tolerant{seen: seen{t, nil, map[string]error{}}}
		check(t, f.Find(t.Context(), newLikeRed(t), []string{w.dir}, d))
		if !maps.Equal(d.answers(), want) || len(d.notices) > 1 {
			t.Errorf("the answers are\n%v\nand should be\n%v; noticed %v", d.answers(), want, d.notices)
		}
	}
}

// tolerant notes notices.
type tolerant struct {
	seen
	notices []error
}

func (o *tolerant) Notice(err error) { o.notices = append(o.notices, err) }

// disturbed scans a folder and has something done when ten photos are looked at.
func (w *world) disturbed(dir string, do func()) *log {
	w.t.Helper()
	w.identity.slow = 5 * time.Millisecond
	s, l, end := w.open()
	defer end()
	observe, looked := s.Observe, 0
	s.Observe = func(e library.Event) {
		observe(e)
		if _, ok := e.(library.Looked); ok {
			if looked++; looked == 10 {
				do()
			}
		}
	}
	check(w.t, s.Scan(w.t.Context(), dir))
	return l
}

func TestFolderThatVanishesInMidScanIsAway(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	w := newWorld(t)
	w.fill("drive", 40)
	before, want := hashes(t, w.dir), w.undisturbed()
	l := w.disturbed(w.at("drive"), func() { check(t, os.Rename(w.at("drive"), w.at("elsewhere"))) })
	if len(l.away) != 1 || len(l.forgotten) != 0 || len(l.skipped) != 0 || len(l.looked) == 40 {
		t.Errorf("away %v, forgotten %v, skipped %v, looked at %d", l.away, l.forgotten, l.skipped, len(l.looked))
	}
	check(t, os.Rename(w.at("elsewhere"), w.at("drive")))
	if rest := w.scan(); len(rest.looked)+len(l.looked) != 40 || len(rest.forgotten) != 0 {
		t.Errorf("%d were looked at, then %d; forgotten %v", len(l.looked), len(rest.looked), rest.forgotten)
	}
	if got := w.answers(); !maps.Equal(got, want) || !maps.Equal(hashes(t, w.dir), before) {
		t.Error("the answers, or the photos, are not what they were")
	}
}

// hostile writes n files that are not what they seem and returns how many.
func hostile(t *testing.T, w *world, n int) {
	t.Helper()
	testdata, err := filepath.Glob(filepath.Join("photo", "testdata", "*"))
	check(t, err)
	w.write("seed.jpg", colours(3)[1])
	testdata = append(testdata, w.at("seed.jpg"))
	var seeds [][]byte
	for _, path := range testdata {
		if data, err := os.ReadFile(path); err == nil {
			seeds = append(seeds, data)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	extensions := []string{".jpg", ".png", ".gif", ".webp", ".bmp", ".tif", ".heic", ".dng"}
	for i := range n {
		data := append([]byte(nil), seeds[i%len(seeds)]...)
		switch i % 5 {
		case 0:
			data = data[:random.IntN(len(data))]
		case 1:
			for range 1 + random.IntN(20) {
				data[random.IntN(len(data))] ^= byte(1 << random.IntN(8))
			}
		case 2: // a bomb: a PNG that declares more pixels than there is memory for
			data = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\xff\xff\x00\x01\xff\xff\x08\x06\x00\x00\x00")
			data = append(data, make([]byte, random.IntN(500))...)
		case 3:
			data = make([]byte, random.IntN(3000))
			for k := range data {
				data[k] = byte(random.Uint32())
			}
		case 4:
			data = append(data[:min(len(data), 40)], make([]byte, random.IntN(4000))...)
		}
		path := w.at(fmt.Sprintf("hostile/%d/%03d%s", i%7, i, extensions[i%len(extensions)]))
		check(t, os.MkdirAll(filepath.Dir(path), 0o700))
		check(t, os.WriteFile(path, data, 0o600))
	}
}

func TestThousandHostileFilesAreEachToldOfAndStopNothing(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	n := 1000
	if testing.Short() {
		n = 150
	}
	w := newWorld(t)
	hostile(t, w, n)
	awkward(t, w)
	w.fill("good", 5)
	before := hashes(t, w.dir)

	peak, stop := make(chan uint64, 1), make(chan struct{})
	go func() {
		var most uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	l := w.scan(w.dir)
	close(stop)
	if most := <-peak; most > 1<<30 {
		t.Errorf("it took %d MB", most>>20)
	}
	for path, reason := range l.skipped {
		if reason == nil || reason.Error() == "" {
			t.Errorf("%s is skipped without a reason", path)
		}
	}
	files := 0
	check(t, filepath.WalkDir(w.at("hostile"), func(path string, e fs.DirEntry, err error) error {
		check(t, err)
		if !e.Type().IsRegular() {
			return nil
		}
		files++
		_, looked := l.looked[path]
		if _, skipped := l.skipped[path]; !looked && !skipped {
			t.Errorf("nothing is told of %s", path)
		}
		return nil
	}))
	if files != n {
		t.Errorf("there are %d files", files)
	}
	for i := range 5 {
		if _, looked := l.looked[w.at(fmt.Sprintf("good/%03d.jpg", i))]; !looked {
			t.Errorf("good photo %d was not looked at", i)
		}
	}
	if !maps.Equal(hashes(t, w.dir), before) {
		t.Error("photos have changed")
	}
	again := w.scan(w.dir)
	if len(again.looked) != 0 || len(again.skipped) != len(l.skipped) {
		t.Errorf("the second scan looked at %d and skipped %d of %d", len(again.looked), len(again.skipped), len(l.skipped))
	}
}
