package compiled

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// outsideSources takes in what a COPY brings from the context to a place outside the folders of the sources, where the program may look
// for it. It returns why that can't be told.
func (s *RuntimeFiles) outsideSources(roots []Root) string {
	for _, c := range s.Stage.Copies {
		within := slices.ContainsFunc(roots, func(r Root) bool {
			return r.Sources == "/" || effects.Inside(c.Dest, r.Sources) || c.Dest == r.Workdir
		})
		if c.Instruction > s.After || within || pattern.Fetches(s.Stage, "/", c.Dest) == c.Dest {
			continue
		}
		places, told := s.broughtBy(c)
		if !told {
			return fmt.Sprintf("line %d copies files to %s, outside the sources, and the program may need them at run time",
				s.Stage.Instructions[c.Instruction].Lines.First, c.Dest)
		}
		for _, at := range places {
			if owner := s.givenTo(c, at); owner != "" {
				return fmt.Sprintf("line %d copies files to %s, outside the sources, which belong to %s then", s.Stage.Instructions[c.Instruction].Lines.First, c.Dest, owner)
			}
			s.take(at)
		}
	}
	return ""
}

// givenTo is the user, other than root, that a place which a COPY brings, or something in it, is given to; empty for none.
func (s *RuntimeFiles) givenTo(c model.Copy, at string) string {
	owner := ""
	switch copied := s.Stage.Instructions[c.Instruction].Command.(type) {
	case *instructions.CopyCommand:
		owner = copied.Chown
	case *instructions.AddCommand:
		owner = copied.Chown
	}
	if owner = model.ExpandVars(owner, s.Stage.Envs[c.Instruction]); !model.IsRoot(owner) {
		return owner
	}
	for _, e := range effects.Of(s.Stage) {
		if e.Kind == effects.Owns && e.Known && !model.IsRoot(e.Owner) && (effects.Inside(at, e.Subject) || effects.Inside(e.Subject, at)) {
			return e.Owner
		}
	}
	return ""
}

// broughtBy are the places of what a COPY brings that is of use to a program; told is false when one of them can't be told, or is a file
// that the base has its own of.
func (s *RuntimeFiles) broughtBy(c model.Copy) (places []string, told bool) {
	for _, src := range c.Sources {
		src = strings.TrimPrefix(path.Clean("/"+src), "/")
		info, there := s.Model.Stat(src)
		if src == "" || !there {
			return nil, false
		}
		at := c.Dest
		if !info.IsDir() && intoFolder(c) {
			at = path.Join(c.Dest, path.Base(src))
		}
		switch place := effects.PlaceOf(at); {
		case place == effects.Temporary || place == effects.Mounted || place == effects.Tools || s.onlySources(src):
		case effects.IsSystemFolder(at) || place == effects.Accounts || place == effects.System && !slices.Contains(interpreted.ProgramFolders, path.Dir(at)):
			return nil, false
		default:
			places = append(places, at)
		}
	}
	return places, true
}

// intoFolder says whether a COPY puts a file into the folder that it names.
func intoFolder(c model.Copy) bool {
	return len(c.Sources) > 1 || effects.IsSystemFolder(c.Dest) || strings.HasSuffix(c.Written, "/") || strings.HasSuffix(c.Written, ".")
}

// onlySources says whether a file or folder of the context holds nothing but source code.
func (s *RuntimeFiles) onlySources(name string) bool {
	below := func(file string) bool { return file == name || strings.HasPrefix(file, name+"/") }
	return !slices.ContainsFunc(s.Model.All(), func(file string) bool { return below(file) && !s.Source(file) })
}
