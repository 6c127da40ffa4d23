package rewrite

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/project"
)

// quoted finds a quoted path in a sentence of evidence.
var quoted = regexp.MustCompile("\"([^\"]+)\"|`([^`]+)`")

// runtimeFiles works out what beside the program is read at run time. It returns why that can't be told.
func (s *split) runtimeFiles(p *project.Project, g *goStage, st start) string {
	for _, e := range p.Go.Runtime {
		where := e.File
		if e.Line > 0 {
			where = fmt.Sprintf("%s:%d", e.File, e.Line)
		}
		found := quoted.FindStringSubmatch(e.Says)
		if found == nil {
			return fmt.Sprintf("%s %s: which files the program needs beside it can't be told", where, e.Says)
		}
		name := path.Clean(found[1] + found[2])
		if name == "." {
			return fmt.Sprintf("%s %s: the program reads its whole working directory", where, e.Says)
		}
		if path.IsAbs(name) || strings.HasPrefix(name, "..") {
			return fmt.Sprintf("%s %s, and it is not known where that file comes from", where, e.Says)
		}
		s.keepDir = true
		if strings.ContainsAny(firstPart(name), "*?[%") {
			return fmt.Sprintf("%s %s: which files that are can't be told", where, e.Says)
		}
		if !s.needs(p, g, name) {
			return fmt.Sprintf("%s %s, and no COPY brings it to %s", where, e.Says, g.endDir)
		}
	}
	for _, a := range s.named(g, st) {
		if !s.needs(p, g, a) {
			return fmt.Sprintf("the start command or a variable names %s, and no COPY brings it to %s", a, g.endDir)
		}
	}
	return s.contextFiles(g)
}

// needs notes a file or folder of the project that the program reads, by its path from the working directory; one that
// the project does not have is made at run time. It is false when no COPY brings it to where the program looks for it.
func (s *split) needs(p *project.Project, g *goStage, name string) bool {
	first := firstPart(name)
	if _, err := os.Stat(filepath.Join(p.Dir, first)); err != nil {
		return true
	}
	at := path.Join(g.endDir, first)
	if !g.copiedTo(first, at) {
		return false
	}
	s.keepDir = true
	if !slices.Contains(s.runtime, at) && g.onlyInBuilder(at) {
		s.runtime = append(s.runtime, at)
	}
	return true
}

func firstPart(name string) string {
	first, _, _ := strings.Cut(path.Clean(name), "/")
	return first
}

// named returns what the start command's arguments and the variables say that could be files beside the program, as
// paths from the working directory.
func (s *split) named(g *goStage, st start) []string {
	var words []string
	if len(st.argv) > 1 {
		words = append(words, st.argv[1:]...)
	}
	for _, ins := range g.stage.Instructions {
		if c, ok := ins.Command.(*instructions.EnvCommand); ok {
			for _, kv := range c.Env {
				if !isBuildEnv(kv.Key) {
					words = append(words, g.goEnv[kv.Key])
				}
			}
		}
	}
	var out []string
	for _, w := range words {
		if _, value, ok := strings.Cut(w, "="); ok {
			w = value
		}
		w = strings.TrimPrefix(w, strings.TrimSuffix(g.endDir, "/")+"/")
		if w != "" && !path.IsAbs(w) && !strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "..") && path.Clean(w) != "." {
			out = append(out, w)
		}
	}
	return out
}

// contextFiles moves what is copied beside the sources to the final stage.
func (s *split) contextFiles(g *goStage) string {
	for _, c := range g.copies {
		ins := g.stage.Instructions[c.instruction]
		if c.instruction > g.lastRun {
			s.keepDir = s.keepDir || !path.IsAbs(c.written)
			continue
		}
		for _, o := range g.outputs {
			root := g.moduleDir(o.command)
			if c.dest != root && !strings.HasPrefix(c.dest, root+"/") && root != "/" && c.dest != o.command.workdir() {
				return fmt.Sprintf("line %d copies files to %s, outside the sources, and the program may need them at run time",
					ins.Lines.First, c.dest)
			}
		}
	}
	return ""
}

// copiedTo says whether a COPY from the context brings its entry to a path of the image.
func (g *goStage) copiedTo(entry, at string) bool {
	for _, c := range g.copies {
		if c.bringsAll() && path.Join(c.dest, entry) == at {
			return true
		}
		for _, src := range c.sources {
			if path.Clean("/"+src) == "/"+entry && (c.dest == at || path.Join(c.dest, entry) == at) {
				return true
			}
		}
	}
	return false
}

// onlyInBuilder says whether only a COPY before the last RUN brings a path; a later one stays in the final stage anyway.
func (g *goStage) onlyInBuilder(at string) bool {
	for _, c := range g.copies {
		if c.instruction < g.lastRun {
			continue
		}
		for _, src := range c.sources {
			if c.dest == at || path.Join(c.dest, path.Base(src)) == at {
				return false
			}
		}
	}
	return true
}
