package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"whereabouts/app"
	"whereabouts/library"
)

// What the benchmark below tells the processes that it starts.
const (
	realRole   = "WHEREABOUTS_TEST_ROLE"   // what to do: fill or show
	realFolder = "WHEREABOUTS_TEST_FOLDER" // of the photos
	realBegun  = "WHEREABOUTS_TEST_BEGUN"  // when the process was started, in nanoseconds
	realModel  = "WHEREABOUTS_TEST_MODEL"  // whether the model is loaded and photos are scanned
)

// realPhotos is how many photos the library of the benchmark has.
const realPhotos = 100_000

func TestMain(m *testing.M) {
	switch os.Getenv(realRole) {
	case "fill":
		os.Exit(fillLibrary(os.Getenv(realFolder)))
	case "show":
		os.Exit(showLibrary())
	}
	os.Exit(m.Run())
}

// A shownLibrary is what was measured in a real window.
type shownLibrary struct {
	Usable, Thumbnails time.Duration // from the start of the process
	Slow, Fast         frames
	Resident           int // memory, in MiB
	Heap               int // of that what Go has in use, in MiB
	Scanned            int // photos, while it was scrolled
	Click, Line        answers
}

// Answers are how long the window takes until what was asked for is on screen.
type answers struct{ Median, Worst time.Duration }

func answersOf(times []time.Duration) answers {
	slices.Sort(times)
	return answers{times[len(times)/2], times[len(times)-1]}
}

// Frames are those that were drawn while the library was scrolled.
type frames struct {
	Rate   float64       // in a second
	Median time.Duration // from one to the next
	Worst  time.Duration // of twenty, as a rule
	CPU    time.Duration // of the main thread, for one
	All    time.Duration // of the whole process, for one
}

// BenchmarkScrolling100000PhotosInARealWindow opens a library of copies of a few
// photos under Xvfb, without a model and then with one that looks at new photos
// meanwhile. It scrolls a row in six frames, and then a row a frame.
func BenchmarkScrolling100000PhotosInARealWindow(b *testing.B) {
	if testing.Short() {
		b.Skip("making a library of 100,000 photos takes minutes")
	}
	if _, err := exec.LookPath("xvfb-run"); err != nil {
		b.Skip(`Xvfb is not installed; "make test" installs it`)
	}
	home := b.TempDir()
	folder := filepath.Join(home, "photos")
	makeLibrary(b, folder, realPhotos)
	cache := filepath.Join(home, ".cache", "whereabouts")
	if err := os.MkdirAll(cache, 0o755); err != nil {
		b.Fatal(err)
	}
	models := filepath.Join(filepath.Dir(app.DefaultCacheDir()), "models")
	if err := os.Symlink(models, filepath.Join(cache, "models")); err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	realProcess(b, home, folder, "fill", "no")
	b.Logf("the library was filled in %v", time.Since(begun).Round(time.Second))
	for b.Loop() {
		still := realProcess(b, home, folder, "show", "no")
		b.ReportMetric(still.Usable.Seconds(), "s-to-usable")
		b.ReportMetric(still.Thumbnails.Seconds(), "s-to-thumbnails")
		b.ReportMetric(still.Slow.Rate, "frames/s")
		b.ReportMetric(still.Fast.Rate, "frames/s-fast")
		b.ReportMetric(float64(still.Resident), "MiB")
		b.Logf("without a model: %+v", *still)
		makeNew(b, filepath.Join(folder, "new"), 400)
		scanning := realProcess(b, home, folder, "show", "yes")
		b.ReportMetric(scanning.Slow.Rate, "frames/s-scanning")
		b.ReportMetric(float64(still.Slow.All.Milliseconds()), "CPU-ms/frame")
		b.ReportMetric(float64(scanning.Click.Median.Milliseconds()), "ms-click-scanning")
		b.ReportMetric(float64(scanning.Line.Median.Milliseconds()), "ms-line-scanning")
		b.Logf("while a scan runs: %+v", *scanning)
	}
}

// realProcess runs this program under Xvfb.
func realProcess(b *testing.B, home, folder, role, model string) *shownLibrary {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 15*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "xvfb-run", "-a", "-s", "-screen 0 1280x800x24", os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+filepath.Join(home, ".cache"), "XDG_DATA_HOME="+filepath.Join(home, ".data"),
		"XDG_CONFIG_HOME="+filepath.Join(home, ".config"), "FYNE_SCALE=1", "LANG=en_US.UTF-8",
		realRole+"="+role, realFolder+"="+folder, realModel+"="+model, realBegun+"="+strconv.FormatInt(time.Now().UnixNano(), 10))
	var out, problems bytes.Buffer
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); err != nil {
		b.Fatalf("%s: %v\n%s%s", role, err, out.String(), problems.String())
	}
	var shown shownLibrary
	if role == "show" {
		if err := json.Unmarshal(out.Bytes(), &shown); err != nil {
			b.Fatalf("%s: %v\n%s%s", role, err, out.String(), problems.String())
		}
	}
	return &shown
}

// makeLibrary makes a library of n photos in folders of 500, which are copies of a few.
// Links would be one photo each.
func makeLibrary(b *testing.B, folder string, n int) {
	b.Helper()
	var originals [][]byte
	for i := range 64 {
		originals = append(originals, patches(b, image.Pt(640, 480), uint64(i)))
	}
	for i := range n {
		dir := filepath.Join(folder, fmt.Sprintf("%04d", i/500))
		if i%500 == 0 {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("IMG_%06d.jpg", i)), originals[i%len(originals)], 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// makeNew makes photos of which nothing is known.
func makeNew(b *testing.B, folder string, n int) {
	b.Helper()
	if err := os.RemoveAll(folder); err != nil {
		b.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		b.Fatal(err)
	}
	data := patches(b, image.Pt(4000, 3000), rand.Uint64())
	for i := range n {
		one := append(slices.Clone(data), strconv.Itoa(i)...) // what comes after a photo makes it another
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("NEW_%04d.jpg", i)), one, 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// patches returns a JPEG of patches of colour.
func patches(b *testing.B, size image.Point, seed uint64) []byte {
	b.Helper()
	const side = 32
	random := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rectangle{Max: size})
	for y := 0; y < size.Y; y += side {
		for x := 0; x < size.X; x += side {
			c := color.RGBA{R: uint8(random.IntN(256)), G: uint8(random.IntN(256)), B: uint8(seed * 4), A: 0xff}
			draw.Draw(img, image.Rect(x, y, x+side, y+side), image.NewUniform(c), image.Point{}, draw.Src)
		}
	}
	var data bytes.Buffer
	if err := jpeg.Encode(&data, img, nil); err != nil {
		b.Fatal(err)
	}
	return data.Bytes()
}

// fillLibrary has a library looked at to the end.
func fillLibrary(folder string) int {
	ctx := context.Background()
	s := openStock(ctx, app.EngineOptions{})
	e, err := openEngine(ctx, app.EngineOptions{}, s)
	if err == nil {
		err = s.AddFolders(folder)
	}
	loaded, ok := e.(*loadedEngine)
	if err != nil || !ok {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	scan := &library.Scanner{Finder: loaded.finder(), Catalogue: s.catalogue}
	if err := scan.Scan(ctx, folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := s.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// showLibrary opens the window, scrolls it, and prints what was measured.
func showLibrary() int {
	var o Options
	ctx := context.Background()
	opened := make(chan *stock, 1)
	w := prepare(ctx, &o, backend{
		open: func(context.Context) keptLibrary {
			s := openStock(ctx, o.Engine)
			opened <- s
			return s
		},
		load: func(ctx context.Context) (engine, error) {
			if os.Getenv(realModel) != "yes" {
				return nil, errNoBackend
			}
			return openEngine(ctx, o.Engine, <-opened)
		},
	})
	w.win.Resize(fyne.NewSize(1200, 760))
	m := newCamera(w)
	go m.run()
	w.win.ShowAndRun()
	if m.failed != nil {
		fmt.Fprintln(os.Stderr, m.failed)
		return 1
	}
	if err := json.NewEncoder(os.Stdout).Encode(m.shown); err != nil {
		return 1
	}
	return 0
}

// A camera sees the frames of a window.
type camera struct {
	w      *window
	eye    *canvas.Raster
	drawn  chan time.Duration // CPU time of the main thread as a frame is drawn
	shown  shownLibrary
	failed error
}

func newCamera(w *window) *camera {
	m := &camera{w: w, drawn: make(chan time.Duration, 1)}
	m.eye = canvas.NewRaster(func(int, int) image.Image {
		select {
		case m.drawn <- threadTime():
		default:
		}
		return image.NewUniform(color.Transparent)
	})
	m.eye.Resize(fyne.NewSize(1, 1))
	w.win.SetContent(container.NewStack(w.win.Content(), container.NewWithoutLayout(m.eye)))
	return m
}

// threadTime is the CPU time of the calling thread.
func threadTime() time.Duration { return usedTime(1) } // RUSAGE_THREAD

func usedTime(who int) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(who, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// frame does something on the main goroutine and waits until it was drawn.
func (m *camera) frame(do func()) (cpu time.Duration) {
	fyne.Do(func() {
		do()
		m.eye.Refresh()
	})
	return <-m.drawn
}

func (m *camera) run() {
	defer fyne.Do(m.w.win.Close)
	nanoseconds, err := strconv.ParseInt(os.Getenv(realBegun), 10, 64)
	if err != nil {
		m.failed = err
		return
	}
	begun := time.Unix(0, nanoseconds)
	m.waitFor(func() bool {
		return m.w.library != nil && len(m.w.library.shown) >= realPhotos && len(m.w.library.gallery.shown) > 0
	})
	m.shown.Usable = time.Since(begun)
	m.waitFor(func() bool {
		for c := range m.w.library.gallery.shown {
			if c.wish != nil {
				return false
			}
		}
		return true
	})
	m.shown.Thumbnails = time.Since(begun)
	if os.Getenv(realModel) == "yes" {
		m.waitFor(func() bool { return m.w.scan.activity.now().pass.Done > 2 })
	}
	done := m.w.scan.activity.now().pass.Done
	m.shown.Slow = m.scroll(300, 1.0/6)
	m.shown.Fast = m.scroll(300, 1)
	m.shown.Scanned = m.w.scan.activity.now().pass.Done - done
	if os.Getenv(realModel) == "yes" {
		m.shown.Click, m.shown.Line = m.click(20), m.moveLine(100)
	}
	m.shown.Resident = resident()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	m.shown.Heap = int(memory.HeapInuse >> 20)
}

func (m *camera) waitFor(done func() bool) {
	for reached := false; !reached; {
		m.frame(func() { reached = done() })
	}
}

// scroll scrolls through a number of frames, by rows each.
func (m *camera) scroll(n int, rows float32) (f frames) {
	g := m.w.library.gallery
	var times []time.Duration
	first := m.frame(func() {})
	cpu, begun, all := first, time.Now(), usedTime(syscall.RUSAGE_SELF)
	last := begun
	for range n {
		cpu = m.frame(func() { g.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -rows*g.rowHeight())}) })
		times = append(times, time.Since(last))
		last = time.Now()
	}
	f.Rate = float64(n) / last.Sub(begun).Seconds()
	f.CPU = (cpu - first) / time.Duration(n)
	f.All = (usedTime(syscall.RUSAGE_SELF) - all) / time.Duration(n)
	slices.Sort(times)
	f.Median, f.Worst = times[n/2], times[n*19/20]
	return f
}

// click clicks a number of times in the screen to teach, anew each time, when the photo
// is ready for it. What is measured ends with the frame that shows what was marked.
func (m *camera) click(n int) answers {
	m.frame(func() { m.w.pick(m.w.library.shown[0]) })
	m.waitFor(func() bool { return m.w.teach != nil && m.w.teach.easel != nil && m.w.teach.pointing.pointer != nil })
	var times []time.Duration
	for i := range n {
		s := m.w.teach
		m.frame(s.clear)
		m.approach(s, time.Second)
		begun := time.Now()
		m.frame(func() {
			pointAt(s.easel, spot{float64(100 + 20*i), float64(200 + 5*i)}, desktop.MouseButtonPrimary, 0)
		})
		m.waitFor(func() bool { return !s.pointing.asking })
		times = append(times, time.Since(begun))
	}
	return answersOf(times)
}

// approach moves the pointer over the photo for a while, as a hand does before a click.
func (m *camera) approach(s *teach, until time.Duration) {
	for begun := time.Now(); time.Since(begun) < until; time.Sleep(20 * time.Millisecond) {
		m.frame(func() { s.easel.MouseMoved(&desktop.MouseEvent{}) })
	}
}

// moveLine moves the line above which finds are shown a number of times, among 10,000.
func (m *camera) moveLine(n int) answers {
	var r *results
	m.frame(func() {
		m.w.engine = &fakeEngine{search: func(context.Context, query, library.Observer) error { return nil }}
		r = m.w.things.newPage(&thing{}, query{mask: disc(testSize)}, nil)
		m.w.show(r)
	})
	m.waitFor(func() bool { return r.ended })
	m.frame(func() {
		for i := range 10_000 {
			f, err := newFind(finding(m.w.library.shown[i], 1-float64(i)/10_000), nil)
			if err != nil {
				m.failed = err
				return
			}
			r.ranking.finds = append(r.ranking.finds, f)
		}
		r.update()
	})
	var times []time.Duration
	for i := range n {
		begun := time.Now()
		m.frame(func() { r.sieve.slider.SetValue(float64(20 + i*7%60)) })
		times = append(times, time.Since(begun))
	}
	return answersOf(times)
}

// resident is the memory of this process, in MiB.
func resident() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kib int
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kib); n == 1 {
			return kib >> 10
		}
	}
	return 0
}
