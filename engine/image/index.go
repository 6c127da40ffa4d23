package image

import (
	"archive/tar"
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync/atomic"

	"github.com/docker/go-units"
)

// maxEntries is how many entries the layers of one image may have together, which bounds the memory that their indexes take:
// the largest images that people ship have half of it.
const maxEntries = 1_000_000

// maxKept is how many bytes of names and texts are kept of the layers of one image: a name may be long, and every script is kept.
const maxKept = 256 << 20

// entries counts those of an image, whose layers are read at the same time, and the bytes that are kept of them.
type entries struct{ n, kept atomic.Int64 }

// take counts one more; it fails when there are too many, or when too much of them is kept.
func (e *entries) take(one *entry) error {
	if e.n.Add(1) > maxEntries {
		return fmt.Errorf("%w: its layers have more than %d entries together, which is more than any image needs", ErrBrokenLayer, maxEntries)
	}
	if e.kept.Add(int64(len(one.Path)+len(one.Link)+len(one.Text))) > maxKept {
		return fmt.Errorf("%w: the names and scripts in its layers take more than %s, which is more than any image needs", ErrBrokenLayer, units.BytesSize(maxKept))
	}
	return nil
}

// takeAll counts those of an index that is there already.
func (e *entries) takeAll(ix *index) error {
	for i := range ix.Entries {
		if err := e.take(&ix.Entries[i]); err != nil {
			return err
		}
	}
	return nil
}

// index is what is kept of a layer: one entry for each header of its tar.
type index struct {
	// OnDisk is the length of the unpacked tar in bytes.
	OnDisk  int64
	Entries []entry
}

// entry is one header of a layer's tar.
type entry struct {
	// Path is below the root, without a leading slash.
	Path string
	Kind kind
	// Size is the bytes that the content takes in the tar.
	Size int64
	// Mode is the permission bits with setuid, setgid and sticky.
	Mode int64
	// Link is the target of a symbolic or hard link.
	Link string
	// Packages is how many packages the file lists as installed, when it is a package database.
	Packages int
	// UID and GID own the file.
	UID, GID int
	// Object is how the file is linked, nil when it is no ELF program or shared object.
	Object *Object
	// Text is the content of the few small files that facts are read from, and of executable scripts.
	Text []byte
}

// kind is what an entry is.
type kind byte

const (
	otherKind kind = iota
	dirKind
	fileKind
	symlinkKind
	hardlinkKind
)

func kindOf(flag byte) kind {
	switch flag {
	case tar.TypeDir:
		return dirKind
	case tar.TypeReg, tar.TypeGNUSparse, tar.TypeCont:
		return fileKind
	case tar.TypeSymlink:
		return symlinkKind
	case tar.TypeLink:
		return hardlinkKind
	}
	return otherKind
}

// indexTar reads a whole unpacked layer of limit bytes at most from r, files through content; a limit of 0 is none.
func indexTar(r io.Reader, limit int64, content *contentReader, count *entries) (*index, error) {
	counted := &countedReader{from: r, limit: limit}
	tr := tar.NewReader(counted)
	ix := &index{}
	for {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, readError(err)
		}
		e := entry{
			Path: clean(h.Name), Kind: kindOf(h.Typeflag), Size: h.Size, Mode: h.Mode & 0o7777, Link: h.Linkname, UID: h.Uid, GID: h.Gid,
		}
		if e.Kind != fileKind {
			e.Size = 0
		}
		if err := e.readContent(tr, h, counted, content); err != nil {
			return nil, readError(err)
		}
		if err := count.take(&e); err != nil {
			return nil, err
		}
		ix.Entries = append(ix.Entries, e)
	}
	// The end of a tar is padded, and the padding is on the wire too.
	if _, err := io.Copy(io.Discard, counted); err != nil {
		return nil, readError(err)
	}
	ix.OnDisk = counted.n
	return ix, nil
}

// readContent reads the content of the few entries whose header does not say everything.
func (e *entry) readContent(tr io.Reader, h *tar.Header, counted *countedReader, content *contentReader) error {
	if e.Kind != fileKind {
		return nil
	}
	if count := packageCounter(e.Path); count != nil {
		n, err := count(bufio.NewReader(tr))
		e.Packages = n
		return err
	}
	if isSparse(h) {
		// A sparse file's size counts its holes, which are not in the tar.
		start := counted.n
		if _, err := io.Copy(io.Discard, tr); err != nil {
			return err
		}
		e.Size = counted.n - start
		return nil
	}
	return content.read(e, tr)
}

func isSparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// packageCounter returns what counts the packages in a package database, nil when name is none.
func packageCounter(name string) func(*bufio.Reader) (int, error) {
	switch {
	case name == "var/lib/dpkg/status":
		return countLines("Status: ", " installed")
	case path.Dir(name) == "var/lib/dpkg/status.d" && !strings.HasSuffix(name, ".md5sums"):
		return countLines("Package: ", "")
	case name == "lib/apk/db/installed" || name == "usr/lib/apk/db/installed":
		return countLines("P:", "")
	}
	return nil
}

// countLines returns what counts the lines with a prefix and a suffix.
func countLines(prefix, suffix string) func(*bufio.Reader) (int, error) {
	return func(r *bufio.Reader) (int, error) {
		count := 0
		whole := true
		for {
			line, err := r.ReadSlice('\n')
			text := strings.TrimRight(string(line), "\r\n")
			if whole && strings.HasPrefix(text, prefix) && strings.HasSuffix(text, suffix) {
				count++
			}
			whole = !errors.Is(err, bufio.ErrBufferFull)
			if errors.Is(err, io.EOF) {
				return count, nil
			}
			if err != nil && whole {
				return count, err
			}
		}
	}
}
