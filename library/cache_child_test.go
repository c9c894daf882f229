package library_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"whereabouts/library"
	"whereabouts/segment"
)

// childEnv makes the test binary play another process: "role:folder".
const childEnv = "WHEREABOUTS_TEST_CHILD"

// runChild holds the cache of dir open, or puts features into it for ever: in the role
// "squeeze" into less room than they need, and with compactions in between.
func runChild(role, dir string) int {
	c, err := library.OpenCache(dir, model)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	all := make([]*segment.Features, photosOfChild)
	for n := range all {
		all[n] = featuresOf(n)
	}
	fmt.Println("ready")
	if role == "hold" {
		_, _ = io.Copy(io.Discard, os.Stdin)
		return 0
	}
	if role == "squeeze" {
		c.SetBudget(childBudget)
	}
	for {
		n := rand.IntN(photosOfChild)
		err := c.Put(keyOf(n), all[n])
		if err == nil && role == "squeeze" && n == 0 {
			_, err = c.Compact(context.Background())
		}
		if err != nil {
			fmt.Println(err)
			return 1
		}
	}
}

// childBudget has room for some of a child's photos.
const childBudget = 8 << 20

const photosOfChild = 6

// startChild starts the test binary in a role and waits until it has the cache
// open.
func startChild(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+role+":"+dir)
	stdin, err := child.StdinPipe()
	check(t, err)
	stdout, err := child.StdoutPipe()
	check(t, err)
	check(t, child.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = child.Process.Kill()
		_ = child.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	check(t, err)
	if line != "ready\n" {
		t.Fatalf("the other process says %q", line)
	}
	return child
}

func TestCacheOfAnotherProcessIsInUse(t *testing.T) {
	dir := t.TempDir()
	child := startChild(t, "hold", dir)
	if _, err := library.OpenCache(dir, model); !errors.Is(err, library.ErrCacheInUse) {
		t.Fatalf("got %v, want ErrCacheInUse", err)
	}
	check(t, child.Process.Kill())
	_ = child.Wait()
	wantWorking(t, openCache(t, dir))
}

func TestKilledProcessLeavesASoundCache(t *testing.T) {
	for role, longest := range map[string]int{"fill": 100, "squeeze": 600} {
		t.Run(role, func(t *testing.T) { wantSoundWhenKilled(t, role, longest) })
	}
}

// wantSoundWhenKilled kills processes in a role within so many milliseconds, or more
// where that is too soon for anything to be kept.
func wantSoundWhenKilled(t *testing.T, role string, longest int) {
	dir := t.TempDir()
	kept := 0
	for range 20 {
		child := startChild(t, role, dir)
		time.Sleep(time.Duration(rand.IntN(longest)) * time.Millisecond)
		check(t, child.Process.Kill())
		_ = child.Wait()

		c, err := library.OpenCache(dir, model)
		check(t, err)
		check(t, c.Notice())
		for n := range photosOfChild {
			if got := c.Get(keyOf(n)); got != nil {
				kept++
				if !sameFeatures(got, featuresOf(n)) {
					t.Errorf("photo %d has features that were never put", n)
				}
			}
		}
		seen, err := c.Contents()
		if err != nil || role == "squeeze" && seen.Size > childBudget {
			t.Errorf("it has %+v: %v", seen, err)
		}
		check(t, c.Close())
		wantOnly(t, dir, library.CacheFile, library.IndexFile)
		if kept == 0 {
			longest += longest / 2 // a busy machine needs longer to keep something
		}
	}
	if kept == 0 {
		t.Error("nothing was ever kept")
	}
	wantWorking(t, openCache(t, dir))
}
