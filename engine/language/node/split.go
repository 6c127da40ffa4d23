package node

import (
	"path"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
	"lightship/engine/rewrite/rule"
)

// buildEnv are variables that only installing and building read.
const buildEnv = " CI HUSKY DEBIAN_FRONTEND PNPM_HOME COREPACK_HOME COREPACK_ENABLE_DOWNLOAD_PROMPT YARN_CACHE_FOLDER CC CXX " +
	"PUPPETEER_SKIP_DOWNLOAD PUPPETEER_SKIP_CHROMIUM_DOWNLOAD PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD DISABLE_OPENCOLLECTIVE ADBLOCK "

// isBuildEnv says whether only a build reads a variable.
func isBuildEnv(name string) bool {
	return strings.Contains(buildEnv, " "+name+" ") || strings.HasPrefix(strings.ToLower(name), "npm_config_") || strings.HasPrefix(name, "YARN_ENABLE_")
}

// newSplit starts the split with what holds whichever changes are on.
func (r *reading) newSplit() *pattern.Split {
	g := r.build
	sp := pattern.NewSplit(r.Subject, g.Stage, pattern.Settings{BuildEnv: isBuildEnv, After: g.LastRun})
	sp.KeepDir = true
	sp.Left = &g.Left
	sp.Written = slim().Written(g.Stage, r.Builder(), r.splitBase)
	return sp
}

// Edits splits the stage, or edits the final stage where it stands.
func (r *reading) Edits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	if r.site != nil && on[Split] {
		return r.siteEdits(on, base, program)
	}
	if !on[Split] || r.split == nil {
		if on[OmitDev] && r.pruned != nil {
			r.pruned.edits(&edits, r)
		}
		if on[OmitDev] && r.split == nil && r.omit != nil {
			edits.Replace(r.build.Instructions[r.build.installAt].Lines, r.withFlag(r.omit.flag))
		}
		pattern.EditInPlace(&edits, r.Model, on, base)
		return edits
	}
	sp := *r.split
	sp.Setup = append(r.build.Setup(base.Libc), r.toolSetup()...)
	r.copies(&sp, on, base)
	if on[OmitDev] {
		switch {
		case r.omit.flag != "":
			edits.Replace(r.build.Instructions[r.build.installAt].Lines, r.withFlag(r.omit.flag))
		case r.omit.prune != "":
			sp.Between = r.omit.prune + "\n"
		default:
			sp.Between = r.omit.stage
		}
	}
	r.startsWith(&sp, on, base)
	sp.Write(&edits, on, base, program)
	return edits
}

// copies says what the final stage copies.
func (r *reading) copies(sp *pattern.Split, on map[string]bool, base bases.Base) {
	g := r.build
	root := g.root()
	owner := ""
	if user, again := sp.RunsAs(base); g.Owned && sp.User != "" && (again || user != sp.User) {
		owner = user
	}
	take := func(from, name string) {
		a := pattern.Artefact{From: from, Source: path.Join(root, name), Dest: path.Join(root, name), Owner: owner}
		sp.Artefacts = append(sp.Artefacts, a)
	}
	switch {
	case len(r.names) > 0:
		from := ""
		if on[OmitDev] {
			from = r.omit.name
		}
		take(from, "node_modules")
		for _, name := range r.names {
			take("", name)
		}
	case g.IsInRoot():
		take("", "node_modules")
		sp.Extra = append(sp.Extra, g.Sources(sp.Builder)...)
	case !g.builds && !g.Changes && g.copiesAllAfter(g.LastRun) && len(r.node().Dependencies) > 0:
		take("", "node_modules")
	default:
		take("", "")
	}
}

// startsWith writes the start command that the base needs.
func (r *reading) startsWith(sp *pattern.Split, on map[string]bool, base bases.Base) {
	s := r.start
	direct := s.through != "" && s.run != nil && (on[DirectStart] || !r.hasManager(s.through))
	if on[Production] || direct && s.production && r.build.Env.Value("NODE_ENV") == "" {
		sp.Extra = append(sp.Extra, "ENV NODE_ENV=production")
	}
	switch {
	case s.run != nil && base.Shell == "" && (direct || s.through == ""):
		sp.Start = s.lines(r.build.Start, "/nodejs/bin/node", true)
	case direct:
		sp.Start = s.lines(r.build.Start, "node", false)
	case r.byShim():
		sp.Start = s.shimLines(r.build.Start)
	}
}

// ProgramWith says what the final stage needs with these changes on.
func (r *reading) ProgramWith(known bases.Program, on map[string]bool) bases.Program {
	builder := bases.Describe(r.Builder())
	known = interpreted.RunBy(known, "node", "node", builder)
	if n := r.node(); n != nil && len(n.Native) > 0 {
		known.Linkage, known.GLIBC = bases.DynamicGlibc, builder.LibcVersion
		if builder.Libc == "musl" {
			known.Linkage, known.GLIBC = bases.DynamicMusl, ""
		}
	}
	known = r.withStarted(known)
	known.Packages = r.build.Packages
	known.NeedsShell = known.NeedsShell || r.build.health.Shell || r.build.NeedsShell()
	known.StartsWith = r.starter(on)
	if r.site != nil {
		known.Language, known.Runtime, known.RuntimeVersion, known.Libc, known.StartsWith = bases.Web, "nginx", "", "", ""
		known.Linkage, known.GLIBC, known.NeedsShell, known.Packages, known.Tools = bases.Interpreted, "", false, nil, nil
	}
	return known
}

// starter is what starts the program instead of node itself.
func (r *reading) starter(on map[string]bool) string {
	s := r.start
	switch {
	case r.Multi():
		return "node by its name"
	case r.byShim():
		return s.shim[0]
	case s.global != "":
		return s.global
	case s.through != "" && (s.run == nil || !on[DirectStart] && r.hasManager(s.through)):
		return s.through
	case len(s.init) > 0:
		return s.init[0]
	case s.shellScript() != "":
		return s.shellScript()
	case r.otherStarter() != "":
		return r.otherStarter()
	case r.startedByName() != "":
		return "node by its name, as " + r.startedByName() + " does,"
	case r.build.health.Runtime:
		return "node by its name, which the health check does,"
	}
	return ""
}

// proposeFinal looks at a final stage that exists already.
func (r *reading) proposeFinal() {
	from := r.final.Instructions[0].Lines
	if why, fixed := r.fixedBase(); fixed && why != "" {
		r.Refuse(pattern.FinalBase, from, why)
	} else if !fixed && r.lighterBase() {
		r.Note(rule.Finding{Rule: pattern.FinalBase, Lines: from, Swap: rule.Swap{From: r.final.Base}})
	}
	if pattern.CanDropRoot(r.final.Stage) {
		r.Note(r.nonRoot(r.final.Stage, false))
	}
}
