package pattern

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/rewrite/effects"
)

// Observed is what a split takes from the layer of a RUN, where what that does can't be told from its text.
type Observed struct {
	Lines dockerfile.Lines
	// Paths are the files and folders that are copied for it.
	Paths []string
	// Packages are those that it installed.
	Packages []string
}

// Says is a sentence on it.
func (o Observed) Says() string {
	var parts []string
	if len(o.Paths) > 0 {
		parts = append(parts, "made "+listed(o.Paths)+", copied at the same place")
	}
	if len(o.Packages) > 0 {
		parts = append(parts, "installed "+listed(o.Packages))
	}
	if len(parts) == 0 {
		parts = append(parts, "left nothing that the program could need")
	}
	return fmt.Sprintf("Line %d: its layer in the image before says that it %s.", o.Lines.First, strings.Join(parts, ", and "))
}

// mostListed is how many names a sentence has.
const mostListed = 6

func listed(names []string) string {
	if len(names) > mostListed {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostListed], ", "), len(names)-mostListed)
	}
	return strings.Join(names, ", ")
}

// byLayer lets the layer of a RUN decide what its text does not tell. It is false when the layer is not known.
func (l *Left) byLayer(e effects.Effect) bool {
	made, known := l.Stage.Layer(e.Instruction)
	if !known || e.At < 0 && e.Command == nil && e.Kind != effects.Unknown || e.Subject == "ONBUILD" {
		return false
	}
	if l.layered[e.Instruction] {
		return true
	}
	if l.layered == nil {
		l.layered = map[int]bool{}
	}
	l.layered[e.Instruction] = true
	l.items = slices.DeleteFunc(l.items, func(i item) bool { return i.Instruction == e.Instruction })
	r := layerReader{left: l, from: e, seen: Observed{Lines: l.Stage.Instructions[e.Instruction].Lines}}
	problems := len(l.Problems)
	r.read(made)
	if len(l.Problems) == problems || len(r.seen.Paths)+len(r.seen.Packages) > 0 {
		l.Observed = append(l.Observed, r.seen)
	}
	return true
}

// layerReader takes in what a layer says of the RUN that made it.
type layerReader struct {
	left *Left
	from effects.Effect
	seen Observed
}

func (r *layerReader) read(made image.Made) {
	l := r.left
	for _, at := range made.Removed {
		l.remove(effects.Effect{Subject: at, Known: true})
	}
	for _, name := range made.Packages {
		r.seen.Packages = append(r.seen.Packages, name)
		if l.OfSystem == nil {
			l.Problem(r.seen.Lines, "installs %s, which the program may need at run time", name)
			continue
		}
		l.OfSystem(r.effect(effects.Installs, name, func(e *effects.Effect) { e.Manager = made.Manager }))
	}
	for _, f := range made.Files {
		if !f.Packaged && !r.needless(f) {
			r.file(f)
		}
	}
}

// effect is one that the RUN has by its layer.
func (r *layerReader) effect(kind effects.Kind, subject string, more func(*effects.Effect)) effects.Effect {
	e := r.from
	e.Kind, e.Subject, e.Known, e.Below, e.Conditional, e.Adds, e.From = kind, subject, true, false, false, false, ""
	more(&e)
	return e
}

// file takes in a file, folder or link that is of no package.
func (r *layerReader) file(f image.MadeFile) {
	l := r.left
	if why := r.against(f); why != "" {
		if effects.PlaceOf(f.Path) == effects.Accounts {
			l.Problem(r.seen.Lines, "%s", why)
		} else {
			l.Doubt(r.seen.Lines, f.Path, "%s", why)
		}
		return
	}
	if l.at(f.Path) >= 0 {
		return // it comes along
	}
	kind := effects.Writes
	if f.Folder {
		kind = effects.Makes
	}
	owner := ""
	if f.UID != 0 {
		owner = fmt.Sprintf("%d:%d", f.UID, f.GID)
	}
	l.items = append(l.items, item{Effect: r.effect(kind, f.Path, func(*effects.Effect) {}), owner: owner})
	r.seen.Paths = append(r.seen.Paths, f.Path)
}

// against says why the final stage can't have a file; empty when it can.
func (r *layerReader) against(f image.MadeFile) string {
	place := effects.PlaceOf(f.Path)
	switch {
	case place == effects.Accounts || place == effects.System && !ownFolder(f.Path):
		return "changes " + f.Path + ", a file of the system, which can't be told apart from what the base has"
	case f.Changed && !strings.HasPrefix(f.Path, "/usr/local/") && effects.IsSystemFolder(path.Dir(f.Path)):
		return "changes " + f.Path + ", which the program may need at run time"
	case f.Link != "":
		return fmt.Sprintf("links %s to %s, which the program may need at run time", f.Path, f.Link)
	}
	for _, library := range f.Needed {
		if !ofLibc(library) {
			return fmt.Sprintf("leaves %s, which needs %s at run time", f.Path, library)
		}
	}
	if f.Interpreter != "" || len(f.Needed) > 0 {
		r.left.Dynamic = true
	}
	return ""
}

// ownFolder says whether a file stands in a folder of its own below one that the loader searches, such as that of an interpreter's
// packages.
func ownFolder(at string) bool {
	rest, below := strings.CutPrefix(at, "/usr/local/lib/")
	first, _, deeper := strings.Cut(rest, "/")
	return below && deeper && first != "pkgconfig" && !strings.HasSuffix(first, "-linux-gnu")
}

// ofLibc says whether a library is one of the C library itself.
func ofLibc(name string) bool {
	for _, own := range []string{"libc.so.", "libm.so.", "libdl.so.", "libpthread.so.", "librt.so.", "libresolv.so.", "ld-linux", "libc.musl-"} {
		if strings.HasPrefix(name, own) {
			return true
		}
	}
	return false
}

// needless says whether a file is of no use to a program: the final stage has it anyway, it belongs to the build, or no program looks
// there.
func (r *layerReader) needless(f image.MadeFile) bool {
	l := r.left
	kind := effects.Writes
	if f.Folder {
		kind = effects.Makes
	}
	if l.passing(effects.Effect{Kind: kind, Subject: f.Path, Known: true}) || f.Folder && effects.IsSystemFolder(f.Path) {
		return true
	}
	for _, place := range []string{"/usr/local/include", "/usr/include", "/usr/local/share/man", "/usr/local/share/doc", "/usr/local/lib/pkgconfig", "/usr/local/lib/cmake", "/etc/alternatives"} {
		if effects.Inside(f.Path, place) {
			return true
		}
	}
	if f.Path == "/etc/ld.so.cache" || strings.Contains(f.Path, "/__pycache__") {
		return true
	}
	return slices.Contains([]string{".a", ".la", ".o", ".log", ".h", ".c", ".go", ".rs", ".d"}, path.Ext(f.Path)) || ofBuildFolder(f.Path)
}

// ofBuildFolder says whether a file stands in a folder that only builds have.
func ofBuildFolder(at string) bool {
	for part := range strings.SplitSeq(path.Dir(at), "/") {
		if slices.Contains([]string{".git", ".cargo", "obj", ".cache", "go-build"}, part) {
			return true
		}
	}
	return false
}
