package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"

	"lightship/engine/proof/record"
)

// The container of a proof reaches nobody. So that what a program wants to reach is known by its name, this program
// answers for all names: each gets an address of loopback, where nobody listens.

// nameServer is where the container's resolv.conf sends questions.
const nameServer = "127.0.0.1:53"

const (
	headerSize = 12
	classIN    = 1
	typeA      = 1
	typeAAAA   = 28
	// noName is the answer that there is no such name.
	noName = 3
	// lifetime is how long an answer may be kept, in seconds.
	lifetime = 5
)

// types are the names of what can be asked, as far as programs do.
var types = map[uint16]string{typeA: "A", 5: "CNAME", 12: "PTR", 15: "MX", 16: "TXT", typeAAAA: "AAAA", 33: "SRV", 64: "SVCB", 65: "HTTPS", 255: "ANY"}

// names gives names addresses, and says which were asked for.
type names struct {
	mu    sync.Mutex
	given map[string]netip.Addr
	said  map[record.Name]bool
	say   *json.Encoder
}

// serveNames answers until it is ended. Its first line is an empty name: it answers from then on.
func serveNames(out io.Writer) int {
	n := &names{given: map[string]netip.Addr{}, said: map[record.Name]bool{}, say: json.NewEncoder(out)}
	packets, err := net.ListenPacket("udp4", nameServer)
	if err != nil {
		fmt.Fprintln(os.Stderr, "probe: answer for names:", err)
		return 1
	}
	streams, err := net.Listen("tcp4", nameServer)
	if err != nil {
		fmt.Fprintln(os.Stderr, "probe: answer for names:", err)
		return 1
	}
	if n.say.Encode(record.Name{}) != nil {
		return 1
	}
	go n.overTCP(streams)
	question := make([]byte, 4096)
	for {
		size, from, err := packets.ReadFrom(question)
		if err != nil {
			return 1
		}
		if answer := n.answer(question[:size]); answer != nil {
			_, _ = packets.WriteTo(answer, from)
		}
	}
}

func (n *names) overTCP(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			var size [2]byte
			for {
				if _, err := io.ReadFull(conn, size[:]); err != nil {
					return
				}
				question := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(conn, question); err != nil {
					return
				}
				answer := n.answer(question)
				if answer == nil {
					return
				}
				binary.BigEndian.PutUint16(size[:], uint16(len(answer)))
				if _, err := conn.Write(append(size[:], answer...)); err != nil {
					return
				}
			}
		}()
	}
}

// answer is the answer to a question, nil to what is none. See RFC 1035, section 4.
func (n *names) answer(question []byte) []byte {
	name, end, ok := asksFor(question)
	if !ok {
		return nil
	}
	kind := binary.BigEndian.Uint16(question[end-4:])
	address := n.address(name, kind)
	answer := append([]byte{}, question[:end]...)
	flags := uint16(0x8180)
	if !address.IsValid() && kind != typeAAAA && kind != typeA {
		flags |= noName
	}
	binary.BigEndian.PutUint16(answer[2:], flags)
	count := uint16(0)
	if address.IsValid() {
		count = 1
		// The name is the one at the question's place.
		answer = append(answer, 0xc0, headerSize)
		answer = binary.BigEndian.AppendUint16(answer, typeA)
		answer = binary.BigEndian.AppendUint16(answer, classIN)
		answer = binary.BigEndian.AppendUint32(answer, lifetime)
		answer = binary.BigEndian.AppendUint16(answer, 4)
		answer = append(answer, address.AsSlice()...)
	}
	for i, number := range []uint16{1, count, 0, 0} {
		binary.BigEndian.PutUint16(answer[4+2*i:], number)
	}
	return answer
}

// asksFor is the name of a message with one question, and where the question ends.
func asksFor(message []byte) (name string, end int, ok bool) {
	if len(message) < headerSize || message[2]&0x80 != 0 || binary.BigEndian.Uint16(message[4:]) != 1 {
		return "", 0, false
	}
	var labels []string
	at := headerSize
	for at < len(message) && message[at] != 0 {
		size := int(message[at])
		if size > 63 || at+1+size >= len(message) {
			return "", 0, false
		}
		labels = append(labels, string(message[at+1:at+1+size]))
		at += 1 + size
	}
	end = at + 5
	return strings.ToLower(strings.Join(labels, ".")), end, end <= len(message) && len(labels) > 0
}

// address is the address of a name, the zero one when the question is for no address of version 4, and notes the question.
func (n *names) address(name string, kind uint16) netip.Addr {
	n.mu.Lock()
	defer n.mu.Unlock()
	var address netip.Addr
	asked := record.Name{Name: name, Type: types[kind]}
	if asked.Type == "" {
		asked.Type = fmt.Sprint(kind)
	}
	if kind == typeA {
		given, known := n.given[name]
		if !known {
			count := len(n.given) + 1
			given = netip.AddrFrom4([4]byte{127, 66, byte(count >> 8), byte(count)})
			n.given[name] = given
		}
		address = given
		asked.Address = given.String()
	}
	if !n.said[asked] && len(n.said) < mostConnections {
		n.said[asked] = true
		_ = n.say.Encode(asked)
	}
	return address
}
