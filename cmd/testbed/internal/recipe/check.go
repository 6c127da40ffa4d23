package recipe

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// check tells the first mistake in the recipes that decoding can't see.
func (s *Set) check() error {
	for _, t := range s.trees {
		if err := t.check(); err != nil {
			return fmt.Errorf("tree %s: %w", t.Name, err)
		}
	}
	for title, r := range s.images {
		if err := s.checkImage(r); err != nil {
			return fmt.Errorf("recipe %s: %w", title, err)
		}
		for _, ref := range r.Refs {
			full, err := fullRef(ref)
			if err != nil {
				return fmt.Errorf("recipe %s: %w", title, err)
			}
			if full != ref {
				return fmt.Errorf("recipe %s: reference %s should be written in full: %s", title, ref, full)
			}
			if other, taken := s.refs[ref]; taken {
				return fmt.Errorf("recipes %s and %s are both called %s", other, title, ref)
			}
			s.refs[ref] = title
		}
	}
	return nil
}

func (t *Tree) check() error {
	if t.Suite == "" || len(t.Steps) == 0 {
		return errors.New("a suite and at least one step are needed")
	}
	if len(t.Steps[0].Packages) > 0 {
		return errors.New("the first step is the minimal system and names no packages")
	}
	for i, step := range t.Steps {
		if step.Name == "" || i > 0 && len(step.Packages) == 0 && step.Run == "" {
			return fmt.Errorf("step %d: a name and packages or a script are needed", i+1)
		}
	}
	return nil
}

func (s *Set) checkImage(r *Recipe) error {
	if len(r.Refs) == 0 || r.About == "" {
		return errors.New("refs and about are needed")
	}
	if r.From != "" && s.images[r.From] == nil {
		return fmt.Errorf("from: there is no recipe %s", r.From)
	}
	if s.depth(r.Name) >= len(s.images) {
		return errors.New("from: the recipe stands on itself")
	}
	for i, l := range r.Layers {
		if err := s.checkLayer(l); err != nil {
			return fmt.Errorf("layer %d: %w", i+1, err)
		}
	}
	return nil
}

func (s *Set) checkLayer(l Layer) error {
	sources := 0
	for _, given := range []bool{l.Tree != "", len(l.Packages) > 0, l.Module != "", l.NPM != "", l.Tool != ""} {
		if given {
			sources++
		}
	}
	if sources > 1 {
		return errors.New("tree, packages, module, npm and tool exclude each other")
	}
	if sources == 0 && len(l.Files) == 0 {
		return errors.New("nothing is in it")
	}
	if l.Tree != "" {
		t := s.trees[l.Tree]
		if t == nil || !slices.ContainsFunc(t.Steps, func(step Step) bool { return step.Name == l.Step }) {
			return fmt.Errorf("there is no step %q in a tree %q", l.Step, l.Tree)
		}
	}
	if len(l.Packages) > 0 && l.Suite == "" {
		return errors.New("packages need a suite")
	}
	for _, f := range l.Files {
		if !fs.ValidPath(f.Path) {
			return fmt.Errorf("file path %q: it should be relative to the root and clean", f.Path)
		}
	}
	return nil
}
