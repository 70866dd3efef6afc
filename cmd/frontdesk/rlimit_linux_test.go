package main

import (
	"syscall"
	"unsafe"
)

// setLimit changes a resource limit of a running process: prlimit(2).
func setLimit(pid, resource int, lim *syscall.Rlimit) {
	_, _, _ = syscall.RawSyscall6(
		syscall.SYS_PRLIMIT64,
		uintptr(pid),
		uintptr(resource),
		uintptr(unsafe.Pointer(lim)),
		0,
		0,
		0,
	)
}
