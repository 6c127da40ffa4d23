package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"path"
	"strings"

	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

const (
	// pageSize is the smallest that machines have: what is read across its end may not be there.
	pageSize = 4096
	// longestPath is Linux's.
	longestPath = 4096
)

// spelled is a path, and how the program spelled it when that was not absolute.
type spelled struct{ path, as string }

// paths are those that a call with args is about.
func (c call) paths(tid int, args [6]uint64) []spelled {
	if c.special == listsOpen {
		if name := openName(tid, args[c.dir]); strings.HasPrefix(name, "/") {
			return []spelled{{path: name}}
		}
		return nil
	}
	var all []spelled
	if s, ok := readSpelled(tid, args, c.dir, c.path); ok {
		all = append(all, s)
	}
	if c.other > 0 {
		if s, ok := readSpelled(tid, args, c.otherDir, c.other); ok {
			all = append(all, s)
		}
	}
	return all
}

// does is what a call with args does.
func (c call) does(tid int, args [6]uint64) record.Op {
	switch c.special {
	case opens:
		return opened(args[c.flags])
	case opens2:
		how := make([]byte, 8)
		if readMemory(tid, args[2], how) != len(how) {
			return record.Read
		}
		return opened(binary.NativeEndian.Uint64(how))
	}
	return c.op
}

// readSpelled is the path in argument at, relative to the folder in argument dir.
func readSpelled(tid int, args [6]uint64, dir, at int) (spelled, bool) {
	text, ok := readText(tid, args[at])
	if !ok || text == "" {
		return spelled{}, false
	}
	if strings.HasPrefix(text, "/") {
		return spelled{path: path.Clean(text)}, true
	}
	from := ""
	if dir < 0 || int32(args[dir]) == unix.AT_FDCWD {
		from, _ = os.Readlink(fmt.Sprintf("/proc/%d/cwd", tid))
	} else {
		from = openName(tid, args[dir])
	}
	if !strings.HasPrefix(from, "/") {
		return spelled{}, false
	}
	return spelled{path: path.Join(from, text), as: text}, true
}

// openName is what the kernel calls an open file: a path, or such as "socket:[1234]".
func openName(tid int, file uint64) string {
	name, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", tid, int32(file)))
	return name
}

// readText is the text at an address, up to its zero byte.
func readText(tid int, address uint64) (string, bool) {
	if address == 0 {
		return "", false
	}
	var text []byte
	part := make([]byte, 256)
	for len(text) < longestPath {
		// Up to the end of a page at most: the next may not be there.
		want := min(len(part), int(pageSize-address%pageSize))
		n := readMemory(tid, address, part[:want])
		if n == 0 {
			return "", false
		}
		if end := bytes.IndexByte(part[:n], 0); end >= 0 {
			return string(append(text, part[:end]...)), true
		}
		text = append(text, part[:n]...)
		address += uint64(n)
	}
	return "", false
}

// readMemory fills into from a thread's memory and gives how much it could.
func readMemory(tid int, address uint64, into []byte) int {
	local := []unix.Iovec{{Base: &into[0]}}
	local[0].SetLen(len(into))
	n, err := unix.ProcessVMReadv(tid, local, []unix.RemoteIovec{{Base: uintptr(address), Len: len(into)}}, 0)
	if err == nil {
		return n
	}
	if n, err = unix.PtracePeekData(tid, uintptr(address), into); err != nil {
		return 0
	}
	return n
}

// readPeer is the socket address of length bytes at an address, of the kinds that programs reach others by.
func readPeer(tid int, address, length uint64) (record.Connection, bool) {
	raw := make([]byte, min(length, unix.SizeofSockaddrUnix))
	if len(raw) < 2 || readMemory(tid, address, raw) != len(raw) {
		return record.Connection{}, false
	}
	switch family := binary.NativeEndian.Uint16(raw); {
	case family == unix.AF_INET && len(raw) >= 8:
		return inet(netip.AddrFrom4([4]byte(raw[4:8])), raw), true
	case family == unix.AF_INET6 && len(raw) >= 24:
		return inet(netip.AddrFrom16([16]byte(raw[8:24])).Unmap(), raw), true
	case family == unix.AF_UNIX && len(raw) > 2:
		name := raw[2:]
		abstract := name[0] == 0
		if abstract {
			name = name[1:]
		}
		name, _, _ = bytes.Cut(name, []byte{0})
		if abstract {
			return record.Connection{Network: "unix", Address: "@" + string(name)}, true
		}
		return record.Connection{Network: "unix", Address: string(name)}, len(name) > 0
	}
	return record.Connection{}, false
}

func inet(address netip.Addr, raw []byte) record.Connection {
	return record.Connection{Network: "tcp", Address: address.String(), Port: int(binary.BigEndian.Uint16(raw[2:4]))}
}
