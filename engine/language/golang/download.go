package golang

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// download is the module download put before the sources are copied.
type download struct {
	// before is the line that the new instructions are inserted before.
	before int
	// copies are the COPY lines, dir is where go.mod lands; here says that this is the working directory.
	copies []string
	dir    string
	here   bool
	cache  string
	// redundant is a RUN of the user's that only downloads modules, -1 when there is none.
	redundant int
	lines     dockerfile.Lines
}

// downloadFirst works out the download. Both results are nil when the Dockerfile does it already or builds nothing.
func downloadFirst(m *model.Model, g *stage) (*download, *pattern.Problem) {
	p := m.Project
	if Of(p) == nil || Of(p).Module == "" || len(g.Outputs) == 0 || g.inherited || g.folder != "" {
		return nil, nil
	}
	build := g.Outputs[0]
	for _, c := range g.Copies {
		if c.Instruction > build.Instruction {
			break
		}
		if !c.BringsAll() {
			continue
		}
		at := g.Instructions[c.Instruction].Lines
		if g.downloadsBefore(c.Instruction) {
			return nil, nil
		}
		if why := nothingToDownload(Of(p), build); why != "" {
			nothing := pattern.NothingToDo(at, why)
			return nil, &nothing
		}
		if why := againstDownload(p, g, c, build); why != "" {
			return nil, &pattern.Problem{Lines: at, Reason: why}
		}
		return g.newDownload(m, c, build), nil
	}
	return nil, nil
}

// downloadsBefore says whether a RUN before an instruction downloads modules already.
func (g *stage) downloadsBefore(index int) bool {
	for i, list := range g.gos {
		for _, gc := range list {
			if i < index && (gc.verb == "mod download" || gc.verb == "get") {
				return true
			}
		}
	}
	return false
}

// nothingToDownload says why a build fetches no modules that could be fetched before; empty when it does.
func nothingToDownload(m *Module, build compiled.Output) string {
	switch {
	case m.HasVendor || builderOf(build).vendor:
		return "the modules are in the folder vendor, so there is nothing to download"
	case !m.HasSum && !m.HasWork:
		return "there is no go.sum: the module needs no others, or their sums are only made while building"
	}
	return ""
}

func againstDownload(p *project.Project, g *stage, from model.Copy, build compiled.Output) string {
	if Of(p).HasWork {
		return "there is a go.work: its modules need each other's go.mod files before anything can be downloaded"
	}
	for _, name := range []string{"GOPRIVATE", "GONOSUMDB", "GONOPROXY", "GOAUTH"} {
		if builderOf(build).Env.Value(name) != "" {
			return name + " is set: the download may need credentials that the build sets up later"
		}
	}
	for _, ins := range g.Instructions[from.Instruction:build.Instruction] {
		if why := setsDownload(ins); why != "" {
			return why
		}
	}
	for _, i := range g.Runs() {
		if why := g.setsUp(i); why != "" && i > from.Instruction && i <= build.Instruction {
			return why
		}
	}
	for _, r := range Of(p).LocalReplace {
		if strings.HasPrefix(path.Clean(r), "..") {
			return fmt.Sprintf("go.mod replaces a module with %s, outside the build context", r)
		}
	}
	return ""
}

// downloadVariables say where modules come from and how they are reached.
var downloadVariables = []string{
	"GOPROXY", "GOSUMDB", "GOINSECURE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
}

// setsDownload says which variable of an ENV the download needs; empty when it sets none.
func setsDownload(ins dockerfile.Instruction) string {
	env, ok := ins.Command.(*instructions.EnvCommand)
	if !ok {
		return ""
	}
	for _, v := range env.Env {
		if slices.Contains(downloadVariables, strings.ToUpper(v.Key)) {
			return fmt.Sprintf("line %d sets %s after the sources are copied, which the download needs", ins.Lines.First, v.Key)
		}
	}
	return ""
}

// setsUp says what a RUN, or a mount of it, may prepare that a download needs; empty when nothing.
func (g *stage) setsUp(index int) string {
	ins := g.Instructions[index]
	if strings.Contains(ins.Text, "--mount=type=ssh") || strings.Contains(ins.Text, "--mount=type=secret") {
		return fmt.Sprintf("line %d mounts credentials, which the download may need as well", ins.Lines.First)
	}
	for _, gc := range g.gos[index] {
		if gc.verb == "env" && slices.ContainsFunc(gc.Words(), func(w string) bool { return w == "-w" || w == "-u" }) {
			return fmt.Sprintf("line %d sets how go works (go env %s) after the sources are copied, and the download may need it", ins.Lines.First, gc.Arg(2))
		}
	}
	for _, c := range g.Scripts[index].Commands {
		name := c.Name()
		if name == "git" || name == "apk" || strings.HasPrefix(name, "apt") || g.Leaves(index, c, buildCommands) {
			return fmt.Sprintf("line %d runs %s after the sources are copied, and the download may need what it does", ins.Lines.First, name)
		}
	}
	return ""
}

func (g *stage) newDownload(m *model.Model, c model.Copy, build compiled.Output) *download {
	at := g.Instructions[c.Instruction].Lines
	d := &download{before: m.WithComments(at).First, dir: c.Dest, cache: moduleCache(builderOf(build).Env), redundant: -1, lines: at}
	dest := c.Written
	d.here = g.Dirs[c.Instruction] == c.Dest
	if d.here {
		dest = "."
	}
	dest = strings.TrimSuffix(dest, "/") + "/"
	d.copies = append(d.copies, "COPY go.mod go.sum "+dest)
	for _, r := range Of(m.Project).LocalReplace {
		r = path.Clean(r)
		d.copies = append(d.copies, "COPY "+r+"/ "+dest+r+"/")
	}
	for i, s := range g.Scripts {
		list := g.gos[i]
		if i > c.Instruction && len(s.Commands) == 1 && len(list) == 1 && list[0].verb == "mod download" && len(list[0].packages) == 0 {
			d.redundant = i
		}
	}
	return d
}

// text is the new instructions.
func (d *download) text(cached bool) string {
	run := "RUN "
	if cached && d.cache != "" {
		run = "RUN --mount=type=cache,target=" + d.cache + " \\\n    "
	}
	if !d.here {
		run += "cd " + d.dir + " && "
	}
	return strings.Join(d.copies, "\n") + "\n" + run + "go mod download\n"
}
