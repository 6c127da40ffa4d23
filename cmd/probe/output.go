package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"sync"

	"lightship/engine/proof/record"
)

// mostOutput is how many bytes are kept of the beginning, and again of the end, of what a program prints.
const mostOutput = 64 << 10

// output takes all that is written to one end of a pipe, so that the writer never waits, and keeps the beginning and the
// end of it.
type output struct {
	to   *os.File
	from *os.File
	// done is closed when nobody can write any more.
	done chan struct{}

	mu    sync.Mutex
	head  []byte
	tail  []byte
	bytes int64
	lines int64
}

func newOutput() (*output, error) {
	from, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	o := &output{from: from, to: to, done: make(chan struct{})}
	go o.take()
	return o, nil
}

// handed says that the program has its end, so that the pipe ends with the program.
func (o *output) handed() { _ = o.to.Close() }

func (o *output) take() {
	defer close(o.done)
	_, _ = io.CopyBuffer(struct{ io.Writer }{o}, struct{ io.Reader }{o.from}, make([]byte, 32<<10))
}

// Write keeps what there is room for.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes += int64(len(p))
	o.lines += int64(bytes.Count(p, []byte("\n")))
	rest := p
	if room := mostOutput - len(o.head); room > 0 {
		n := min(room, len(rest))
		o.head = append(o.head, rest[:n]...)
		rest = rest[n:]
	}
	o.tail = append(o.tail, rest...)
	if over := len(o.tail) - mostOutput; over > mostOutput {
		o.tail = append(o.tail[:0], o.tail[over:]...)
	}
	return len(p), nil
}

// kept is what was printed until now.
func (o *output) kept() record.Output {
	o.mu.Lock()
	defer o.mu.Unlock()
	tail := o.tail
	whole := int64(len(o.head)+len(tail)) == o.bytes
	if over := len(tail) - mostOutput; over > 0 {
		tail, whole = tail[over:], false
	}
	kept := record.Output{Head: string(o.head), Bytes: o.bytes, Lines: o.lines}
	if whole {
		kept.Head += string(tail)
	} else {
		kept.Tail = string(tail)
	}
	kept.Head, kept.Tail = strings.ToValidUTF8(kept.Head, "\uFFFD"), strings.ToValidUTF8(kept.Tail, "\uFFFD")
	return kept
}
