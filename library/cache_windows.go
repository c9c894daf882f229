package library

import "syscall"

// errReadOnlyFileSystem is ERROR_WRITE_PROTECT.
const errReadOnlyFileSystem = syscall.Errno(19)

// syncFolder does nothing: Windows writes the names in folders by itself.
func syncFolder(string) error { return nil }
