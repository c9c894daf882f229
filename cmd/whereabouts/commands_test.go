package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
	"go.etcd.io/bbolt"

	"whereabouts/library"
)

func refuseNegation(ts *testscript.TestScript, neg bool) {
	if neg {
		ts.Fatalf("this command cannot be negated")
	}
}

// exits is the command "exits CODE PROGRAM [ARG...]". The last line that a failing
// program says begins with its name, and a search that fails prints no answer.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	wantCode(ts, ts.Exec(args[1], args[2:]...), want)
	if said := ts.ReadFile("stderr"); want != exitFound && !strings.HasPrefix(lastLine(said), "whereabouts: ") {
		ts.Fatalf("the last line of standard error does not begin with the program's name:\n%s", said)
	}
	failed := want == exitUsage || want == exitFailed && slices.Contains(args, "find")
	if printed := ts.ReadFile("stdout"); failed && printed != "" {
		ts.Fatalf("it failed, but it printed:\n%s", printed)
	}
}

func wantCode(ts *testscript.TestScript, err error, want int) {
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("the exit code is %d and should be %d", got, want)
	}
}

func lastLine(s string) string {
	s = strings.TrimRight(s, "\n")
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// find is the command "find CODE [ARG...]": whereabouts find with the script's
// model. It gets one thread, since several scripts run at a time.
func find(ts *testscript.TestScript, neg bool, args []string) {
	program := []string{
		args[0], "whereabouts", "find", "--model", ts.Getenv("MODEL"), "--runtime", ts.Getenv("RUNTIME"), "--threads", "1",
	}
	exits(ts, neg, append(program, args[1:]...))
}

// plain is the command "plain stdout|stderr": no character in it but the end of
// a line may steer a terminal.
func plain(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		for _, r := range strings.TrimSuffix(line, "\n") {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				ts.Fatalf("%s has the character %q in %q", args[0], r, line)
			}
		}
	}
}

// resize is the command "resize FILE SIZE": what is beyond is cut off.
func resize(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), size))
}

// garble is the command "garble FILE": every byte is changed.
func garble(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	for i := range b {
		b[i] ^= byte(0x55 + i)
	}
	ts.Check(os.WriteFile(path, b, 0o644))
}

// manyNames is the command "manynames FILE DIR": it copies the file to names
// that are a nuisance.
func manyNames(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	b, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, name := range []string{
		"two words and  more.jpg",
		"Größe, 写真, фото.jpg",
		"🐈‍⬛🎈.jpg",
		strings.Repeat("n", 196) + ".jpg",
		"line\nbreak.jpg",
		"\x1b[31mred\x1b[0m.jpg",
		"\u202egnp.jpg",
		"--limit=0.jpg",
		"no extension",
		"$HOME `'\".jpg",
	} {
		save(ts, filepath.Join(args[1], name), b)
	}
}

// makeSocket is the command "socket FILE".
func makeSocket(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	// The name of a socket may have about 100 bytes, a script's folder may too.
	dir, err := os.MkdirTemp("", "")
	ts.Check(err)
	ts.Defer(func() { _ = os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	ts.Check(os.Rename(filepath.Join(dir, "s"), ts.MkAbs(args[0])))
}

// writeNewerCache is the command "newercache DIR".
func writeNewerCache(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	db, err := bbolt.Open(filepath.Join(dir, library.CacheFile), 0o644, nil)
	ts.Check(err)
	ts.Check(db.Update(func(tx *bbolt.Tx) error {
		meta, err := tx.CreateBucket([]byte("meta"))
		if err != nil {
			return err
		}
		return meta.Put([]byte("format"), binary.LittleEndian.AppendUint32(nil, 1000))
	}))
	ts.Check(db.Close())
}

// holdCache is the command "holdcache DIR": another process uses the cache for
// the rest of the script.
func holdCache(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	c, err := library.OpenCache(ts.MkAbs(args[0]), [sha256.Size]byte{})
	ts.Check(err)
	ts.Defer(func() { _ = c.Close() })
}

// settle is the command "settle": it waits until files that were written just now
// are older than the tick of any file system's clock, and so known not to change
// unseen.
func settle(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	if len(args) > 0 {
		ts.Fatalf("settle takes no arguments")
	}
	time.Sleep(2100 * time.Millisecond)
}

// countFiles is the command "files DIR N": the folder holds so many files,
// hidden ones too.
func countFiles(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := strconv.Itoa(len(entries)); got != args[1] {
		ts.Fatalf("%s holds %s files and should hold %s: %v", args[0], got, args[1], entries)
	}
}

// stopWithin is what an interrupted program gets to end in. It should take a
// second at most; a machine that is busy with other tests gets more.
const stopWithin = 5 * time.Second

// interrupted is the command "interrupted DIR N PROGRAM [ARG...]". It starts the
// program, sends it SIGINT when the folder has N files, and wants it to say that
// it could not do its work.
func interrupted(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	dir := ts.MkAbs(args[0])
	wanted, err := strconv.Atoi(args[1])
	ts.Check(err)
	program, err := exec.LookPath(args[2])
	ts.Check(err)
	cmd := exec.Command(program, args[3:]...)
	cmd.Args[0] = args[2]
	cmd.Dir = ts.MkAbs(".")
	for _, name := range scriptVariables {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	var said, answered bytes.Buffer
	cmd.Stderr, cmd.Stdout = &said, &answered
	ts.Check(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for started := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if entries, err := os.ReadDir(dir); err == nil && len(entries) >= wanted {
			break
		}
		select {
		case err := <-ended:
			ts.Fatalf("the program ended before it was interrupted (%v):\n%s", err, &said)
		default:
		}
		if time.Since(started) > 5*time.Minute {
			_ = cmd.Process.Kill()
			ts.Fatalf("%s never has %d files:\n%s", args[0], wanted, &said)
		}
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	sent := time.Now()
	select {
	case err := <-ended:
		ts.Logf("stopped after %s", time.Since(sent).Round(time.Millisecond))
		wantCode(ts, err, exitFailed)
	case <-time.After(stopWithin):
		_ = cmd.Process.Kill()
		ts.Fatalf("the program goes on after it was interrupted")
	}
	if !strings.Contains(said.String(), "whereabouts: stopped") || answered.Len() != 0 {
		ts.Fatalf("it printed %q and said:\n%s", &answered, &said)
	}
}
