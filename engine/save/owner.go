package save

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// errNotOwner says that a new file can't be given to the owner of the old one.
var errNotOwner = errors.New("the file is another user's")

// linked says whether a file has another name.
func linked(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Nlink > 1
}

// alike gives a new file the owner, the group, the mode and the attributes, access control lists among them, of the one at
// path.
func alike(file *os.File, path string, like fs.FileInfo) error {
	stat, ok := like.Sys().(*syscall.Stat_t)
	if !ok {
		return file.Chmod(like.Mode().Perm())
	}
	mine, err := file.Stat()
	if err != nil {
		return err
	}
	if has, ok := mine.Sys().(*syscall.Stat_t); ok && (has.Uid != stat.Uid || has.Gid != stat.Gid) {
		if err := file.Chown(int(stat.Uid), int(stat.Gid)); err != nil {
			return errors.Join(errNotOwner, err)
		}
	}
	copyAttributes(int(file.Fd()), path)
	// A change of owner takes setuid and setgid away, so that the mode comes last.
	return unix.Fchmod(int(file.Fd()), stat.Mode&0o7777)
}

// copyAttributes copies the extended attributes that this user may set; a file system without them has none.
func copyAttributes(to int, from string) {
	size, err := unix.Listxattr(from, nil)
	if err != nil || size <= 0 {
		return
	}
	names := make([]byte, size)
	if size, err = unix.Listxattr(from, names); err != nil {
		return
	}
	for _, name := range split(names[:size]) {
		size, err := unix.Getxattr(from, name, nil)
		if err != nil {
			continue
		}
		value := make([]byte, size)
		if size, err = unix.Getxattr(from, name, value); err == nil {
			_ = unix.Fsetxattr(to, name, value[:size], 0) // those of security modules are theirs to set
		}
	}
}

// split takes names apart that end with a zero each.
func split(names []byte) []string {
	var out []string
	for start, i := 0, 0; i < len(names); i++ {
		if names[i] == 0 {
			out = append(out, string(names[start:i]))
			start = i + 1
		}
	}
	return out
}
