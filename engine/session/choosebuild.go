package session

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/rule"
)

// choice is one of the project's ways to build, with what belongs to it once it was read.
type choice struct {
	build project.Build
	// context is the build context's folder relative to the project's Root, with slashes, empty for the likely one; dirs
	// are those to choose from.
	context string
	dirs    []string
	// name is the Dockerfile's path relative to Root, for an inline one where it would be saved; text is what it holds.
	name string
	text []byte
}

// newChoice chooses a build with the context that is declared for it, or the likely one.
func newChoice(b project.Build) choice {
	c := choice{build: b, context: b.Context, name: b.Dockerfile}
	if b.By == project.Found {
		c.context = ""
	}
	if b.Inline != "" {
		c.name, c.text = path.Join(b.Context, "Dockerfile."+b.Name), []byte(b.Inline)
	}
	return c
}

// buildOf returns the way to build that a Dockerfile's path or an ID means; a Dockerfile that is only declared is built as
// it is declared first.
func buildOf(p *project.Project, name string) (project.Build, bool) {
	if b, found := p.Build(name); found {
		return b, true
	}
	for _, b := range p.Builds {
		if b.Dockerfile == filepath.ToSlash(name) && b.Inline == "" {
			return b, true
		}
	}
	return project.Build{}, false
}

// read reads the Dockerfile and works out the contexts to choose from.
func (c *choice) read(p *project.Project) (err error) {
	if c.build.Inline != "" {
		c.dirs = []string{c.context}
		return nil
	}
	dirs := p.Contexts(c.name)
	if c.context == "" {
		c.context = dirs[0]
	}
	c.dirs = append([]string{c.context}, slices.DeleteFunc(dirs, func(dir string) bool { return dir == c.context })...)
	c.text, err = readDockerfile(p.Root, c.name)
	return err
}

// ChooseDockerfile chooses one of the project's Dockerfiles alone: its context is the likely one, and it has no target
// and no arguments but the user's.
func (s *Session) ChooseDockerfile(name string) {
	s.post(func() {
		n := &s.state.snapshot
		if n.Project == nil || name == n.Dockerfile && n.Build == name {
			return
		}
		b, found := buildOf(n.Project, name)
		if !found {
			b = project.Build{ID: name, By: project.Found, Dockerfile: filepath.ToSlash(name)}
		}
		s.choose(finding{choice: newChoice(b), target: b.Target}, nil)
	})
}

// ChooseBuild chooses one of the project's ways to build by its ID: its Dockerfile, context, target and arguments.
// Arguments that the user gave win.
func (s *Session) ChooseBuild(id string) {
	s.post(func() {
		n := &s.state.snapshot
		if n.Project == nil || id == n.Build {
			return
		}
		b, found := n.Project.Build(id)
		switch {
		case !found:
			n.Problem = newProblem(BadInput, "There is no such build", fmt.Sprintf("%q %v.", id, project.ErrNoBuild), "Choose another one.")
		case b.Problem != "" && !chained(b):
			n.Problem = cannotBuild(b)
		default:
			s.choose(finding{project: n.Project, choice: newChoice(b), target: b.Target}, keptOf(s.state.record, b.ID))
			return
		}
		s.publish()
	})
}

// chained says whether only the image of another build is missing: then there is still much to see.
func chained(b project.Build) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(b.Contexts)), func(value string) bool {
		return strings.HasPrefix(value, "service:") || strings.HasPrefix(value, "target:")
	})
}

func cannotBuild(b project.Build) *Problem {
	where := b.Declared.File
	if b.Declared.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, b.Declared.Line)
	}
	return newProblem(BadInput, cmp.Or(b.Name, b.Dockerfile)+" can't be built from here",
		fmt.Sprintf("It is declared in %s, and %s.", where, b.Problem), "Choose another build or Dockerfile of the project.")
}

// ChooseContext chooses the build context of the Dockerfile, and keeps the plan as far as it fits: a folder relative to the project's Root, with slashes.
func (s *Session) ChooseContext(dir string) {
	s.post(func() {
		n := &s.state.snapshot
		dir = path.Clean(filepath.ToSlash(dir))
		if n.Project == nil || dir == n.ContextDir {
			return
		}
		f := finding{choice: s.state.choice, target: n.Target, kept: s.keepOn()}
		f.choice.context = dir
		s.choose(f, nil)
	})
}

// choose reads what a choice needs beside everything else, and shows it then. k is the plan to go back to, nil for none.
func (s *Session) choose(f finding, k *kept) {
	p := s.state.snapshot.Project
	ctx, number := s.begin(Opening, "Read "+cmp.Or(f.choice.build.Name, f.choice.name))
	s.publish()
	s.work(func() {
		var err error
		if k != nil {
			err = k.fit(&f, f.choice.name)
			f.earlier, f.read = s.records.Comparison(p.Root, f.choice.build.ID), true
		} else {
			err = f.choice.read(p)
		}
		next := p
		if err == nil {
			next, err = language.All().Read(ctx, p, f.choice.context)
		}
		s.post(func() {
			switch {
			case !s.state.jobs.runs(number):
			case err != nil:
				s.notOpened(number, err)
			default:
				s.state.endProject()
				s.state.leave()
				s.state.kept, s.state.earlier, s.state.earlierRead = f.kept, f.earlier, f.read
				s.state.snapshot.Project, s.state.snapshot.Target = next, f.target
				s.chosen(number, f.choice)
			}
		})
	})
}

// chosen shows a choice that was read.
func (s *Session) chosen(number int, c choice) {
	s.state.reading = false
	s.take(c)
	s.read(c, number)
	s.measureContext()
}

// take makes a choice the current one.
func (s *Session) take(c choice) {
	n := &s.state.snapshot
	s.state.choice = c
	n.Build, n.ContextDir, n.ContextDirs = c.build.ID, c.context, c.dirs
}

// args are the build arguments: those that are declared, and over them those that the user gave.
func (k *known) args() map[string]string {
	if len(k.choice.build.Args) == 0 {
		return k.buildArgs
	}
	args := maps.Clone(k.choice.build.Args)
	maps.Copy(args, k.buildArgs)
	return args
}

// named are the named contexts as they are declared and given.
func (k *known) named() map[string]string {
	out := map[string]string{}
	maps.Copy(out, k.choice.build.Contexts)
	maps.Copy(out, k.given)
	return out
}

// contexts are the named contexts, folders as absolute paths.
func (k *known) contexts() map[string]string {
	out := map[string]string{}
	for name, value := range k.choice.build.Contexts {
		if !strings.Contains(value, "://") && !strings.HasPrefix(value, "service:") && !strings.HasPrefix(value, "target:") {
			value = filepath.Join(k.snapshot.Project.Root, filepath.FromSlash(value))
		}
		out[name] = value
	}
	maps.Copy(out, k.given)
	return out
}

// findProject finds the project at a path and reads the Dockerfile to begin with.
func findProject(ctx context.Context, at string) (*project.Project, choice, error) {
	p, name, err := project.Find(ctx, at)
	if err != nil {
		return nil, choice{}, err
	}
	b, found := buildOf(p, name)
	if !found {
		b = project.Build{ID: name, By: project.Found, Dockerfile: filepath.ToSlash(name)}
	}
	c := newChoice(b)
	err = c.read(p)
	return p, c, err
}

// unreadFindings say which files of the project could not be read: what the rules propose does not know what stands in
// them.
func unreadFindings(p *project.Project) []rewrite.Finding {
	var out []rewrite.Finding
	for _, e := range p.Unread {
		where := e.File
		if e.Line > 0 {
			where = fmt.Sprintf("%s:%d", e.File, e.Line)
		}
		out = append(out, rewrite.Finding{
			Rule: "unread-file", Title: where + " is not read", Why: where + " " + e.Says + ".", Severity: rule.Warning,
			Refused: e.Says, Next: "mend it, and open the project again",
		})
	}
	return out
}

// contextFinding says why the build context could not be measured, such as a pattern in the ignore file that is none.
func contextFinding(err error) []rewrite.Finding {
	if err == nil {
		return nil
	}
	return []rewrite.Finding{{
		Rule: "unread-context", Title: "The build context can't be measured", Why: sentence(err) + ".", Severity: rule.Warning,
		Refused: "a build fails here too", Next: "mend it, and open the project again",
	}}
}
