package save

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// maxLinks is how many symbolic links are followed for one path, as Linux does.
const maxLinks = 40

// follow gives the file that a path means, links followed up to one that is not there yet, and says whether it is only to be
// written to: a device, a FIFO, a socket or an open file of this program.
func follow(path string) (at string, through bool, err error) {
	at, err = filepath.Abs(path)
	if err != nil {
		return "", false, err
	}
	for range maxLinks {
		if isOpenFile(at) {
			return at, true, nil
		}
		info, err := os.Lstat(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return at, false, nil
		case err != nil:
			return "", false, err
		case info.IsDir():
			return "", false, fmt.Errorf("%s is a folder; name a file in it", at)
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(at)
			if err != nil {
				return "", false, err
			}
			if !filepath.IsAbs(target) {
				target = filepath.Join(filepath.Dir(at), target)
			}
			at = target
		default:
			return at, !info.Mode().IsRegular(), nil
		}
	}
	return "", false, fmt.Errorf("%s is a loop of links", path)
}

// isOpenFile says whether a path names a file that this program has open, such as /dev/stdout or /dev/fd/3.
func isOpenFile(path string) bool {
	return strings.HasPrefix(path, "/dev/fd/") || strings.HasPrefix(path, "/proc/") ||
		path == "/dev/stdout" || path == "/dev/stderr" || path == "/dev/stdin"
}

// readerWithin is how long a FIFO is waited for that nobody reads.
const readerWithin = 10 * time.Second

// writeThrough writes to what is at a path.
func writeThrough(path string, data []byte) error {
	deadline := time.Now().Add(readerWithin)
	for {
		f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK|syscall.O_NOCTTY, 0)
		if err == nil {
			_, err = f.Write(data)
			return errors.Join(err, f.Close())
		}
		if !errors.Is(err, syscall.ENXIO) {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("nobody has read from it for %s", readerWithin)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// tempMark is in the name of every file that is being written.
const tempMark = ".lightship-"

// Replace writes data to path so that a reader, or a crash, sees the old file or the new one and nothing between.
func Replace(path string, data []byte, mode fs.FileMode) error {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		info = nil
	}
	temp, err := beside(path, data, info)
	if errors.Is(err, errNotOwner) {
		temp, err = beside(path, data, nil)
	}
	if err != nil {
		return err
	}
	err = os.Chmod(temp, mode)
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return nil
}

// beside writes data to a new file beside path, with the owner, the mode and the attributes of the file that is there; nil is
// none, and gives a mode of 644.
func beside(path string, data []byte, like fs.FileInfo) (_ string, err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+tempMark+"*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(data)
	if err == nil && like == nil {
		err = temp.Chmod(0o644)
	}
	if err == nil && like != nil {
		err = alike(temp, path, like)
	}
	if err == nil {
		err = temp.Sync()
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	return temp.Name(), err
}

// staleAfter is how old a file that is being written is when whoever wrote it is gone.
const staleAfter = time.Hour

// sweep removes what writes of path have left that were killed.
func sweep(path string) {
	Sweep(filepath.Dir(path), func(name string) bool { return strings.HasPrefix(name, "."+filepath.Base(path)+tempMark) })
}

// Sweep removes the files in a folder that were being written by programs that were killed, of those whose name is wanted;
// nil wants all.
func Sweep(dir string, wanted func(name string) bool) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !strings.Contains(e.Name(), tempMark) || !e.Type().IsRegular() || wanted != nil && !wanted(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(filepath.Join(dir, e.Name())) // somebody else's to remove then
		}
	}
}
