package python

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// buildEnv are variables that only installing reads.
const buildEnv = " DEBIAN_FRONTEND CC CXX CFLAGS LDFLAGS VIRTUAL_ENV_DISABLE_PROMPT CARGO_HOME RUSTUP_HOME PYTHON_PIP_VERSION "

// isBuildEnv says whether only a build reads a variable. Without a virtual environment the pattern sets PATH itself.
func (g *stage) isBuildEnv(name string) bool {
	if name == "PATH" || name == "PYTHONUSERBASE" {
		return !g.usesVenv() || g.programs() != ""
	}
	for _, prefix := range []string{"PIP_", "POETRY_", "UV_", "PIPENV_", "PDM_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return strings.Contains(buildEnv, " "+name+" ")
}

func (r *reading) newSplit() *pattern.Split {
	g := r.build
	sp := pattern.NewSplit(r.Subject, g.Stage, pattern.Settings{BuildEnv: g.isBuildEnv, After: g.LastRun})
	sp.KeepDir = g.Dir != "/"
	sp.Left = &g.Left
	sp.Written = slim().Written(g.Stage, r.Builder(), r.splitBase)
	if !g.usesVenv() {
		sp.Artefacts = append(sp.Artefacts, pattern.Artefact{Source: packages, Dest: packages})
		sp.Extra = append(sp.Extra, environment())
	}
	if bin := g.programs(); bin != "" {
		sp.Extra = append(sp.Extra, "ENV "+venvPath(bin))
	}
	sp.Start = r.start.direct(g)
	sp.Extra = slices.Concat(g.Sources(sp.Builder), sp.Extra)
	for _, dir := range g.copiedFolders() {
		if dir == g.root() && g.bringsVenvAlone() {
			dir = g.venvs[0]
		}
		whole := dir == g.root()
		if whole && !g.Gives(dir) && (!g.hasFiles() && !slices.ContainsFunc(g.venvs, g.below) || g.copiesAllAfter() && !g.Changes && !slices.ContainsFunc(g.venvs, g.below)) {
			continue
		}
		sp.Artefacts = append(sp.Artefacts, pattern.Artefact{Source: dir, Dest: dir})
	}
	return sp
}

// copiedFolders are the folders that the final stage copies from the builder: the COPYs of sources in the root folder are repeated.
func (g *stage) copiedFolders() []string {
	if g.IsInRoot() {
		return g.venvs
	}
	return g.Folders
}

// bringsVenvAlone says whether all that the final stage misses of the folder of the sources is the virtual environment in it:
// a COPY brings the rest, and the project itself is not installed.
func (g *stage) bringsVenvAlone() bool {
	return g.managed.manager != "" && !g.managed.root && len(g.venvs) == 1 && g.below(g.venvs[0]) && g.copiesAllAfter() && !g.Changes
}

// below says whether a folder stands in that of the sources.
func (g *stage) below(dir string) bool { return strings.HasPrefix(dir, g.root()+"/") }

// environment sets what an interpreter finds the packages by.
func environment() string {
	return "ENV PYTHONUSERBASE=" + packages + " \\\n    PATH=" + packages + "/bin:$PATH"
}

// Edits splits the stage, or edits the final stage where it stands.
func (r *reading) Edits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	if !on[Split] || r.split == nil {
		pattern.EditInPlace(&edits, r.Model, on, base)
		return edits
	}
	g := r.build
	sp := *r.split
	sp.Setup = g.Install(g.packagesOn(base), base.Libc)
	sp.Artefacts = slices.Clone(sp.Artefacts)
	if user, _ := sp.RunsAs(base); g.Owned && sp.User != "" {
		for i, a := range sp.Artefacts {
			if a.Source == g.root() {
				sp.Artefacts[i].Owner = user
			}
		}
	}
	if base.Shell == "" && r.start.args != nil {
		sp.Start = r.start.lines(g.Start)
	}
	switch {
	case !g.usesVenv():
		r.intoPackages(&edits)
	case g.managed.moves:
		r.intoProject(&edits)
	}
	sp.Write(&edits, on, base, program)
	return edits
}

// intoPackages makes pip install into a folder of its own. What only installing needs stays in the image's.
func (r *reading) intoPackages(edits *pattern.Edits) {
	g := r.build
	at := r.WithComments(g.Instructions[g.beforeSources()].Lines)
	setup := "ENV PIP_USER=1 \\\n    PYTHONUSERBASE=" + packages + " \\\n    PATH=" + packages + "/bin:$PATH\n"
	if r.mayInstallNothing() {
		setup += "RUN mkdir -p " + packages + "\n"
	}
	edits.Insert(at.First, setup)
	for _, i := range g.Runs() {
		s := g.Scripts[i]
		var ins []model.Insertion
		for _, c := range g.commands[i] {
			if i >= g.firstInstall && c.kind == installs && c.prefix > 0 {
				ins = append(ins, model.Insertion{At: c.prefix, Text: " --prefix " + packages})
			}
			if i >= g.firstInstall && c.kind == tools && s.Editable {
				ins = append(ins, model.Insertion{At: c.At, Text: "PIP_USER=0 "})
			}
		}
		if len(ins) > 0 {
			edits.Replace(g.Instructions[i].Lines, model.Insert(s.Text, ins))
		}
	}
}

// beforeSources is the index of the first install, or of the COPY of everything right before it: an install that stands behind the
// sources can then still be moved before them.
func (g *stage) beforeSources() int {
	at := g.firstInstall
	if slices.ContainsFunc(g.Copies, func(c model.Copy) bool { return c.Instruction == at-1 && c.BringsAll() }) {
		return at - 1
	}
	return at
}

// ProgramWith says what the final stage needs with these changes on.
func (r *reading) ProgramWith(known bases.Program, _ map[string]bool) bases.Program {
	builder := bases.Describe(r.Builder())
	known = interpreted.RunBy(known, "python", "python3", builder)
	if p := Of(r.Project); p != nil && len(p.Native) > 0 {
		known.Linkage = bases.DynamicGlibc
		if builder.Libc == "musl" {
			known.Linkage = bases.DynamicMusl
		}
		if p.needsCPP() {
			known.Needed = []string{"libstdc++.so.6"}
		}
		if slices.ContainsFunc(p.Native, func(n project.Native) bool { return !n.Prebuilt }) {
			known.GLIBC = builder.LibcVersion
		}
	}
	if p := Of(r.Project); p != nil && p.Needed.Has(evidence.Shell) {
		known.NeedsShell = true
	}
	known.Packages = r.build.packagesOn(builder)
	if len(r.build.bySuite) > 0 {
		known.Suite = builder.Suite
	}
	known.NeedsShell = known.NeedsShell || r.calls || r.build.health.Shell || r.build.NeedsShell()
	known.StartsWith = r.starter()
	known.Users = pattern.UsersOf(r.final.Stage)
	return known
}

// starter is what starts the program instead of an interpreter of the base.
func (r *reading) starter() string {
	s, g := r.start, r.build
	switch {
	case r.Multi():
		return "python by its name"
	case g.usesVenv():
		return "the interpreter " + path.Join(g.venvs[0], "bin/python") + ", a link to one in /usr/local/bin,"
	case s.args == nil && s.script != "":
		return s.script
	case s.args == nil:
		return "python by its name"
	case len(s.init) > 0:
		return path.Base(s.init[0])
	case r.outsideStarter() != "":
		return r.outsideStarter()
	case g.health.Runtime:
		return "python by its name, which the health check does,"
	}
	return ""
}
