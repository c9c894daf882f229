package library_test

import (
	"bytes"
	"fmt"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"whereabouts/library"
	"whereabouts/segment"
)

// usage is what a process holds.
type usage struct {
	goroutines, handles int
	resident            int64 // bytes of memory, mapped files left out
}

func used(t *testing.T) usage {
	t.Helper()
	runtime.GC()
	debug.FreeOSMemory()
	handles, err := os.ReadDir("/proc/self/fd")
	check(t, err)
	status, err := os.ReadFile("/proc/self/status")
	check(t, err)
	_, rest, _ := bytes.Cut(status, []byte("RssAnon:"))
	kilobytes, err := strconv.ParseInt(string(bytes.Fields(rest)[0]), 10, 64)
	check(t, err)
	return usage{runtime.NumGoroutine(), len(handles), kilobytes << 10}
}

// TestSoak has files come, go and change in a library that is watched, and asks it,
// for as long as WHEREABOUTS_SOAK says: "1h". What the process holds does not grow.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("WHEREABOUTS_SOAK"))
	if err != nil {
		t.Skip(`WHEREABOUTS_SOAK does not say for how long; run "make soak"`)
	}
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	w := newWorld(t)
	w.fill("folder-0", 20)
	watched := watch(t, w, library.WatchOptions{
		Every: 5 * time.Second, Calm: 200 * time.Millisecond, Prepare: 40 * segment.StoredFeatures,
	})
	watched.scanner.Finder.Cache.SetBudget(64 << 20)
	stop, events := make(chan struct{}), make(chan int)
	go func() {
		told := 0
		for {
			select {
			case e := <-watched.events:
				told++
				if n, ok := e.(library.Noticed); ok {
					t.Errorf("noticed: %v", n.Err)
				}
			case <-stop:
				events <- told
				return
			}
		}
	}()
	random := rand.New(rand.NewPCG(1, 2))
	begun, questions := time.Now(), 0
	var warm usage
	for time.Since(begun) < length {
		disturb(t, w, random)
		if random.IntN(3) == 0 {
			red := newLikeRed(t)
			red.from = library.Key{byte(random.IntN(5)), 1}
			check(t, watched.scanner.Finder.Find(t.Context(), red, []string{w.dir}, &seen{t, nil, map[string]error{}}))
			questions++
		}
		time.Sleep(time.Duration(random.IntN(300)) * time.Millisecond)
		if warm == (usage{}) && time.Since(begun) > length/3 {
			warm = used(t)
		}
	}
	end := used(t)
	t.Logf("after a third of the time %+v, at the end %+v; %d questions", warm, end, questions)
	if end.goroutines > warm.goroutines+8 || end.handles > warm.handles+4 || end.resident > warm.resident+(32<<20) {
		t.Errorf("what is held grew from %+v to %+v", warm, end)
	}
	watched.end()
	close(stop)
	t.Logf("%d events", <-events)
}

// disturb changes something in the library.
func disturb(t *testing.T, w *world, random *rand.Rand) {
	t.Helper()
	folder := fmt.Sprintf("folder-%d", random.IntN(5))
	name := fmt.Sprintf("%s/%02d.jpg", folder, random.IntN(20))
	switch random.IntN(10) {
	case 0:
		_ = os.Remove(w.at(name))
	case 1:
		_ = os.Rename(w.at(folder), w.at(fmt.Sprintf("folder-%d", random.IntN(5))))
	case 2:
		check(t, os.RemoveAll(w.at(folder)))
	case 3:
		check(t, os.MkdirAll(filepath.Dir(w.at(name)), 0o700))
		check(t, os.WriteFile(w.at(name), []byte("no photo"), 0o600))
	default:
		n := random.IntN(60)
		w.write(name, color.RGBA{uint8(4 * n), uint8(n), 9, 255})
	}
}
