package golang

import (
	"fmt"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// lean is what a final stage of the user's own can do without.
type lean struct {
	// folder is a COPY of a whole folder of the build, narrow what is copied instead; empty when nothing is to be narrowed.
	// Source is the folder of the build.
	folder int
	source string
	narrow []pattern.Artefact
	// note says of which path that can't be told some of it is carried; empty for none.
	note string
	// steps are the RUNs that bring the program nothing, by index.
	steps []int
	// certificates and zones say that a step in steps installs them.
	certificates, zones bool
}

// readLean looks at a final stage that copies the program from the build. The problem is why a folder is copied whole, nil
// where none is.
func (r *reading) readLean() (l lean, against *pattern.Problem) {
	l.folder = -1
	steps, why := r.idleSteps()
	for _, i := range steps {
		l.certificates = l.certificates || r.installs(i, "ca-certificates")
		l.zones = l.zones || r.installs(i, "tzdata")
	}
	if bases.IsGoToolchain(r.builder) && bases.Describe(r.builder).CACertificates {
		l.steps = steps
	}
	for i, ins := range r.final.Instructions {
		c, ok := ins.Command.(*instructions.CopyCommand)
		if !ok || !r.copiesBuild(c, ins) {
			continue
		}
		narrow, note, reason := r.narrowed(i, c)
		switch {
		case reason != "":
			return l, &pattern.Problem{Lines: ins.Lines, Reason: reason}
		case why != nil:
			return l, why
		}
		l.folder, l.source, l.narrow, l.note = i, folderOf(c.SourcePaths[0]), narrow, note
	}
	return l, nil
}

// idleSteps are the RUNs of the final stage when none of them does anything that the program could miss.
func (r *reading) idleSteps() ([]int, *pattern.Problem) {
	g := r.final
	if why := otherPrograms(Of(r.Project)); why != "" {
		return nil, &pattern.Problem{Lines: g.Lines, Reason: why}
	}
	steps := g.Runs()
	for i, ins := range g.Instructions {
		if ins.Keyword == "RUN" && !slices.Contains(steps, i) {
			return nil, &pattern.Problem{Lines: ins.Lines, Reason: fmt.Sprintf("line %d runs what can't be read", ins.Lines.First)}
		}
	}
	for _, i := range steps {
		whys := []string{compiled.Writes(g.Stage, i)}
		for _, c := range g.Scripts[i].Commands {
			whys = append(whys, r.leaves(c))
		}
		for _, why := range whys {
			if why != "" {
				line := g.Instructions[i].Lines
				return nil, &pattern.Problem{Lines: line, Reason: fmt.Sprintf("line %d of the final stage %s", line.First, why)}
			}
		}
	}
	return steps, nil
}

// otherPrograms says which other program the sources start; empty when they start none.
func otherPrograms(m *Module) string {
	if m == nil {
		return "there is no go.mod, so it is not known what the program needs"
	}
	for _, e := range m.Needed.Of(evidence.Starts, evidence.Shell) {
		return e.Place() + " " + e.Says()
	}
	return ""
}

// leaves says what a command of the final stage may leave that the program needs; empty when nothing.
func (r *reading) leaves(c model.Command) string {
	switch name := c.Name(); name {
	case "apt-get", "apt", "apk":
		return r.installsMore(c)
	case "rm":
		for i := 1; i < len(c.Args); i++ {
			if a := c.Arg(i); !strings.HasPrefix(a, "-") && !inPackageFolder(model.Resolve(c.Dir, a)) {
				return "removes files that the program may look for"
			}
		}
		return ""
	case "chmod":
		if c.DirKnown && len(c.Args) == 3 && slices.Contains([]string{"+x", "a+x", "755", "0755"}, c.Arg(1)) && r.isStarted(model.Resolve(c.Dir, c.Arg(2))) {
			// The go command makes its programs executable.
			return ""
		}
		return "changes modes that the program may need"
	default:
		return "runs " + name + ", so it needs what its base has today"
	}
}

// installsMore says which package the program may need of those that a package manager's command installs.
func (r *reading) installsMore(c model.Command) string {
	install := false
	for i := 1; i < len(c.Args); i++ {
		switch a := c.Arg(i); {
		case a == "":
			return "installs packages whose names can't be told"
		case a == "install" || a == "add":
			install = true
		case install && !strings.HasPrefix(a, "-") && !strings.Contains(r.idlePackages(), " "+a+" "):
			return "installs " + a + ", which the program may need at run time"
		}
	}
	return ""
}

// idlePackages are the packages that bring a program nothing that starts no other one, or that the build has too. Who calls
// the image's curl from outside does so by a service or a container.
func (r *reading) idlePackages() string {
	const supplied = " ca-certificates tzdata "
	if len(r.final.Starts) > 0 && pattern.OutsideKeeps(r.final.Stage, "") != "" {
		return supplied
	}
	return supplied + "curl wget "
}

// inPackageFolder says whether a path is of what a package manager keeps for itself.
func inPackageFolder(p string) bool {
	return slices.ContainsFunc([]string{"/var/lib/apt/lists", "/var/cache/apt", "/var/cache/apk"}, func(dir string) bool {
		return p == dir || strings.HasPrefix(p, dir+"/")
	}) || p == "/etc/apt/apt.conf.d/docker-clean"
}

// isStarted says whether the start command of the final stage names a path.
func (r *reading) isStarted(p string) bool {
	g := r.final
	return len(g.Start.Argv) > 0 && strings.Contains(g.Start.Argv[0], "/") && model.Resolve(g.Dir, g.Start.Argv[0]) == p
}

// installs says whether a RUN names a package.
func (r *reading) installs(step int, name string) bool {
	return slices.ContainsFunc(r.final.Scripts[step].Commands, func(c model.Command) bool {
		for i := range c.Args {
			if c.Arg(i) == name {
				return true
			}
		}
		return false
	})
}

// proposeLean proposes to copy the program alone.
func (r *reading) proposeLean() {
	l, against := r.readLean()
	r.lean = l
	switch {
	case against != nil:
		r.Note(against.Refusal(ShipProgram))
	case l.folder >= 0:
		at := r.final.Instructions[l.folder].Lines
		r.Note(rule.Finding{Rule: ShipProgram, Lines: at})
		r.NoteCarried(l.narrow, l.note, at, ShipProgram)
	}
}

// editLean copies the program alone; on another base, the RUNs go that bring it nothing. Certificates and time zones that
// they brought come from the build where the base has none.
func (r *reading) editLean(edits *pattern.Edits, on map[string]bool, base bases.Base) {
	f, l := r.final, r.lean
	if on[ShipProgram] && l.folder >= 0 {
		ins := f.Instructions[l.folder]
		fields := strings.Fields(ins.Text)
		var lines []string
		for _, a := range pattern.Copied(l.narrow, on[pattern.CarriedFiles]) {
			lines = append(lines, strings.Join(append(slices.Clone(fields[:len(fields)-2]), a.Source, a.Dest), " "))
		}
		edits.Replace(ins.Lines, strings.Join(lines, "\n"))
	}
	if !on[pattern.FinalBase] {
		return
	}
	for _, i := range l.steps {
		edits.Replace(f.Instructions[i].Lines, "")
	}
	needs := bases.Program{NeedsCA: l.certificates, NeedsZones: l.zones}
	if lines := pattern.Supplies(r.builderName(), bases.Describe(r.builder), base, needs); len(lines) > 0 {
		edits.Insert(f.Instructions[0].Lines.Last+1, strings.Join(lines, "\n")+"\n")
	}
}

// builderName is what the final stage calls the stage that builds.
func (r *reading) builderName() string {
	for _, ins := range r.final.Instructions {
		if c, ok := ins.Command.(*instructions.CopyCommand); ok && c.From != "" {
			if at := r.StageOf(r.final.Stage, ins, c.From); at >= 0 && r.Stages[at] == r.build.Stage {
				return c.From
			}
		}
	}
	return r.build.Name
}
