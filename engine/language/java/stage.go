package java

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// stage is a stage that builds a Java program, as far as it can be read.
type stage struct {
	*model.Stage
	// tools are the runs of a build tool, in order.
	tools []tool
	// taken are where cp and mv take jars to, by the path of the copy.
	taken map[string]string
	// gone are jars that mv takes away.
	gone     []string
	problems []pattern.Problem
	// byHand says that a RUN calls javac itself.
	byHand bool
	// needs is what the stage leaves beside the jar.
	needs interpreted.Leaves
}

// readStage looks for the runs of build tools in a stage.
func readStage(s *model.Stage) *stage {
	g := &stage{Stage: s, taken: map[string]string{}}
	for _, i := range s.Runs() {
		for _, c := range s.Scripts[i].Commands {
			if t, ok := readTool(c); ok {
				g.tools = append(g.tools, t)
			}
			g.byHand = g.byHand || c.Name() == "javac" && compiles(c)
		}
	}
	for i, ins := range s.Instructions {
		if err := s.Unread[i]; err != nil {
			g.problem(ins.Lines, "%v", err)
		}
	}
	g.byHand = g.byHand && len(g.tools) == 0
	g.needs.Folders, g.needs.Partly = g.sourceDirs(), true
	g.needs.SameSuite = sameSuite(s.Base)
	if g.byHand {
		g.needs.Folders, g.needs.Partly = []string{g.Dir}, false
	}
	if !g.byHand && slices.ContainsFunc(g.tools, func(t tool) bool { return t.dir == "/" }) {
		g.needs.InRoot(s)
		g.needs.Folders = append(g.needs.Folders, "/target", "/build")
	}
	for i := range s.Instructions {
		g.needs.Instruction(s, i, i <= s.LastRun)
		script, found := s.Scripts[i]
		if !found {
			continue
		}
		for _, c := range script.Commands {
			g.command(i, c)
		}
	}
	g.needs.Settle()
	return g
}

// sameSuite says whether the JRE of an image stands on the same release of a distribution, so that the same packages are there.
func sameSuite(builder string) bool {
	j, why := readJDK(builder)
	suite := bases.Describe(builder).Suite
	return why == "" && suite != "" && bases.Describe(j.jre).Suite == suite
}

func (g *stage) problem(at dockerfile.Lines, format string, args ...any) {
	g.problems = append(g.problems, pattern.ProblemAt(at, fmt.Sprintf(format, args...)))
}

// command looks at one command of a RUN.
func (g *stage) command(i int, c model.Command) {
	ins := g.Instructions[i]
	t, isTool := readTool(c)
	switch name := c.Name(); {
	case isTool:
		switch {
		case t.packs && c.Nested:
			g.problem(ins.Lines, "%s runs only under a condition or in a loop", name)
		case t.packs && !c.DirKnown:
			g.problem(ins.Lines, "in which folder %s runs can't be told", name)
		}
	case g.onlyBuilds(c):
	case (name == "cp" || name == "mv") && g.take(c):
	default:
		g.needs.Command(i, c)
	}
}

// onlyBuilds says whether a command leaves nothing but what is built, or says a version.
func (g *stage) onlyBuilds(c model.Command) bool {
	name := c.Name()
	return name == "dos2unix" || name == "java" && len(c.Args) == 2 || name == "javac" && c.Arg(1) == "-version" || g.byHand && compiles(c)
}

// take follows a jar that a cp or mv takes elsewhere; false when it takes something else.
func (g *stage) take(c model.Command) bool {
	operands, to := compiled.Operands(c)
	if to == "" && len(operands) == 2 {
		to, operands = operands[1], operands[:1]
	}
	if len(operands) != 1 || !c.DirKnown {
		return false
	}
	from := model.Resolve(c.Dir, operands[0])
	if g.origin(from) == "" || slices.Contains(g.gone, from) {
		return false
	}
	dest := model.Resolve(c.Dir, to)
	if strings.HasSuffix(to, "/") || !strings.HasSuffix(to, ".jar") {
		if strings.ContainsAny(path.Base(from), "*?[") {
			return false
		}
		dest = path.Join(dest, path.Base(from))
	}
	g.taken[dest] = from
	if c.Name() == "mv" {
		g.gone = append(g.gone, from)
	}
	return true
}

// origin returns the path at which the build left the jar that stands at a path of the image, empty when the build is not
// known to leave one there.
func (g *stage) origin(at string) string {
	for range g.taken {
		if from, found := g.taken[at]; found {
			at = from
		}
	}
	if !strings.HasSuffix(at, ".jar") && !strings.HasSuffix(at, ".jar*") {
		return ""
	}
	for _, t := range g.tools {
		if t.packs && g.module(at) != "?" {
			return at
		}
	}
	return ""
}

// module is the folder, relative to the project, of the module that a jar is built in: "." for the project itself, "?" when
// the path is not one that the tool leaves jars at.
func (g *stage) module(jar string) string {
	for _, t := range g.tools {
		if !t.packs {
			continue
		}
		for _, out := range t.outFolders() {
			at := path.Dir(jar)
			if i := strings.LastIndex(at+"/", "/"+out+"/"); i >= 0 && (at[i:] == "/"+out || strings.HasPrefix(at[i:], "/"+out+"/quarkus-app")) {
				root := at[:i]
				if root == t.dir || t.dir == "/" && root == "" {
					return "."
				}
				if module, below := strings.CutPrefix(root, strings.TrimSuffix(t.dir, "/")+"/"); below {
					return module
				}
			}
		}
	}
	return "?"
}

// sourceDirs are the folders that the tools build in.
func (g *stage) sourceDirs() []string {
	var out []string
	for _, t := range g.tools {
		if t.dir != "/" && !slices.Contains(out, t.dir) {
			out = append(out, t.dir)
		}
	}
	return out
}

// packing returns the last run of a tool that leaves a jar; ok is false when none does.
func (g *stage) packing() (t tool, ok bool) {
	for _, candidate := range g.tools {
		if candidate.packs {
			t, ok = candidate, true
		}
	}
	return t, ok
}
