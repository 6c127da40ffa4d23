package main

import (
	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

// call is one call of the system that is looked at: where its arguments are, and what it does.
type call struct {
	op record.Op
	// path is the argument that is a path, at the folder in argument dir; -1 for none and for the working directory.
	path, dir int
	// other is the argument that is a second path, at the folder in otherDir; 0 for none.
	other, otherDir int
	// flags is the argument with flags such as AT_EMPTY_PATH or O_WRONLY, 0 for none.
	flags int
	// look says that the call only asks about a file, so that it is no matter when flags say that the file is open.
	look bool
	// special are the calls that are no question of a path.
	special special
}

type special uint8

const (
	noSpecial special = iota
	opens
	opens2
	creates
	runs
	listsOpen
	makesSocket
	connects
	binds
)

// at is a call with a path in argument path, relative to the folder in argument dir.
func at(op record.Op, dir, path int) call { return call{op: op, dir: dir, path: path} }

// calls are the calls that every machine has; those of older machines are added in the files for each.
var calls = withLegacy(map[uint32]call{
	unix.SYS_OPENAT:     {dir: 0, path: 1, flags: 2, special: opens},
	unix.SYS_OPENAT2:    {dir: 0, path: 1, special: opens2},
	unix.SYS_EXECVE:     {op: record.Run, dir: -1, path: 0, special: runs},
	unix.SYS_EXECVEAT:   {op: record.Run, dir: 0, path: 1, flags: 4, special: runs},
	unix.SYS_GETDENTS64: {op: record.List, dir: 0, path: -1, special: listsOpen},
	unix.SYS_NEWFSTATAT: {op: record.Look, dir: 0, path: 1, flags: 3, look: true},
	unix.SYS_STATX:      {op: record.Look, dir: 0, path: 1, flags: 2, look: true},
	unix.SYS_FACCESSAT:  at(record.Look, 0, 1),
	unix.SYS_FACCESSAT2: at(record.Look, 0, 1),
	unix.SYS_READLINKAT: at(record.Look, 0, 1),
	unix.SYS_CHDIR:      at(record.Look, -1, 0),
	unix.SYS_MKDIRAT:    at(record.Make, 0, 1),
	unix.SYS_SYMLINKAT:  at(record.Make, 1, 2),
	unix.SYS_LINKAT:     {op: record.Make, dir: 2, path: 3},
	unix.SYS_UNLINKAT:   at(record.Remove, 0, 1),
	unix.SYS_RENAMEAT2:  {op: record.Change, dir: 0, path: 1, otherDir: 2, other: 3},
	unix.SYS_FCHMODAT:   at(record.Change, 0, 1),
	unix.SYS_FCHOWNAT:   at(record.Change, 0, 1),
	unix.SYS_TRUNCATE:   at(record.Change, -1, 0),
	unix.SYS_SOCKET:     {special: makesSocket, path: -1, dir: -1},
	unix.SYS_CONNECT:    {special: connects, path: -1, dir: -1},
	unix.SYS_BIND:       {special: binds, path: -1, dir: -1},
})

// opened is what opening with flags does.
func opened(flags uint64) record.Op {
	switch {
	case flags&unix.O_ACCMODE != unix.O_RDONLY, flags&unix.O_CREAT != 0:
		return record.Write
	case flags&unix.O_PATH != 0:
		return record.Look
	case flags&unix.O_DIRECTORY != 0:
		return record.List
	}
	return record.Read
}
