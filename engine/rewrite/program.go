package rewrite

import (
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// Predict says what program a Dockerfile will build once all changes are on, from the sources alone. A target that is
// not in the file counts as the last stage.
func Predict(p *project.Project, f *dockerfile.File, target string) bases.Program {
	out := bases.Program{Linkage: bases.Unknown, Predicted: true}
	if p == nil || p.Go == nil {
		return out
	}
	out.Language = "go"
	out.NeedsCA, out.NeedsZones = len(p.Go.TLS) > 0, needsZones(p.Go)
	out.Evidence = append(append(append(out.Evidence, p.Go.Cgo...), p.Go.TLS...), p.Go.Zones...)
	out.Linkage = bases.Static
	if f == nil {
		return out
	}
	proposal, err := Propose(Input{File: f, Project: p, Target: target})
	if err != nil {
		return out
	}
	proposal.in.Program = out
	return proposal.Program(proposal.defaults())
}

// needsZones says whether time zone data is wanted from the base; a program that imports time/tzdata brings its own.
func needsZones(m *project.GoModule) bool {
	for _, e := range m.Zones {
		if strings.Contains(e.Says, "time/tzdata") {
			return false
		}
	}
	return len(m.Zones) > 0
}

// allOn turns every change on.
func allOn() map[string]bool {
	on := map[string]bool{}
	for _, r := range rules() {
		on[r.id] = true
	}
	return on
}

// Program says what program the after Dockerfile builds with these changes on, from Input.Program.
func (p *Proposal) Program(on map[string]bool) bases.Program { return p.ProgramFrom(p.in.Program, on) }

// ProgramFrom says what program the after Dockerfile builds with these changes on, where known is what is known of it so
// far: predicted from the sources or read from an image that was built. Without go-static the toolchain links net and
// os/user to the builder's libc; without exec-form a shell-form start needs a shell. What was read from a program that was
// linked another way gives way to the prediction.
func (p *Proposal) ProgramFrom(known bases.Program, on map[string]bool) bases.Program {
	if p.build == nil || len(p.build.outputs) == 0 {
		return known
	}
	known.NeedsShell = p.start.shell && !(on[ExecForm] && p.start.simple)
	linkage := p.linkage(on)
	if known.Linkage == linkage && !known.Predicted {
		return known
	}
	known.Linkage, known.Predicted = linkage, true
	known.Interpreter, known.Needed, known.GLIBC = "", nil, ""
	if linkage == bases.DynamicGlibc {
		known.GLIBC = bases.Describe(p.BuildBase).LibcVersion
		known.Needed = append([]string{"libc.so.6"}, p.cppLibraries()...)
	}
	return known
}

// linkage is how the build links the program.
func (p *Proposal) linkage(on map[string]bool) bases.Linkage {
	static := !p.cgo
	for _, o := range p.build.outputs {
		if needsStatic(o.command) && !on[GoStatic] {
			static = false
		}
	}
	switch {
	case static:
		return bases.Static
	case bases.Describe(p.BuildBase).Libc == "musl":
		return bases.DynamicMusl
	}
	return bases.DynamicGlibc
}

// usesCgo says whether the program needs cgo: its sources do, or the Dockerfile says so.
func usesCgo(p *project.Project, g *goStage) bool {
	off := len(g.outputs) > 0
	for _, o := range g.outputs {
		value := o.command.env["CGO_ENABLED"]
		if o.command.race || value != "" && value != "0" {
			return true
		}
		off = off && value == "0"
	}
	return !off && p.Go != nil && len(p.Go.Cgo) > 0
}

// cppLibraries are the libraries that cgo links C++ sources to.
func (p *Proposal) cppLibraries() []string {
	for _, e := range p.in.Project.Go.Cgo {
		for _, mark := range []string{"C++", "c++", ".cc", ".cpp", ".cxx", "stdc++"} {
			if strings.Contains(e.Says, mark) || strings.HasSuffix(e.File, mark) {
				return []string{"libstdc++.so.6", "libgcc_s.so.1"}
			}
		}
	}
	return nil
}

// rootBase is the image that a stage stands on, through the stages between.
func rootBase(f *dockerfile.File, s *dockerfile.Stage) string {
	for s.Parent >= 0 {
		s = &f.Stages[s.Parent]
	}
	return s.Base
}
