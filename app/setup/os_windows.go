package setup

import (
	"errors"
	"os/exec"
	"strconv"

	"golang.org/x/sys/windows"
)

// killWithChildren makes cancelling cmd end the processes it has started too:
// npm is a batch file there, whose end would leave Node.js running.
func killWithChildren(cmd *exec.Cmd) {
	cmd.Cancel = func() error {
		pid := strconv.Itoa(cmd.Process.Pid)
		if err := exec.Command("taskkill", "/T", "/F", "/PID", pid).Run(); err != nil {
			return cmd.Process.Kill()
		}
		return nil
	}
}

// syncDir does nothing: Windows has no call to sync a folder, and NTFS keeps
// its own journal of renames.
func syncDir(string) error { return nil }

func isDiskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

func isReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }
