package library_test

import (
	"bufio"
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

// runChild holds the cache of dir open, or puts features into it for ever.
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
	for {
		n := rand.IntN(photosOfChild)
		if err := c.Put(keyOf(n), all[n]); err != nil {
			fmt.Println(err)
			return 1
		}
	}
}

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
	dir := t.TempDir()
	kept := 0
	for range 20 {
		child := startChild(t, "fill", dir)
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
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
		check(t, c.Close())
	}
	if kept == 0 {
		t.Error("nothing was ever kept")
	}
	wantWorking(t, openCache(t, dir))
}
