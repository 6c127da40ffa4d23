package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/hex"
	"os"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/proof/record"
)

// listening are the sockets that are listened on in this network, sorted; see proc_net_tcp in the kernel's documentation.
func listening() []record.Socket {
	var all []record.Socket
	for _, table := range []struct{ name, network, state string }{
		{"tcp", "tcp", "0A"},
		{"tcp6", "tcp", "0A"},
		{"udp", "udp", "07"},
		{"udp6", "udp", "07"},
	} {
		text, err := os.ReadFile("/proc/net/" + table.name)
		if err == nil {
			all = append(all, inetSockets(text, table.network, table.state)...)
		}
	}
	if text, err := os.ReadFile("/proc/net/unix"); err == nil {
		all = append(all, unixSockets(text)...)
	}
	return tidy(all)
}

// tidy sorts and makes one of those that differ in the address family only.
func tidy(all []record.Socket) []record.Socket {
	slices.SortFunc(all, func(a, b record.Socket) int {
		open := 0
		if a.Loopback != b.Loopback {
			open = 1
			if b.Loopback {
				open = -1
			}
		}
		return cmp.Or(cmp.Compare(a.Network, b.Network), cmp.Compare(a.Port, b.Port), cmp.Compare(a.Path, b.Path), open)
	})
	// One that all can reach comes first, and stands for those on loopback.
	return slices.CompactFunc(all, func(a, b record.Socket) bool {
		return a.Network == b.Network && a.Port == b.Port && a.Path == b.Path
	})
}

// inetSockets are those of a table that are in a state and connected to nobody.
func inetSockets(text []byte, network, state string) []record.Socket {
	var all []record.Socket
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || fields[3] != state || !strings.HasSuffix(fields[2], ":0000") {
			continue
		}
		address, port, _ := strings.Cut(fields[1], ":")
		number, err := strconv.ParseUint(port, 16, 16)
		raw, err2 := hex.DecodeString(address)
		if err != nil || err2 != nil {
			continue
		}
		all = append(all, record.Socket{Network: network, Port: int(number), Loopback: loopback(raw)})
	}
	return all
}

// loopback tells whether an address in the kernel's table, of four-byte words in the machine's order, is one of loopback.
func loopback(raw []byte) bool {
	switch len(raw) {
	case 4:
		return raw[3] == 127
	case 16:
		mapped := bytes.Equal(raw[:12], append(make([]byte, 8), 0, 0, 0xff, 0xff))
		return mapped && raw[15] == 127 || bytes.Equal(raw, append(make([]byte, 12), 0, 0, 0, 1)) || bytes.Equal(raw, append(make([]byte, 12), 1, 0, 0, 0))
	}
	return false
}

// unixSockets are those that accept connections and have a name.
func unixSockets(text []byte) []record.Socket {
	const accepts = "00010000"
	var all []record.Socket
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 8 && fields[3] == accepts {
			all = append(all, record.Socket{Network: "unix", Path: fields[7]})
		}
	}
	return all
}

// without are those of all that are not in others.
func without(all, others []record.Socket) []record.Socket {
	return slices.DeleteFunc(slices.Clone(all), func(s record.Socket) bool { return slices.Contains(others, s) })
}

// tcpPorts are the ports of those that speak TCP.
func tcpPorts(all []record.Socket) []int {
	var ports []int
	for _, s := range all {
		if s.Network == "tcp" {
			ports = append(ports, s.Port)
		}
	}
	return ports
}
