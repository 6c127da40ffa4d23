// Package foreign is the door that others' texts come through: only regular files of a bounded size are read, and a text is
// checked before a parser sees it. Parsers that follow brackets call themselves for each of them, and Go ends a program whose
// stack overflows; others take a time that doubles with each level.
package foreign

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

var (
	// ErrDeep is a text that nests more deeply than anybody writes.
	ErrDeep = errors.New("it nests too deeply to be read")
	// ErrCostly is a text that would take too long, or too much memory, to be worked out.
	ErrCostly = errors.New("it would take too long or too much memory to work out")
	// ErrLarge is a file of more bytes than are read.
	ErrLarge = errors.New("it is too large to be read")
	// ErrNotRegular is a device, a FIFO, a socket or a folder in the place of a file.
	ErrNotRegular = errors.New("it is not a regular file")
)

// ReadFile returns the bytes of a regular file of limit bytes at most. It fails with ErrNotRegular, ErrLarge, or the reason why
// the file can't be opened; it never waits, as reading a FIFO would.
func ReadFile(path string, limit int64) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	// What a file says of its size need not hold while it is read.
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		return nil, fmt.Errorf("%s: %w: %d bytes, and the most is %d", path, ErrLarge, max(info.Size(), int64(len(text))), limit)
	}
	return text, err
}

// ReadNamed returns the bytes of a file that the user names in a command, limit bytes at most: a pipe of the shell's is one too. It
// fails with ErrLarge, or the reason why the file can't be read.
func ReadNamed(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		return nil, fmt.Errorf("%s: %w: the most is %d bytes", path, ErrLarge, limit)
	}
	return text, err
}
