package buildkitd

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// The users of a daemon are the processes that have the write end of a FIFO open. The keeper reads from it and sees
// its end when the last of them closed it, exited or was killed.

// makeFIFO sees that there is a FIFO at path.
func makeFIFO(path string) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeNamedPipe != 0 {
		return nil
	}
	if err := os.RemoveAll(path); err != nil {
		return folderError("make BuildKit's user list", err)
	}
	return folderError("make BuildKit's user list", unix.Mkfifo(path, 0o600))
}

// join opens the write end. It returns nil and no error when nobody reads: there is no keeper.
func join(path string) (*os.File, error) {
	fd, err := unix.Open(path, unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ENXIO) || errors.Is(err, unix.ENOENT) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return os.NewFile(uintptr(fd), path), nil
}

// found opens both ends, the first for a new keeper, the second for us.
func found(path string) (read, write *os.File, err error) {
	// Opened for both, a FIFO does not wait for the other side; with this one open, neither do the two.
	both, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer unix.Close(both)
	r, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", path, err)
	}
	w, err := unix.Open(path, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		unix.Close(r)
		return nil, nil, fmt.Errorf("open %s: %w", path, err)
	}
	return os.NewFile(uintptr(r), path), os.NewFile(uintptr(w), path), nil
}
