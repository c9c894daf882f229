package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// keeperName is what a keeper is called, which tells it that it is one.
const keeperName = "whereabouts-appimage-keeper"

// What a keeper is given, by number: a pipe for its answer, and a descriptor of the process
// that the files are for.
const (
	answerDescriptor = 3 + iota
	processDescriptor
)

// laidOut begins an answer that says where the files are. Any other says why they are not.
const laidOut = "at "

// asKeeper tells whether this process was started as a keeper, and how it is to lay out the
// files.
func asKeeper(args []string) (way, bool) {
	if len(args) != 2 || args[0] != keeperName {
		return "", false
	}
	return way(args[1]), true
}

// startKeeper starts a process that lays out the files, and takes them away when this one
// has ended, whatever program it has become by then. It returns the folder with the files.
func startKeeper(how way) (string, error) {
	process, err := unix.PidfdOpen(os.Getpid(), 0)
	if err != nil {
		return "", fmt.Errorf("following this process: %w", err)
	}
	watched := os.NewFile(uintptr(process), "this process")
	defer func() { _ = watched.Close() }()
	read, write, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer func() { _ = read.Close() }()
	keeper := exec.Command(self, string(how)) //nolint:noctx // it outlives whatever a context would stand for
	keeper.Args[0] = keeperName
	keeper.Dir = "/"
	keeper.ExtraFiles = []*os.File{write, watched}
	keeper.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // so that Ctrl+C is the program's alone
	if err := errors.Join(keeper.Start(), write.Close()); err != nil {
		return "", fmt.Errorf("starting a process that keeps the files: %w", err)
	}
	answer, err := io.ReadAll(read)
	if err != nil {
		return "", err
	}
	dir, ok := strings.CutPrefix(string(answer), laidOut)
	switch {
	case ok:
		return dir, nil
	case len(answer) == 0:
		return "", errors.New("the process that was to lay out the files was ended; start it again")
	}
	return "", errors.New(string(answer))
}

// keep lays out the files, says where, and takes them away when the process that they are
// for has ended.
func keep(how way) error {
	signal.Ignore(syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM) // the program ends first
	unix.CloseOnExec(answerDescriptor)
	unix.CloseOnExec(processDescriptor)
	answer := os.NewFile(answerDescriptor, "answer")
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		awaitEnd(processDescriptor)
	}()
	l, err := lay(ctx, how)
	if err != nil {
		_, failed := io.WriteString(answer, err.Error())
		return failed
	}
	if _, err := io.WriteString(answer, laidOut+l.dir()); err != nil {
		return errors.Join(err, l.remove())
	}
	if err := answer.Close(); err != nil {
		return errors.Join(err, l.remove())
	}
	<-ctx.Done()
	return l.remove()
}

// awaitEnd returns when a process has ended.
func awaitEnd(process int32) {
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: process, Events: unix.POLLIN}}, -1)
		if !errors.Is(err, unix.EINTR) {
			return
		}
	}
}
