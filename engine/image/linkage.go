package image

import (
	"archive/tar"
	"bytes"
	"context"
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxProgram bounds the bytes of a program that are held in memory to look at it.
const maxProgram = 512 << 20

// readProgram streams the program's layer a second time, up to the program, and looks at it. It returns nil and the
// interpreter for a script, nil and "" for a file that is neither ELF nor script or is too big to be held.
func (p *parts) readProgram(ctx context.Context, program *node) (*Linkage, string, error) {
	c := program.content
	if c.size > maxProgram {
		return nil, "", nil
	}
	s, err := openLayer(ctx, p.v1Layers[c.layer], p.manifest.Layers[c.layer], func(int) {})
	if err == nil {
		defer s.Close()
		var file []byte
		if file, err = readEntry(s, c.entry); err == nil {
			l, script := inspect(program.path(), file)
			return l, script, nil
		}
	}
	return nil, "", fmt.Errorf("read the program %s: %w", program.path(), err)
}

// readEntry returns the content of a tar's entry by its number, nothing when it unfolds to more than can be held.
func readEntry(r io.Reader, number int) ([]byte, error) {
	tr := tar.NewReader(r)
	for range number {
		if _, err := tr.Next(); err != nil {
			return nil, readError(err)
		}
	}
	h, err := tr.Next()
	if err != nil {
		return nil, readError(err)
	}
	if h.Size > maxProgram {
		return nil, nil
	}
	file := make([]byte, h.Size)
	if _, err := io.ReadFull(tr, file); err != nil {
		return nil, readError(err)
	}
	return file, nil
}

// inspect says how an ELF file is linked, or which interpreter a script names.
func inspect(name string, file []byte) (*Linkage, string) {
	if line, isScript := bytes.CutPrefix(file, []byte("#!")); isScript {
		line, _, _ = bytes.Cut(line, []byte("\n"))
		return nil, strings.TrimSpace(string(line[:min(len(line), 256)]))
	}
	r := bytes.NewReader(file)
	f, err := elf.NewFile(r)
	if err != nil {
		return nil, ""
	}
	l := &Linkage{Path: name, Size: int64(len(file)), Machine: machineName(f.Machine), GLIBC: highestGLIBC(f)}
	l.Interpreter = interpreter(f)
	if needed, err := f.ImportedLibraries(); err == nil {
		l.Needed = needed
	}
	if info, err := buildinfo.Read(r); err == nil {
		l.Go = info.GoVersion
	}
	return l, ""
}

func interpreter(f *elf.File) string {
	for _, p := range f.Progs {
		if p.Type != elf.PT_INTERP || p.Filesz > 4096 {
			continue
		}
		if text, err := io.ReadAll(p.Open()); err == nil {
			return strings.TrimRight(string(text), "\x00")
		}
	}
	return ""
}

// highestGLIBC returns the highest GLIBC symbol version that f wants.
func highestGLIBC(f *elf.File) string {
	needs, err := f.DynamicVersionNeeds()
	if err != nil {
		return ""
	}
	highest := ""
	for _, library := range needs {
		for _, need := range library.Needs {
			version, isGLIBC := strings.CutPrefix(need.Dep, "GLIBC_")
			if isGLIBC && olderVersion(highest, version) {
				highest = version
			}
		}
	}
	return highest
}

// olderVersion says whether dotted version a is lower than b.
func olderVersion(a, b string) bool {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		if m != n {
			return m < n
		}
	}
	return false
}

func machineName(m elf.Machine) string {
	switch m {
	case elf.EM_X86_64:
		return "x86-64"
	case elf.EM_AARCH64:
		return "aarch64"
	case elf.EM_386:
		return "i386"
	case elf.EM_ARM:
		return "arm"
	case elf.EM_PPC64:
		return "ppc64"
	case elf.EM_S390:
		return "s390x"
	case elf.EM_RISCV:
		return "riscv"
	}
	return strings.ToLower(strings.TrimPrefix(m.String(), "EM_"))
}
