package node

import (
	"context"
	"path"
	"strings"

	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// manifest is the package.json that a stage installs from.
type manifest struct {
	*Package
	// folder is where it stands in the build context, "." for its root.
	folder string
}

// node is the package that is built; nil when there is none.
func (r *reading) node() *Package { return r.manifest.Package }

// files are those of the package's folder.
func (r *reading) files() *project.Files {
	if r.manifest.folder == "." || r.manifest.folder == "" {
		return r.Project.Files
	}
	return r.Project.Files.Below(r.manifest.folder)
}

// manifestOf finds the package.json that a stage installs from: a COPY brings it from the root of the build context, or from a
// folder of it.
func manifestOf(s pattern.Subject, g *stage) manifest {
	folder := "."
	if i, c := g.anyInstall(); c != nil && c.DirKnown {
		if found := folderBrought(s, g.Stage, i, c.Dir); found != "" {
			folder = found
		}
	}
	if folder == "." {
		return manifest{Of(s.Project), folder}
	}
	key := manifestKey{s.Project.Dir, folder}
	return manifest{model.OfFiles(s.Memory, key, func() *Package {
		files := s.Project.Files.Below(folder)
		n, err := readNode(context.Background(), files)
		if err != nil || n == nil {
			return nil
		}
		n.Needed = files.Located(n.Needed)
		for i := range n.Tools {
			n.Tools[i] = path.Join(folder, n.Tools[i])
		}
		return n
	}), folder}
}

// manifestKey is the key of what the package.json of a folder says.
type manifestKey struct{ dir, folder string }

// startsElsewhere notes that a package manager starts the program in another folder than the dependencies are installed in: the
// scripts there are those of another package.json.
func (r *reading) startsElsewhere() {
	if _, c := r.build.anyInstall(); c != nil && c.Dir != r.build.Dir && r.start.through != "" && r.start.problem == "" && r.folder != "." {
		r.start.problem = "the image starts " + r.start.through + " in " + r.build.Dir + ", and the dependencies are installed in " + c.Dir
	}
}

// anyInstall is the first command of a stage that installs dependencies, and its instruction; nil when there is none.
func (g *stage) anyInstall() (instruction int, c *command) {
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			if c.kind == installs {
				return i, &c
			}
		}
	}
	return -1, nil
}

// folderBrought is the folder of the build context whose package.json the COPYs before an instruction bring into a folder of the
// image, the last of them; empty when none is known to.
func folderBrought(s pattern.Subject, g *model.Stage, before int, dir string) string {
	out := ""
	for _, c := range g.Copies {
		if c.Instruction > before {
			break
		}
		for _, src := range c.Sources {
			if folder, ok := broughtBy(s, c, src, dir); ok {
				out = folder
			}
		}
	}
	return out
}

// broughtBy is the folder whose package.json one source of a COPY brings into a folder of the image.
func broughtBy(s pattern.Subject, c model.Copy, src, dir string) (folder string, ok bool) {
	src = strings.TrimPrefix(path.Clean("/"+src), "/")
	if src == "" {
		src = "."
	}
	if match, err := path.Match(path.Base(src), "package.json"); err == nil && match && src != "." {
		if c.Dest != dir && c.Dest != path.Join(dir, "package.json") {
			return "", false
		}
		folder = path.Dir(src)
	} else {
		if !model.Below(dir, c.Dest) && dir != c.Dest {
			return "", false
		}
		folder = path.Join(src, strings.TrimPrefix(strings.TrimPrefix(dir, c.Dest), "/"))
	}
	return folder, s.Project.Files.Below(folder).Has("package.json")
}
