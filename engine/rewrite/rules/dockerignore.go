package rules

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func dockerignore() rule.Rule {
	return rule.Rule{
		ID: rule.Dockerignore, Next: "write the ignore file by hand, with what no COPY and no step of the build reads", Group: rule.Size, Severity: rule.Warning, Title: "Leave out of the build what it does not need",
		Why:   "What a COPY of everything brings along is shipped, and a change of any of it builds all again.",
		Check: checkIgnore,
	}
}

// checkIgnore looks at the first COPY of the whole context.
func checkIgnore(m *model.Model) []rule.Finding {
	for _, s := range m.Stages {
		for _, c := range s.Copies {
			if !c.BringsAll() {
				continue
			}
			at := s.Instructions[c.Instruction].Lines
			file, why := ignoreFor(m)
			switch {
			case why != "":
				return []rule.Finding{rule.Refuse(at, why)}
			case file != nil:
				return []rule.Finding{{Lines: at, File: file}}
			}
			return nil
		}
	}
	return nil
}

// ignoreKey is the key that ignoreFor is remembered by.
type ignoreKey struct{}

// ignore is what ignoreFor says.
type ignore struct {
	file *rule.File
	why  string
}

// ignoreFor is the ignore file with what is missing in it; nil when nothing is. It is worked out once for a text.
func ignoreFor(m *model.Model) (*rule.File, string) {
	known := m.Remember(ignoreKey{}, func() any {
		file, why := readIgnore(m)
		return ignore{file, why}
	}).(ignore)
	return known.file, known.why
}

func readIgnore(m *model.Model) (*rule.File, string) {
	name, before := m.IgnoreFile()
	old, err := ignorefile.ReadAll(bytes.NewReader(before))
	if err != nil {
		return nil, name + " can't be read"
	}
	needed, why := neededPaths(m)
	if why != "" {
		return nil, why
	}
	var added []string
	candidates := ignorable(m)
	needed = append(slices.Clip(needed), embeddedPaths(m, recipes(m))...)
	for _, p := range candidates {
		if !ignores(old, sampleOf(p)) && !excepted(old, p) && !dropsNeeded(append(slices.Clone(old), p), old, needed) {
			added = append(added, p)
		}
	}
	if len(added) == 0 {
		return nil, ""
	}
	if !strings.HasPrefix(name, "../") && !ignores(old, name) {
		added = append(added, name)
	}
	text := string(before)
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	lineEnd := "\n"
	if strings.Contains(text, "\r\n") {
		lineEnd = "\r\n"
	}
	ahead := slices.ContainsFunc(added, func(p string) bool {
		return has("node_modules **/node_modules .venv target build .gradle", p) && !isPresent(m, strings.TrimPrefix(p, "**/"))
	})
	return &rule.File{Name: name, Before: before, After: []byte(text + strings.Join(added, lineEnd) + lineEnd), Ahead: ahead}, ""
}

func isPresent(m *model.Model, name string) bool {
	_, found := m.Stat(name)
	return found
}

// neededPaths are what COPY, ADD and mounts take from the context by name; why says that it can't be told.
func neededPaths(m *model.Model) (paths []string, why string) {
	for _, s := range m.Stages {
		for _, c := range s.Copies {
			ins := s.Instructions[c.Instruction]
			for _, written := range writtenSources(ins) {
				if !isRemote(written) && len(model.ReferencedVars(written)) > 0 {
					return nil, line(ins) + " copies " + written + ", whose value the build can be given"
				}
			}
			for _, src := range c.Sources {
				if !isRemote(src) {
					paths = append(paths, expandNames(m, src)...)
				}
			}
		}
		for _, ins := range s.Instructions {
			if run, ok := ins.Expanded().(*instructions.RunCommand); ok {
				for _, mount := range instructions.GetMounts(run) {
					if mount.From == "" && (mount.Type == "" || mount.Type == "bind") {
						paths = append(paths, expandNames(m, mount.Source)...)
					}
				}
			}
		}
	}
	return paths, ""
}

// writtenSources are the sources of a COPY or ADD as the Dockerfile has them.
func writtenSources(ins dockerfile.Instruction) []string {
	switch c := ins.Command.(type) {
	case *instructions.CopyCommand:
		return c.SourcePaths
	case *instructions.AddCommand:
		return c.SourcePaths
	}
	return nil
}

// expandNames are the paths of the context that a source names; the whole context is none.
func expandNames(m *model.Model, source string) []string {
	source = strings.TrimPrefix(path.Clean("/"+source), "/")
	if source == "" {
		return nil
	}
	out := []string{source}
	if strings.ContainsAny(source, "*?[") {
		found, _ := filepath.Glob(filepath.Join(m.Project.Dir, filepath.FromSlash(source)))
		for _, f := range found {
			if rel, err := filepath.Rel(m.Project.Dir, f); err == nil {
				out = append(out, filepath.ToSlash(rel))
			}
		}
	}
	return out
}

// sampleOf is a path that a pattern ignores.
func sampleOf(pattern string) string {
	pattern = strings.TrimPrefix(pattern, "**/")
	return strings.ReplaceAll(pattern, "*", "a")
}

// ignores says whether patterns leave a path out.
func ignores(patterns []string, p string) bool {
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return false
	}
	found, err := matcher.MatchesOrParentMatches(p)
	return err == nil && found
}

// excepted says whether the user's file takes something back in that a pattern would leave out again.
func excepted(old []string, pattern string) bool {
	for _, p := range old {
		name, exception := strings.CutPrefix(p, "!")
		if exception && (ignores([]string{pattern}, sampleOf(name)) || below(sampleOf(pattern), name)) {
			return true
		}
	}
	return false
}

// dropsNeeded says whether the new patterns leave out something that the build names and that was let through.
func dropsNeeded(patterns, old, needed []string) bool {
	for _, p := range needed {
		if ignores(patterns, p) && !ignores(old, p) {
			return true
		}
		// A folder that is copied must keep what is in it: a pattern below it would leave a part out.
		last := patterns[len(patterns)-1]
		if !strings.HasPrefix(last, "**/") && below(last, p) && !ignores(old, last) {
			return true
		}
	}
	return false
}
