// Command whereabouts-window starts the program whereabouts beside it without the console
// that a program for the command line has on Windows. It takes the same arguments, and
// ends at once.
package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/windows"
)

func main() {
	exe, err := os.Executable()
	if err == nil {
		program := exec.Command(filepath.Join(filepath.Dir(exe), "whereabouts.exe"), os.Args[1:]...)
		program.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NO_WINDOW}
		err = program.Start()
	}
	if err != nil {
		say("Whereabouts cannot be started: " + err.Error() + ". Install it again.")
		os.Exit(1)
	}
}

// say shows a sentence in a window of its own.
func say(text string) {
	message, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	title, err := windows.UTF16PtrFromString("Whereabouts")
	if err != nil {
		return
	}
	_, _ = windows.MessageBox(0, message, title, windows.MB_ICONERROR)
}
