package image

import (
	"encoding/binary"
	"path"
	"slices"
	"strings"
)

// search finds shared libraries as the dynamic loader of a C library does.
type search struct {
	files *FileSystem
	// musl says that the loader is musl's.
	musl bool
	// machine is what a library must be made for.
	machine string
	// path is LD_LIBRARY_PATH.
	path []string
	// cached are the paths in /etc/ld.so.cache by soname; system are the folders that are searched last.
	cached map[string][]string
	system []string
}

// triplets are Debian's folders of libraries by machine.
var triplets = map[string]string{
	"x86-64": "x86_64-linux-gnu", "aarch64": "aarch64-linux-gnu", "i386": "i386-linux-gnu", "arm": "arm-linux-gnueabihf",
	"ppc64": "powerpc64le-linux-gnu", "s390x": "s390x-linux-gnu", "riscv": "riscv64-linux-gnu",
}

func newSearch(f *FileSystem, musl bool, machine, libraryPath string) *search {
	s := &search{files: f, musl: musl, machine: machine, path: folders([]string{libraryPath}, nil)}
	if musl {
		s.system = s.muslPath()
		return s
	}
	triplet := triplets[machine]
	s.system = []string{"/lib/" + triplet, "/usr/lib/" + triplet, "/lib64", "/usr/lib64", "/lib", "/usr/lib"}
	if n := f.file("/etc/ld.so.cache"); n != nil {
		s.cached = readCache(n.content.text)
	}
	return s
}

// muslPath is musl's search path: its own file, or the one that is built in.
func (s *search) muslPath() []string {
	if s.files.tree() != nil {
		if etc := s.files.find("/etc"); etc != nil {
			for name, n := range etc.children {
				if strings.HasPrefix(name, "ld-musl-") && strings.HasSuffix(name, ".path") && n.kind == fileKind {
					return strings.FieldsFunc(string(n.content.text), func(r rune) bool { return r == ':' || r == '\n' })
				}
			}
		}
	}
	return []string{"/lib", "/usr/local/lib", "/usr/lib"}
}

// muslOwn are the libraries that musl itself stands for, whatever comes after the dot.
var muslOwn = []string{"libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."}

// own says whether a name is answered by the loader itself.
func (s *search) own(soname string) bool {
	return s.musl && slices.ContainsFunc(muslOwn, func(p string) bool { return strings.HasPrefix(soname, p) })
}

// find returns the library that an object gets for a name it needs, nil when there is none. above are the objects by
// which it was loaded, the nearest first.
func (s *search) find(name string, by *node, above []*node) *node {
	if strings.Contains(name, "/") {
		return s.at(name)
	}
	for _, folder := range s.before(by, above) {
		if n := s.at(path.Join(folder, name)); n != nil {
			return n
		}
	}
	for _, p := range s.cached[name] {
		if n := s.at(p); n != nil {
			return n
		}
	}
	for _, folder := range s.system {
		if n := s.at(path.Join(folder, name)); n != nil {
			return n
		}
	}
	return nil
}

// before are the folders that are searched before the system's: an object without RUNPATH takes its RPATH and that of
// the objects above it, then comes LD_LIBRARY_PATH, then RUNPATH. musl makes no difference between the two.
func (s *search) before(by *node, above []*node) []string {
	var list []string
	if s.musl {
		list = slices.Clone(s.path)
		for _, n := range append([]*node{by}, above...) {
			list = append(list, s.expand(n, slices.Concat(n.content.object.RunPath, n.content.object.RPath))...)
		}
		return list
	}
	if len(by.content.object.RunPath) == 0 {
		for _, n := range append([]*node{by}, above...) {
			if len(n.content.object.RunPath) == 0 {
				list = append(list, s.expand(n, n.content.object.RPath)...)
			}
		}
	}
	list = append(list, s.path...)
	return append(list, s.expand(by, by.content.object.RunPath)...)
}

// expand puts values in place of the tokens of a search path.
func (s *search) expand(n *node, list []string) []string {
	origin := path.Dir(n.path())
	tokens := strings.NewReplacer("${ORIGIN}", origin, "$ORIGIN", origin,
		"${LIB}", "lib/"+triplets[s.machine], "$LIB", "lib/"+triplets[s.machine])
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = tokens.Replace(p)
	}
	return out
}

// at is the object at a path when it is made for the machine; others are passed over, as loaders do.
func (s *search) at(p string) *node {
	n := s.files.file(p)
	if n == nil || n.content.object == nil || n.content.object.Machine != s.machine {
		return nil
	}
	return n
}

// isLibraryFolder says whether loaders search a folder on their own.
func isLibraryFolder(folder string) bool {
	folder = strings.TrimPrefix(folder, "/usr")
	if rest, ok := strings.CutPrefix(folder, "/local"); ok {
		folder = rest
	}
	if folder == "/lib" || folder == "/lib64" {
		return true
	}
	parent, base := path.Split(folder)
	return parent == "/lib/" && strings.Contains(base, "-linux-")
}

const (
	cacheMagic     = "glibc-ld.so.cache1.1"
	cacheHeader    = 48
	cacheEntrySize = 24
)

// readCache returns the paths of an ld.so.cache by soname, in the format that glibc writes since 2.2 (sysdeps/generic/dl-cache.h
// of glibc): a header, entries of two offsets into strings. A file in another format says nothing.
func readCache(text []byte) map[string][]string {
	start := strings.Index(string(text), cacheMagic)
	if start < 0 || len(text) < start+cacheHeader {
		return nil
	}
	text = text[start:]
	count := int(binary.LittleEndian.Uint32(text[20:]))
	paths := map[string][]string{}
	for i := range count {
		at := cacheHeader + i*cacheEntrySize
		if at < 0 || at+12 > len(text) {
			return paths
		}
		name := cString(text, binary.LittleEndian.Uint32(text[at+4:]))
		if name != "" {
			paths[name] = append(paths[name], cString(text, binary.LittleEndian.Uint32(text[at+8:])))
		}
	}
	return paths
}

// cString is the string that begins at an offset and ends with a zero byte; empty when there is none.
func cString(text []byte, at uint32) string {
	if int(at) >= len(text) {
		return ""
	}
	rest := text[at:]
	end := slices.Index(rest, 0)
	if end < 0 {
		return ""
	}
	return string(rest[:end])
}
