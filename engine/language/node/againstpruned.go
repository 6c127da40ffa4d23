package node

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// againstPruned says why development dependencies have to stay; empty when they need not. manifest says that the project's
// package.json is where node_modules is.
func (r *reading) againstPruned(p *pruned, manifest bool) string {
	n := r.node()
	reasons := []func() string{
		func() string { return p.problem },
		func() string { return r.againstManager(p) },
		func() string { return r.againstStage(p, manifest) },
		func() string { return r.start.problem },
		func() string { return r.againstDev(p.adds) },
		r.finalRunsTools,
		r.namedByNumber,
	}
	if pruneCommand(n.Manager, n.ManagerVersion) == "" {
		return noPrune(n.Manager, n.ManagerVersion)
	}
	for _, reason := range reasons {
		if why := reason(); why != "" {
			return why
		}
	}
	return ""
}

// againstManager are the reasons that lie in the package manager.
func (r *reading) againstManager(p *pruned) string {
	n := r.node()
	for _, list := range readStage(p.from).commands {
		for _, c := range list {
			if c.kind == installs && c.manager != program(n.Manager) {
				return fmt.Sprintf("%s installs, and the project is one of %s", c.manager, program(n.Manager))
			}
		}
	}
	switch {
	case p.copied && n.Manager != NPM:
		return fmt.Sprintf("node_modules comes from another stage, and %s may not know it as its own there", program(n.Manager))
	case n.Manager == YarnBerry && !r.linksModules():
		return "yarn is not told to make node_modules (nodeLinker), so what the program loads is not there"
	}
	return againstPrune(n, p.install)
}

// againstStage are the reasons that lie in the stage that node_modules is taken from.
func (r *reading) againstStage(p *pruned, manifest bool) string {
	if !manifest {
		return fmt.Sprintf("no COPY brings the project's package.json into %s, and without it no package manager can take anything out", p.root)
	}
	if !r.hasTool(p.from) {
		return fmt.Sprintf("node_modules comes from a stage on %s, and whether that has %s is not known", r.RootBase(p.from), program(r.node().Manager))
	}
	if p.from.User != p.by {
		return fmt.Sprintf("line %d installs as another user than the one its stage ends with", p.at.First)
	}
	for s := p.from; ; s = r.Stages[s.Parent] {
		for _, ins := range s.Instructions {
			switch ins.Command.(type) {
			case *instructions.OnbuildCommand:
				return fmt.Sprintf("line %d is ONBUILD, which a stage that starts from this one would run", ins.Lines.First)
			case *instructions.ShellCommand:
				return fmt.Sprintf("line %d sets a shell of its own", ins.Lines.First)
			}
		}
		if s.Parent < 0 {
			return ""
		}
	}
}

// hasTool says whether the project's package manager is in a stage: a RUN there uses it, or its image brings it.
func (r *reading) hasTool(s *model.Stage) bool {
	tool := program(r.node().Manager)
	for ; ; s = r.Stages[s.Parent] {
		for _, list := range readStage(s).commands {
			if slices.ContainsFunc(list, func(c command) bool { return c.Name() == tool }) {
				return true
			}
		}
		if s.Parent < 0 {
			base := bases.Describe(s.Base)
			return r.hasManager(tool) && base.Runtime == "node" && base.Shell != ""
		}
	}
}

// toolIn finds what may start a program of node_modules.
var toolIn = regexp.MustCompile(`\b(?:npx|npm|yarn|pnpm|pnpx|node_modules)\b`)

// finalRunsTools says why a RUN or the health check of the final stage may need development dependencies.
func (r *reading) finalRunsTools() string {
	g := r.final
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			at := g.Instructions[i].Lines.First
			switch {
			case c.kind == builds || c.kind == installs || c.kind == adds:
				return fmt.Sprintf("line %d of the final stage runs %s, which may need them", at, c.Name())
			case c.kind == other && !effects.IsPlain(c.Name()):
				return fmt.Sprintf("line %d of the final stage runs %s, and whether that needs them is not known", at, c.Name())
			}
		}
	}
	for _, ins := range g.Instructions {
		if c, ok := ins.Command.(*instructions.HealthCheckCommand); ok && c.Health != nil {
			if word := toolIn.FindString(strings.Join(c.Health.Test, " ")); word != "" {
				return fmt.Sprintf("line %d: the health check calls %s, which may need them", ins.Lines.First, word)
			}
		}
	}
	return ""
}

// namedByNumber says why another stage can't be put before the final one: a line names that, or a later one, by its number,
// which would shift.
func (r *reading) namedByNumber() string {
	for _, s := range r.Stages {
		for _, ins := range s.Instructions {
			for _, from := range sourcesOf(ins) {
				if n, err := strconv.Atoi(from); err == nil && n >= r.final.Index {
					return fmt.Sprintf("line %d names a stage by its number, which another stage would shift", ins.Lines.First)
				}
			}
		}
	}
	return ""
}

// sourcesOf are the stages and images, as written, that a COPY or the mounts of a RUN take files from.
func sourcesOf(ins dockerfile.Instruction) []string {
	var out []string
	switch c := ins.Expanded().(type) {
	case *instructions.CopyCommand:
		out = append(out, c.From)
	case *instructions.RunCommand:
		for _, m := range instructions.GetMounts(c) {
			out = append(out, m.From)
		}
	}
	return out
}
