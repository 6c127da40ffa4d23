package image

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Object is an ELF program or shared object: how it is linked, and what it offers to those that are linked to it.
type Object struct {
	Linkage
	// Soname is the name that it goes by as a library, empty for a program.
	Soname string
	// Wants are the symbol versions that it wants of its libraries, those that may be missing left out.
	Wants []Versions
	// Offers are the symbol versions that it defines, such as "GLIBC_2.36"; empty when it defines none.
	Offers []string
	// RPath and RunPath are the folders it names for its libraries, in order, as written.
	RPath, RunPath []string
	// Release is the version of the C library that this file is, such as "2.36" or "1.2.5"; empty for others.
	Release string
	// NodeABI is the module version of Node.js that a native add-on was built for, 0 when it is built for all.
	NodeABI int
}

// Versions are symbol versions that are wanted of one library.
type Versions struct {
	Library string
	Names   []string
}

// interpreterLine is the first line of a script without its "#!".
func interpreterLine(file []byte) (string, bool) {
	line, isScript := bytes.CutPrefix(file, []byte("#!"))
	if !isScript {
		return "", false
	}
	line, _, _ = bytes.Cut(line, []byte("\n"))
	return strings.TrimSpace(string(line[:min(len(line), 256)])), true
}

// readObject reads an ELF program or shared object; nil for every other file.
func readObject(name string, file []byte) *Object {
	r := bytes.NewReader(file)
	f, err := elf.NewFile(r)
	if err != nil || f.Type != elf.ET_EXEC && f.Type != elf.ET_DYN {
		return nil
	}
	o := &Object{Linkage: Linkage{
		Path: name, Size: int64(len(file)), Machine: machineName(f.Machine), Interpreter: interpreter(f),
	}}
	o.Needed, _ = f.ImportedLibraries()
	o.Soname = first(f.DynString(elf.DT_SONAME))
	o.RPath = folders(f.DynString(elf.DT_RPATH))
	o.RunPath = folders(f.DynString(elf.DT_RUNPATH))
	o.versions(f)
	o.Release = release(o, file)
	if f.Section(".go.buildinfo") != nil {
		if info, err := buildinfo.Read(r); err == nil {
			o.Go = info.GoVersion
		}
	}
	if strings.HasSuffix(name, ".node") {
		o.NodeABI = nodeABI(f)
	}
	return o
}

// first is a dynamic string that stands once at most.
func first(values []string, err error) string {
	if err != nil || len(values) == 0 {
		return ""
	}
	return values[0]
}

// folders splits a search path.
func folders(values []string, err error) []string {
	var list []string
	if err != nil {
		return nil
	}
	for _, value := range values {
		list = append(list, slices.DeleteFunc(strings.Split(value, ":"), func(s string) bool { return s == "" })...)
	}
	return list
}

// versions reads which symbol versions are wanted and which are offered. Package elf reads all symbols for either, and
// again for a table that is not there.
func (o *Object) versions(f *elf.File) {
	if f.SectionByType(elf.SHT_GNU_VERNEED) != nil {
		needs, _ := f.DynamicVersionNeeds()
		for _, library := range needs {
			want := Versions{Library: library.Name}
			for _, need := range library.Needs {
				if need.Flags&elf.VER_FLG_WEAK == 0 {
					want.Names = append(want.Names, need.Dep)
				}
				version, isGLIBC := strings.CutPrefix(need.Dep, "GLIBC_")
				if isGLIBC && olderVersion(o.GLIBC, version) {
					o.GLIBC = version
				}
			}
			o.Wants = append(o.Wants, want)
		}
	}
	if f.SectionByType(elf.SHT_GNU_VERDEF) != nil {
		offers, _ := f.DynamicVersions()
		for _, v := range offers {
			if v.Flags&elf.VER_FLG_BASE == 0 {
				o.Offers = append(o.Offers, v.Name)
			}
		}
	}
}

var (
	glibcRelease = regexp.MustCompile(`GNU C Library \([^)]*\) [a-z]+ release version ([0-9.]+[0-9])`)
	muslRelease  = regexp.MustCompile(`\x00(1\.[0-9]+\.[0-9]+)\x00`)
)

// release is the version of a C library: glibc says it in the sentence that running it prints, musl in a string of its
// own.
func release(o *Object, file []byte) string {
	var found [][]byte
	switch {
	case o.Soname == "libc.so.6":
		found = glibcRelease.FindSubmatch(file)
	case isMuslName(o.Soname), isMuslName(o.Path[strings.LastIndex(o.Path, "/")+1:]):
		found = muslRelease.FindSubmatch(file)
	}
	if found == nil {
		return ""
	}
	return string(found[1])
}

// isMuslName says whether a file's name is that of musl, which is its loader and its library in one.
func isMuslName(base string) bool {
	return strings.HasPrefix(base, "ld-musl-") || strings.HasPrefix(base, "libc.musl-") || base == "libc.so"
}

const nodeRegister = "node_register_module_v"

// nodeABI is the version in the name of the function that an add-on registers itself with; add-ons of Node-API have none.
func nodeABI(f *elf.File) int {
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return 0
	}
	for _, s := range symbols {
		if version, ok := strings.CutPrefix(s.Name, nodeRegister); ok && s.Section != elf.SHN_UNDEF {
			n, _ := strconv.Atoi(version)
			return n
		}
	}
	return 0
}
