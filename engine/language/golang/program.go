package golang

import (
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
)

// needsZones says whether time zone data is wanted from the base; a program that imports time/tzdata brings its own.
func needsZones(m *Module) bool {
	return m.Needed.Has(evidence.Zones) && !m.Needed.Has(evidence.OwnZones)
}

// allOn turns every change on.
func allOn() map[string]bool { return map[string]bool{Split: true, StaticBuild: true} }

// ProgramWith says what program is built with these changes on. Without go-static the toolchain links net and os/user to
// the builder's libc. What was read from a program that was linked another way gives way to the prediction.
func (r *reading) ProgramWith(known bases.Program, on map[string]bool) bases.Program {
	if len(r.build.Outputs) == 0 {
		return known
	}
	if m := Of(r.Project); m != nil && m.Folder != "" {
		// The project's own prediction has not seen the module.
		known.Language, known.NeedsCA, known.NeedsZones = "go", m.Needed.Has(evidence.Certificates), needsZones(m)
	}
	builder := bases.Describe(r.builder)
	if linkage := r.linkage(on); known.Linkage != linkage || known.Predicted {
		known.Linkage, known.Predicted = linkage, true
		known.Interpreter, known.Needed, known.GLIBC = "", nil, ""
		if linkage == bases.DynamicGlibc {
			known.GLIBC = builder.LibcVersion
			known.Needed = append([]string{"libc.so.6"}, r.cppLibraries()...)
		}
	}
	if r.split.Holds(Split, on) {
		known = r.split.Outside.Into(known, true)
	}
	return compiled.Needs(known, r.linked, builder.Suite)
}

// linkage is how the build links the program.
func (r *reading) linkage(on map[string]bool) bases.Linkage {
	static := !r.cgo
	for _, o := range r.build.Outputs {
		if needsStatic(builderOf(o)) && !on[StaticBuild] {
			static = false
		}
	}
	switch {
	case static:
		return bases.Static
	case bases.Describe(r.builder).Libc == "musl":
		return bases.DynamicMusl
	}
	return bases.DynamicGlibc
}

// usesCgo says whether the program needs cgo: its sources do, or the Dockerfile says so.
func usesCgo(p *project.Project, g *stage) bool {
	off := len(g.Outputs) > 0
	for _, o := range g.Outputs {
		value := builderOf(o).Env.Value("CGO_ENABLED")
		if builderOf(o).race || value != "" && value != "0" {
			return true
		}
		off = off && value == "0"
	}
	return !off && Of(p) != nil && len(Of(p).Cgo) > 0
}

// cppLibraries are the libraries that cgo links C++ sources to.
func (r *reading) cppLibraries() []string {
	for _, e := range Of(r.Project).Cgo {
		for _, mark := range []string{"C++", "c++", ".cc", ".cpp", ".cxx", "stdc++"} {
			if strings.Contains(e.Says, mark) || strings.HasSuffix(e.File, mark) {
				return []string{"libstdc++.so.6", "libgcc_s.so.1"}
			}
		}
	}
	return nil
}
