package node

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// modules is what the folder node_modules of a stage holds, as far as the lines that make it tell.
type modules struct {
	// at are the lines of the install, by the user who ran it; at is zero when no install is known.
	at dockerfile.Lines
	by string
	// dev says that development dependencies are in it, adds that packages are in it that package.json does not name.
	dev, adds bool
	// install is the command that installs it.
	install *command
	// copied says that another stage installs, and that the folder alone was copied.
	copied bool
	// problem is why it can't be told; empty when it can.
	problem string
}

// origins follows node_modules through the stages of a Dockerfile. What it found is kept: stages may copy from each other many
// times.
type origins struct {
	*reading
	read      map[int]*stage
	roots     map[int][]string
	modules   map[folder]modules
	manifests map[folder]bool
}

// folder is one of a stage.
type folder struct {
	stage int
	path  string
}

func newOrigins(r *reading) *origins {
	return &origins{
		reading: r, read: map[int]*stage{}, roots: map[int][]string{}, modules: map[folder]modules{}, manifests: map[folder]bool{},
	}
}

// commandsOf are what each RUN of a stage runs.
func (o *origins) commandsOf(s *model.Stage) map[int][]command {
	if o.read[s.Index] == nil {
		o.read[s.Index] = readStage(s)
	}
	return o.read[s.Index].commands
}

// modulesIn follows what a stage, and those it starts and copies from, do to root/node_modules.
func (o *origins) modulesIn(s *model.Stage, root string) modules {
	at := folder{s.Index, root}
	m, known := o.modules[at]
	if !known {
		m = o.follow(s, root)
		o.modules[at] = m
	}
	return m
}

func (o *origins) follow(s *model.Stage, root string) modules {
	var m modules
	if s.Parent >= 0 {
		m = o.modulesIn(o.Stages[s.Parent], root)
	}
	commands := o.commandsOf(s)
	for i, ins := range s.Instructions {
		for _, c := range o.takenBy(s, i) {
			var found modules
			switch {
			case c.dest == path.Join(root, "node_modules") && path.Base(c.source) == "node_modules":
				found = o.modulesIn(c.stage, path.Dir(c.source))
				found.copied = true
			case c.dest == root:
				found = o.modulesIn(c.stage, c.source)
			}
			if found.at.First > 0 {
				m = found
			}
		}
		if err := s.Unread[i]; err != nil {
			m.problem = fmt.Sprintf("line %d can't be read: %v", ins.Lines.First, err)
		}
		for _, c := range commands[i] {
			m.run(c, ins.Lines, s.Users[i], root)
		}
	}
	return m
}

// run notes what a command does to root/node_modules.
func (m *modules) run(c command, at dockerfile.Lines, user, root string) {
	here := c.DirKnown && c.Dir == root
	switch c.kind {
	case installs:
		switch {
		case !c.DirKnown:
			m.problem = fmt.Sprintf("line %d installs dependencies in a folder that can't be told", at.First)
		case here:
			m.installed(c, at, user)
		}
	case adds:
		m.adds = m.adds || here || !c.DirKnown
	case prunes:
		if here && c.production && !c.Nested {
			m.dev = false
		}
	default:
		if c.Name() == "rm" || c.Name() == "mv" {
			m.removed(c, at, root)
		}
	}
}

// installed notes an install of all dependencies.
func (m *modules) installed(c command, at dockerfile.Lines, user string) {
	*m = modules{at: at, by: user, dev: !c.production, install: &c, adds: m.adds, problem: m.problem}
	if c.Nested {
		m.problem = fmt.Sprintf("line %d installs dependencies only under a condition", at.First)
	}
}

// removed notes that files which taking dependencies out again needs may be gone.
func (m *modules) removed(c command, at dockerfile.Lines, root string) {
	if m.at.First == 0 {
		return
	}
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		if strings.HasPrefix(a, "-") {
			continue
		}
		if p := model.Resolve(c.Dir, a); a == "" || !c.DirKnown || p == root || path.Dir(p) == root && lost(path.Base(p)) {
			m.problem = fmt.Sprintf("line %d may remove what taking dependencies out again needs", at.First)
		}
	}
}

// lost says whether a name in the folder of the dependencies, perhaps a pattern, may be one that a package manager needs.
func lost(name string) bool {
	for _, needed := range []string{"node_modules", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", ".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml"} {
		if match, err := path.Match(name, needed); err != nil || match {
			return true
		}
	}
	return false
}

// taken is one source of a COPY from another stage.
type taken struct {
	stage *model.Stage
	// source and dest are absolute.
	source, dest string
}

// takenBy are the sources of an instruction that copies from another stage; none for any other. Patterns are left out.
func (r *reading) takenBy(s *model.Stage, i int) []taken {
	c, ok := s.Instructions[i].Command.(*instructions.CopyCommand)
	if !ok || c.From == "" {
		return nil
	}
	from := r.StageOf(s, s.Instructions[i], c.From)
	if from < 0 {
		return nil
	}
	var out []taken
	for _, source := range c.SourcePaths {
		source = path.Clean("/" + model.ExpandVars(source, s.Envs[i]))
		if !strings.ContainsAny(source, "*?[") {
			out = append(out, taken{
				stage: r.Stages[from], source: source, dest: model.Resolve(s.Dirs[i], model.ExpandVars(c.DestPath, s.Envs[i])),
			})
		}
	}
	return out
}

// maxRoots is how many folders with dependencies of one stage are looked at.
const maxRoots = 32

// rootsOf are the folders of a stage that have a node_modules from an install or from another stage.
func (o *origins) rootsOf(s *model.Stage) []string {
	if out, known := o.roots[s.Index]; known {
		return out
	}
	var out []string
	if s.Parent >= 0 {
		out = slices.Clone(o.rootsOf(o.Stages[s.Parent]))
	}
	commands := o.commandsOf(s)
	for i := range s.Instructions {
		for _, c := range commands[i] {
			if c.kind == installs && c.DirKnown {
				out = append(out, c.Dir)
			}
		}
		for _, t := range o.takenBy(s, i) {
			out = append(out, o.rootsTaken(t)...)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	o.roots[s.Index] = out[:min(len(out), maxRoots)]
	return o.roots[s.Index]
}

// rootsTaken are where the folders are that a COPY takes from another stage.
func (o *origins) rootsTaken(t taken) []string {
	if path.Base(t.dest) == "node_modules" {
		return []string{path.Dir(t.dest)}
	}
	var out []string
	for _, root := range o.rootsOf(t.stage) {
		if rel, below := strings.CutPrefix(root+"/", strings.TrimSuffix(t.source, "/")+"/"); below {
			out = append(out, path.Join(t.dest, rel))
		}
	}
	return out
}

// hasManifest says whether a folder of a stage has the package's package.json.
func (o *origins) hasManifest(s *model.Stage, root string) bool {
	at := folder{s.Index, root}
	found, known := o.manifests[at]
	if !known {
		found = s.Parent >= 0 && o.hasManifest(o.Stages[s.Parent], root) || o.bringsManifest(s, root) || o.takesManifest(s, root)
		o.manifests[at] = found
	}
	return found
}

// bringsManifest says whether a COPY of a stage brings the package's package.json into a folder.
func (o *origins) bringsManifest(s *model.Stage, root string) bool {
	return slices.ContainsFunc(s.Copies, func(c model.Copy) bool {
		return slices.ContainsFunc(c.Sources, func(src string) bool {
			folder, ok := broughtBy(o.Subject, c, src, root)
			return ok && folder == o.folder
		})
	})
}

// takesManifest says whether a COPY from another stage brings it.
func (o *origins) takesManifest(s *model.Stage, root string) bool {
	for i := range s.Instructions {
		for _, t := range o.takenBy(s, i) {
			file := path.Base(t.source) == "package.json" && (t.dest == root || t.dest == path.Join(root, "package.json"))
			if file && o.hasManifest(t.stage, path.Dir(t.source)) || t.dest == root && o.hasManifest(t.stage, t.source) {
				return true
			}
		}
	}
	return false
}
