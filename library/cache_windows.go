package library

import "syscall"

// errReadOnlyFileSystem is ERROR_WRITE_PROTECT.
const errReadOnlyFileSystem = syscall.Errno(19)
