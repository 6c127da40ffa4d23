package golang

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/project"
)

// quoted finds a quoted path in a sentence of evidence.
var quoted = regexp.MustCompile("\"([^\"]+)\"|`([^`]+)`")

// runtimeFiles are the files and folders beside the program that it reads at run time.
type runtimeFiles struct {
	stage   *stage
	project *project.Project
	// paths are where they stand in the image; keepDir says that they are found from the working directory.
	paths   []string
	keepDir bool
}

// read works out the files. It returns why that can't be told.
func (s *runtimeFiles) read(st model.Start) string {
	p, g := s.project, s.stage
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
		if !s.needs(name) {
			return fmt.Sprintf("%s %s, and no COPY brings it to %s", where, e.Says, g.Dir)
		}
	}
	for _, a := range s.named(st) {
		if !s.needs(a) {
			return fmt.Sprintf("the start command or a variable names %s, and no COPY brings it to %s", a, g.Dir)
		}
	}
	return s.contextFiles()
}

// needs notes a file or folder of the project that the program reads, by its path from the working directory; one that
// the project does not have is made at run time. It is false when no COPY brings it to where the program looks for it.
func (s *runtimeFiles) needs(name string) bool {
	p, g := s.project, s.stage
	first := firstPart(name)
	if _, err := os.Stat(filepath.Join(p.Dir, first)); err != nil {
		return true
	}
	at := path.Join(g.Dir, first)
	if !g.copiedTo(first, at) {
		return false
	}
	s.keepDir = true
	if !slices.Contains(s.paths, at) && g.onlyInBuilder(at) {
		s.paths = append(s.paths, at)
	}
	return true
}

func firstPart(name string) string {
	first, _, _ := strings.Cut(path.Clean(name), "/")
	return first
}

// named returns what the start command's arguments and the variables say that could be files beside the program, as
// paths from the working directory.
func (s *runtimeFiles) named(st model.Start) []string {
	g := s.stage
	var words []string
	if len(st.Argv) > 1 {
		words = append(words, st.Argv[1:]...)
	}
	for _, ins := range g.Instructions {
		if c, ok := ins.Command.(*instructions.EnvCommand); ok {
			for _, kv := range c.Env {
				if !isBuildEnv(kv.Key) {
					words = append(words, g.Env[kv.Key])
				}
			}
		}
	}
	var out []string
	for _, w := range words {
		if _, value, ok := strings.Cut(w, "="); ok {
			w = value
		}
		w = strings.TrimPrefix(w, strings.TrimSuffix(g.Dir, "/")+"/")
		if w != "" && !path.IsAbs(w) && !strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "..") && path.Clean(w) != "." {
			out = append(out, w)
		}
	}
	return out
}

// contextFiles moves what is copied beside the sources to the final stage.
func (s *runtimeFiles) contextFiles() string {
	g := s.stage
	for _, c := range g.Copies {
		ins := g.Instructions[c.Instruction]
		if c.Instruction > g.LastRun {
			s.keepDir = s.keepDir || !path.IsAbs(c.Written)
			continue
		}
		for _, o := range g.outputs {
			root := g.moduleDir(o.command)
			if c.Dest != root && !strings.HasPrefix(c.Dest, root+"/") && root != "/" && c.Dest != o.command.workdir() {
				return fmt.Sprintf("line %d copies files to %s, outside the sources, and the program may need them at run time",
					ins.Lines.First, c.Dest)
			}
		}
	}
	return ""
}

// copiedTo says whether a COPY from the context brings its entry to a path of the image.
func (g *stage) copiedTo(entry, at string) bool {
	for _, c := range g.Copies {
		if c.BringsAll() && path.Join(c.Dest, entry) == at {
			return true
		}
		for _, src := range c.Sources {
			if path.Clean("/"+src) == "/"+entry && (c.Dest == at || path.Join(c.Dest, entry) == at) {
				return true
			}
		}
	}
	return false
}

// onlyInBuilder says whether only a COPY before the last RUN brings a path; a later one stays in the final stage anyway.
func (g *stage) onlyInBuilder(at string) bool {
	for _, c := range g.Copies {
		if c.Instruction < g.LastRun {
			continue
		}
		for _, src := range c.Sources {
			if c.Dest == at || path.Join(c.Dest, path.Base(src)) == at {
				return false
			}
		}
	}
	return true
}
