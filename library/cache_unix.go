//go:build unix

package library

import "syscall"

const errReadOnlyFileSystem = syscall.EROFS
