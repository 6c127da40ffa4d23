package main

import (
	"fmt"
	"math"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Where the fields of struct seccomp_data stand, see linux/seccomp.h; an argument's lower half, on the little-endian
// machines that this program is built for.
const (
	dataNumber = 0
	dataArch   = 4
	dataArgs   = 16
)

// traceCalls has the kernel stop this thread, and all that comes of it, at each of the calls in the table, for its tracer
// to look. A thread without the right to do so gives up getting more rights by running programs; a tracer takes those
// away anyway.
func traceCalls() error {
	program := filter()
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	err := setFilter(&prog)
	if err == unix.EACCES {
		if err = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err == nil {
			err = setFilter(&prog)
		}
	}
	if err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	return nil
}

func setFilter(prog *unix.SockFprog) error {
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(prog)))
	if errno != 0 {
		return errno
	}
	return nil
}

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

func give(action uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: action}
}

// jump goes on after yes or no more instructions.
func jump(test uint16, k uint32, yes, no uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | test | unix.BPF_K, Jt: yes, Jf: no, K: k}
}

// filter is the program that the kernel runs at each call: those in the table are handed to the tracer, but not when they
// ask about an open file only.
func filter() []unix.SockFilter {
	program := []unix.SockFilter{
		load(dataArch),
		jump(unix.BPF_JEQ, arch, 1, 0),
		give(unix.SECCOMP_RET_TRACE | foreignCall),
		load(dataNumber),
	}
	for number, c := range calls {
		if c.flags == 0 || !c.look {
			program = append(program, jump(unix.BPF_JEQ, number, 0, 1), give(unix.SECCOMP_RET_TRACE))
			continue
		}
		program = append(program,
			jump(unix.BPF_JEQ, number, 0, 4),
			load(dataArgs+8*uint32(c.flags)),
			jump(unix.BPF_JSET, unix.AT_EMPTY_PATH, 0, 1),
			give(unix.SECCOMP_RET_ALLOW),
			give(unix.SECCOMP_RET_TRACE))
	}
	program = append(program, give(unix.SECCOMP_RET_ALLOW))
	if len(program) > math.MaxUint16 {
		panic("the filter is too long")
	}
	return program
}

// foreignCall is what the filter says with a call of another architecture.
const foreignCall = 1
