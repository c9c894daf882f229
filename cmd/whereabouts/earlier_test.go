package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"whereabouts/assets/sample"
)

// scriptVariables are those that a program has of a script when it is not run by it.
var scriptVariables = []string{"PATH", "HOME", "LANG", "XDG_CACHE_HOME", "XDG_DATA_HOME"}

// layEarlier is the command "earlier NAME": what an earlier program wrote, a folder of
// testdata/earlier, becomes the script's cache and data, and its photos the folder photos.
func layEarlier(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	for folder, home := range map[string]string{"cache": "XDG_CACHE_HOME", "data": "XDG_DATA_HOME"} {
		home = ts.Getenv(home)
		ts.Check(os.RemoveAll(home))
		from := filepath.Join("testdata", "earlier", args[0], folder)
		ts.Check(filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			below, err := filepath.Rel(from, path)
			ts.Check(err)
			save(ts, filepath.Join(home, strings.TrimSuffix(below, ".gz")), unpacked(ts, path))
			return nil
		}))
	}
	for _, name := range []string{"IMG_0148.jpg", "DSC_0311.jpg", "garden/DSC_0181.jpg"} {
		photo, err := fs.ReadFile(sample.Photos(), name)
		ts.Check(err)
		save(ts, filepath.Join("photos", filepath.FromSlash(name)), photo)
	}
}

// unpacked returns the content of a file, which may be packed with gzip.
func unpacked(ts *testscript.TestScript, path string) []byte {
	f, err := os.Open(path)
	ts.Check(err)
	defer func() { _ = f.Close() }()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		r, err = gzip.NewReader(f)
		ts.Check(err)
	}
	content, err := io.ReadAll(r)
	ts.Check(err)
	return content
}

// killed is the command "killed PROGRAM [ARG...]": the program is killed soon after its
// start, again and again and each time a little later, until it ends by itself.
func killed(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	program, err := exec.LookPath(args[0])
	ts.Check(err)
	kills := 0
	for patience := time.Millisecond; ; patience = patience*5/4 + time.Millisecond {
		cmd := exec.Command(program, args[1:]...)
		cmd.Args[0] = args[0]
		cmd.Dir = ts.MkAbs(".")
		for _, name := range scriptVariables {
			cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
		}
		var said bytes.Buffer
		cmd.Stderr = &said
		ts.Check(cmd.Start())
		late := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		if late.Stop() {
			if err != nil {
				ts.Fatalf("after it was killed %d times: %v\n%s", kills, err, &said)
			}
			break
		}
		kills++
	}
	if kills < 3 {
		ts.Fatalf("it was killed %d times only", kills)
	}
	ts.Logf("it was killed %d times", kills)
}
