package main

import (
	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

// arch is what the kernel calls this machine's calls.
const arch = unix.AUDIT_ARCH_AARCH64

// withLegacy adds the calls that only this machine has.
func withLegacy(all map[uint32]call) map[uint32]call {
	all[unix.SYS_RENAMEAT] = call{op: record.Change, dir: 0, path: 1, otherDir: 2, other: 3}
	return all
}

// asked are a call's number and arguments, of a process that stands before it.
func asked(r *unix.PtraceRegs) (uint32, [6]uint64) {
	return uint32(r.Regs[8]), [6]uint64(r.Regs[:6])
}

// answered is what a call returned, of a process that stands behind it.
func answered(r *unix.PtraceRegs) int64 { return int64(r.Regs[0]) }
