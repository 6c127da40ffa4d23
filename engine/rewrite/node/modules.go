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
	// peers is the flag that npm needs for it, empty for none.
	peers string
	// copied says that another stage installs, and that the folder alone was copied.
	copied bool
	// problem is why it can't be told; empty when it can.
	problem string
}

// modulesIn follows what a stage, and those it starts and copies from, do to root/node_modules.
func (r *reading) modulesIn(s *model.Stage, root string) modules {
	var m modules
	if s.Parent >= 0 {
		m = r.modulesIn(r.Stages[s.Parent], root)
	}
	g := readStage(s)
	for i, ins := range s.Instructions {
		for _, c := range r.takenBy(s, i) {
			var found modules
			switch {
			case c.dest == path.Join(root, "node_modules") && path.Base(c.source) == "node_modules":
				found = r.modulesIn(c.stage, path.Dir(c.source))
				found.copied = true
			case c.dest == root:
				found = r.modulesIn(c.stage, c.source)
			}
			if found.at.First > 0 {
				m = found
			}
		}
		if err := s.Unread[i]; err != nil {
			m.problem = fmt.Sprintf("line %d can't be read: %v", ins.Lines.First, err)
		}
		for _, c := range g.commands[i] {
			m.run(c, ins.Lines, s.Users[i], root)
		}
	}
	return m
}

// run notes what a command does to root/node_modules.
func (m *modules) run(c command, at dockerfile.Lines, user, root string) {
	here := c.DirKnown && c.Dir == root
	switch {
	case c.kind == installs && !c.DirKnown:
		m.problem = fmt.Sprintf("line %d installs dependencies in a folder that can't be told", at.First)
	case c.kind == installs && here:
		*m = modules{at: at, by: user, dev: !c.production, peers: c.peerFlag(), adds: m.adds, problem: m.problem}
		if c.Nested {
			m.problem = fmt.Sprintf("line %d installs dependencies only under a condition", at.First)
		}
	case c.kind == adds && (here || !c.DirKnown):
		m.adds = true
	case c.kind == prunes && here && c.production && !c.Nested:
		m.dev = false
	case c.Name() == "rm" || c.Name() == "mv":
		m.removed(c, at, root)
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
	for _, needed := range []string{"node_modules", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"} {
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

// roots are the folders of a stage that have a node_modules from an install or from another stage.
func (r *reading) roots(s *model.Stage) []string {
	var out []string
	if s.Parent >= 0 {
		out = r.roots(r.Stages[s.Parent])
	}
	g := readStage(s)
	for i := range s.Instructions {
		for _, c := range g.commands[i] {
			if c.kind == installs && c.DirKnown {
				out = append(out, c.Dir)
			}
		}
		for _, t := range r.takenBy(s, i) {
			if path.Base(t.dest) == "node_modules" {
				out = append(out, path.Dir(t.dest))
				continue
			}
			for _, root := range r.roots(t.stage) {
				if rel, below := strings.CutPrefix(root+"/", strings.TrimSuffix(t.source, "/")+"/"); below {
					out = append(out, path.Join(t.dest, rel))
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hasManifest says whether a folder of a stage has the package.json of the build context's root.
func (r *reading) hasManifest(s *model.Stage, root string) bool {
	if s.Parent >= 0 && r.hasManifest(r.Stages[s.Parent], root) {
		return true
	}
	for _, c := range s.Copies {
		if c.Dest == path.Join(root, "package.json") || c.Dest == root {
			if c.BringsAll() || slices.ContainsFunc(c.Sources, func(src string) bool {
				match, err := path.Match(strings.TrimPrefix(path.Clean("/"+src), "/"), "package.json")
				return err == nil && match
			}) {
				return true
			}
		}
	}
	for i := range s.Instructions {
		for _, t := range r.takenBy(s, i) {
			file := path.Base(t.source) == "package.json" && (t.dest == root || t.dest == path.Join(root, "package.json"))
			if file && r.hasManifest(t.stage, path.Dir(t.source)) || t.dest == root && r.hasManifest(t.stage, t.source) {
				return true
			}
		}
	}
	return false
}
