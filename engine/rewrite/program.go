package rewrite

import (
	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rules"
)

// Predict says what program a Dockerfile will build once all changes are on, from the sources alone. A target that is
// not in the file counts as the last stage.
func Predict(p *project.Project, f *dockerfile.File, target string) bases.Program {
	return predict(Input{File: f, Project: p, Target: target})
}

// predict is Predict for what a proposal is made from.
func predict(in Input) bases.Program {
	p, f := in.Project, in.File
	out := bases.Program{Linkage: bases.Unknown, Predicted: true}
	if p == nil {
		return out
	}
	for _, candidate := range language.All() {
		if program, ok := candidate.Predict(p); ok {
			out = program
			break
		}
	}
	if f == nil {
		return out
	}
	proposal, err := Propose(Input{File: f, Options: in.Options, Project: p, Memory: in.Memory, Layers: in.Layers, Target: in.Target, Program: out, Now: in.Now})
	if err != nil {
		return out
	}
	if proposal.reading == nil {
		// No pattern sees the project's program in the target: that ships something else, such as the files of a page.
		return bases.Program{Linkage: bases.Unknown, Runtime: server(proposal.model), NeedsShell: proposal.model.Final().Start.Shell, Predicted: true}
	}
	return proposal.Program(proposal.defaults())
}

// server is the runtime that the target's base is there for, empty when that is not known.
func server(m *model.Model) string {
	return bases.Describe(m.RootBase(m.Final())).Runtime
}

// Program says what program the after Dockerfile builds with these changes on, from Input.Program and, where it was built,
// Input.Built. Without exec-form a shell-form start needs a shell.
func (p *Proposal) Program(on map[string]bool) bases.Program {
	return p.programFrom(bases.ObservedImage(p.in.Built, p.in.Program), on)
}

// programFrom is Program, where known is what is known so far.
func (p *Proposal) programFrom(known bases.Program, on map[string]bool) bases.Program {
	if p.reading == nil {
		return known
	}
	st := p.model.Final().Start
	known.NeedsShell = st.Shell && !(on[rules.ExecForm] && st.Simple)
	return p.reading.ProgramWith(known, on)
}
