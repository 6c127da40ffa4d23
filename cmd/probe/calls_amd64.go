package main

import (
	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

// arch is what the kernel calls this machine's calls.
const arch = unix.AUDIT_ARCH_X86_64

// withLegacy adds the calls that only this machine has.
func withLegacy(all map[uint32]call) map[uint32]call {
	for number, c := range map[uint32]call{
		unix.SYS_OPEN:     {dir: -1, path: 0, flags: 1, special: opens},
		unix.SYS_CREAT:    {op: record.Write, dir: -1, path: 0, special: creates},
		unix.SYS_STAT:     at(record.Look, -1, 0),
		unix.SYS_LSTAT:    at(record.Look, -1, 0),
		unix.SYS_ACCESS:   at(record.Look, -1, 0),
		unix.SYS_READLINK: at(record.Look, -1, 0),
		unix.SYS_MKDIR:    at(record.Make, -1, 0),
		unix.SYS_SYMLINK:  at(record.Make, -1, 1),
		unix.SYS_LINK:     at(record.Make, -1, 1),
		unix.SYS_UNLINK:   at(record.Remove, -1, 0),
		unix.SYS_RMDIR:    at(record.Remove, -1, 0),
		unix.SYS_RENAME:   {op: record.Change, dir: -1, path: 0, otherDir: -1, other: 1},
		unix.SYS_RENAMEAT: {op: record.Change, dir: 0, path: 1, otherDir: 2, other: 3},
		unix.SYS_CHMOD:    at(record.Change, -1, 0),
		unix.SYS_CHOWN:    at(record.Change, -1, 0),
		unix.SYS_LCHOWN:   at(record.Change, -1, 0),
	} {
		all[number] = c
	}
	return all
}

// asked are a call's number and arguments, of a process that stands before it.
func asked(r *unix.PtraceRegs) (uint32, [6]uint64) {
	return uint32(r.Orig_rax), [6]uint64{r.Rdi, r.Rsi, r.Rdx, r.R10, r.R8, r.R9}
}

// answered is what a call returned, of a process that stands behind it.
func answered(r *unix.PtraceRegs) int64 { return int64(r.Rax) }
