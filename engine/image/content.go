package image

import (
	"bytes"
	"io"
	"path"
	"strings"
)

const (
	// maxProgram bounds the bytes of an ELF file that are held in memory to look at it; larger ones are not looked at.
	maxProgram = 256 << 20
	// maxText bounds the bytes that are kept of a text file, maxScript those of a script.
	maxText   = 1 << 20
	maxScript = 64 << 10
	// trustedSize is how many bytes are made room for because a header says so; beyond that the buffer grows with what
	// is read.
	trustedSize = 32 << 20
)

// contentReader reads what is wanted of files' content, through one buffer that it uses again and again, from
// one layer to the next. It grows with what is really read, beyond trustedSize. It is used by one goroutine at a time.
type contentReader struct {
	buffer bytes.Buffer
}

// read looks at the content of a regular file: ELF programs and shared objects, executable scripts, and the few text
// files that facts are read from.
func (c *contentReader) read(e *entry, from io.Reader) error {
	if isFactFile(e.Path) {
		return c.text(e, from, maxText)
	}
	executable := e.Mode&executableBits != 0
	if !executable && !isObjectName(e.Path) || e.Size < 4 {
		return nil
	}
	var magic [4]byte
	if _, err := io.ReadFull(from, magic[:]); err != nil {
		return err
	}
	from = io.MultiReader(bytes.NewReader(magic[:]), from)
	switch {
	case string(magic[:]) == "\x7fELF" && e.Size <= maxProgram:
		return c.object(e, from)
	case string(magic[:2]) == "#!" && executable:
		return c.text(e, from, maxScript)
	}
	return nil
}

func (c *contentReader) text(e *entry, from io.Reader, limit int64) error {
	c.buffer.Reset()
	if _, err := c.buffer.ReadFrom(io.LimitReader(from, limit)); err != nil {
		return err
	}
	e.Text = bytes.Clone(c.buffer.Bytes())
	return nil
}

func (c *contentReader) object(e *entry, from io.Reader) (err error) {
	c.buffer.Reset()
	c.buffer.Grow(int(min(e.Size, trustedSize)))
	if _, err := c.buffer.ReadFrom(from); err != nil {
		return err
	}
	defer func() {
		// debug/elf is not hardened against every broken file; such a file is one that is not known.
		if r := recover(); r != nil {
			e.Object, err = nil, nil
		}
	}()
	e.Object = readObject("/"+e.Path, c.buffer.Bytes())
	return nil
}

// isObjectName says whether a file that is not executable may still be a shared object.
func isObjectName(p string) bool {
	base := path.Base(p)
	return strings.Contains(base, ".so") || strings.HasSuffix(base, ".node")
}

// factFiles are the files whose content says something of a base.
var factFiles = map[string]bool{
	"etc/os-release": true, "usr/lib/os-release": true, "etc/passwd": true, "etc/group": true, "etc/ld.so.cache": true,
	"etc/alpine-release": true, "etc/debian_version": true,
}

func isFactFile(p string) bool {
	return factFiles[p] || strings.HasPrefix(p, "etc/ld-musl-") && strings.HasSuffix(p, ".path")
}

// lookAt says how the program is linked, or which interpreter it names as a script; nil and "" when it is neither.
func lookAt(program *node, indexes []*index) (*Linkage, string) {
	c := program.content
	e := indexes[c.layer].Entries[c.entry]
	if e.Object != nil {
		l := e.Object.Linkage
		l.Path = program.path()
		return &l, ""
	}
	line, _ := interpreterLine(e.Text)
	return nil, line
}
