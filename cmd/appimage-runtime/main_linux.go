// Command appimage-runtime is what an AppImage of Whereabouts begins with. Package release
// puts it in front of a squashfs, and it makes the files in there readable and becomes the
// program among them, AppRun.
//
// Files are mounted by FUSE where the system has it. Elsewhere they are extracted into a
// folder that no other user may enter, and only when all are there is the program
// started. In both cases a second process, the keeper, holds them and takes them away when
// the program has ended: nothing stays behind, of this version or an older one. What a
// keeper that was killed left is removed by the next start.
//
// The program takes the place of this one in the same process, so that signals reach it and
// its exit code is seen without anybody in between. It is told of the AppImage as
// https://docs.appimage.org says, and arguments are its own, but for those that the AppImage
// project has for its files (see flags_linux.go).
//
// A damaged file gives a sentence and is not run. An image that means harm is not kept
// from it, since it holds the program that is run; but nothing is ever extracted outside the
// folder that it is extracted into, and no device or pipe is made.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// release is the version, which the linker sets.
var release = "development"

// self is the file that runs, also where it was renamed or replaced since.
const self = "/proc/self/exe"

// couldNotWork is the exit code where the program never came to run, as it has it itself.
const couldNotWork = 3

func main() {
	var err error
	if how, ok := asKeeper(os.Args); ok {
		err = keep(how)
	} else {
		err = start(os.Args)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "whereabouts: %v\n", err)
		os.Exit(couldNotWork)
	}
}

// start does what the arguments ask for. Where that is to run the program, it returns only
// if that fails.
func start(args []string) error {
	r, err := parse(args[1:], os.Getenv("APPIMAGE_EXTRACT_AND_RUN") != "")
	if err != nil {
		return err
	}
	switch r.job {
	case jobHelp:
		_, err := fmt.Print(help)
		return err
	case jobVersion:
		_, err := fmt.Println("Whereabouts", release)
		return err
	case jobOffset:
		return printOffset()
	case jobExtract:
		return extractHere(r.pattern)
	case jobMount:
		return mountUntilStopped()
	case jobRun:
	}
	dir, err := startKeeper(r.how)
	if err != nil {
		return err
	}
	return become(dir, args[0], r.arguments)
}

func printOffset() error {
	f, err := os.Open(self)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	offset, err := imageOffset(f)
	if err != nil {
		return err
	}
	_, err = fmt.Println(offset)
	return err
}

// extracted is the folder that files are extracted into on request.
const extracted = "squashfs-root"

// extractHere extracts the files of a pattern into the working folder and names each.
func extractHere(pattern string) error {
	im, err := openSelf()
	if err != nil {
		return err
	}
	defer im.close()
	chosen, err := im.matching(pattern)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(extracted, 0o755); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := extract(ctx, chosen, extracted); err != nil {
		return err
	}
	for _, e := range chosen {
		fmt.Println(extracted + "/" + e.path)
	}
	return nil
}

// mountUntilStopped mounts the files, says where, and takes them away when it is told to
// end.
func mountUntilStopped() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	l, err := layMounted()
	if err != nil {
		return err
	}
	fmt.Println(l.dir())
	<-ctx.Done()
	return l.remove()
}
