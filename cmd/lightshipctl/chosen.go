package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/foreign"
	"lightship/engine/project"
	"lightship/engine/proof"
)

// chosen is a project with what the flags chose of it.
type chosen struct {
	project *project.Project
	// build is the way to build, with the flags' values over the declared ones.
	build project.Build
	// text is the Dockerfile's, name its path in the project.
	name string
	text []byte
}

// parse reads the Dockerfile and looks for the target in it.
func (c *chosen) parse(platform string) (*dockerfile.File, dockerfile.Options, error) {
	options := dockerfile.Options{
		Name: c.name, BuildArgs: c.build.Args, Platform: platform, Target: c.build.Target, Contexts: c.build.Contexts,
	}
	f, err := dockerfile.Parse(c.text, options)
	if err == nil {
		_, err = f.Target(c.build.Target)
	}
	return f, options, err
}

// find opens the folder and chooses what the flags say, without reading the sources.
func (s *source) find(ctx context.Context, dir string) (*chosen, error) {
	at, err := s.toOpen(ctx, dir)
	if err != nil {
		return nil, err
	}
	p, name, err := project.Find(ctx, at)
	if err != nil {
		return nil, unusable(err)
	}
	given, err := s.dockerfileIn(p, dir)
	if err != nil {
		return nil, err
	}
	b, err := s.build(p, cmp.Or(given, name))
	if err != nil {
		return nil, err
	}
	return s.load(p, b)
}

// every chooses each of the project's Dockerfiles alone, with the flags' values.
func (s *source) every(p *project.Project) ([]*chosen, error) {
	alone := source{context: s.context, target: s.target, buildArgs: s.buildArgs, contexts: s.contexts}
	var out []*chosen
	for _, name := range p.Dockerfiles {
		b, err := alone.build(p, name)
		if err != nil {
			return nil, err
		}
		c, err := s.load(p, b)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// load reads the Dockerfile of a build, and takes note of what is secret in it.
func (s *source) load(p *project.Project, b project.Build) (*chosen, error) {
	c, err := load(p, b)
	if err == nil {
		s.secrets.Learn(string(c.text))
		s.secrets.AddNamed(b.Args)
		s.secrets.AddNamed(proof.Given(p))
	}
	return c, err
}

// maxDockerfile is the most bytes that are read as a Dockerfile, as in the window.
const maxDockerfile = 4 << 20

// load reads the Dockerfile of a build.
func load(p *project.Project, b project.Build) (*chosen, error) {
	if strings.Contains(b.Context, "://") {
		return nil, &failure{code: 3, err: fmt.Errorf("%s can't be read here: %s", b.ID, b.Problem)}
	}
	c := &chosen{project: p, build: b, name: cmp.Or(b.Dockerfile, b.ID), text: []byte(b.Inline)}
	if b.Inline != "" {
		return c, nil
	}
	var err error
	if c.text, err = foreign.ReadFile(filepath.Join(p.Root, filepath.FromSlash(b.Dockerfile)), maxDockerfile); err != nil {
		return nil, unusable(fmt.Errorf("read the Dockerfile: %w", err))
	}
	return c, nil
}

// build is the chosen way to build, with the flags' values over the declared ones.
func (s *source) build(p *project.Project, name string) (project.Build, error) {
	b, found := p.Build(name)
	if !found {
		b = project.Build{ID: name, By: project.Found, Dockerfile: name}
	}
	b.Context = p.ContextFor(name)
	declared, err := s.declared(p)
	if err != nil {
		return b, err
	}
	if declared != nil {
		b = *declared
	}
	if s.context != "" {
		inside, err := s.contextDir(p)
		if err != nil {
			return b, err
		}
		b.Context = inside
	}
	args, err := s.args()
	if err != nil {
		return b, err
	}
	contexts, err := s.named()
	if err != nil {
		return b, err
	}
	b.Args, b.Contexts = over(b.Args, args), over(b.Contexts, contexts)
	b.Target = cmp.Or(s.target, b.Target)
	return b, nil
}

// declared is the build that --service or --bake-target names, nil without them.
func (s *source) declared(p *project.Project) (*project.Build, error) {
	by, name := project.Compose, s.service
	if s.bake != "" {
		by, name = project.Bake, s.bake
	}
	if name == "" {
		return nil, nil
	}
	b, err := p.BuildNamed(by, name)
	if err != nil {
		return nil, unusable(err)
	}
	return &b, nil
}

// contextDir is --context relative to the project's folder.
func (s *source) contextDir(p *project.Project) (string, error) {
	abs := s.context
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(p.Root, abs)
	}
	if info, err := os.Stat(abs); err != nil || !info.IsDir() {
		return "", &failure{code: 3, err: fmt.Errorf("--context %s is no folder; name one as it is seen from %s", s.context, p.Root)}
	}
	rel, err := filepath.Rel(p.Root, abs)
	if err != nil {
		return "", &failure{code: 3, err: fmt.Errorf("--context %s: %w", s.context, err)}
	}
	return filepath.ToSlash(rel), nil
}

func over(declared, given map[string]string) map[string]string {
	out := maps.Clone(declared)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, given)
	return out
}
