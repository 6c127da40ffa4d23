package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func duplicateCopy() rule.Rule {
	return rule.Rule{
		ID: "duplicate-copy", Group: rule.Size, Severity: rule.Info, Title: "Copy files once",
		Next:  "leave one of the two COPYs out if they bring the same",
		Why:   "The same files stand in two layers, and both are shipped.",
		Check: func(m *model.Model) []rule.Finding { return append(checkDuplicates(m), checkTwice(m)...) },
	}
}

// checkDuplicates finds a COPY of files that a COPY right before it, of everything, has brought to the same place.
func checkDuplicates(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, s := range m.Stages {
		for n, all := range s.Copies {
			if !all.BringsAll() || len(all.Sources) != 1 || s.Instructions[all.Instruction].Keyword != "COPY" {
				continue
			}
			for _, again := range s.Copies[n+1:] {
				ins := s.Instructions[again.Instruction]
				if f, ok := duplicate(m, s, all, again); ok {
					f.Lines = ins.Lines
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// duplicate is the finding on a COPY, when it brings what one of everything has brought; not ok when it does not.
func duplicate(m *model.Model, s *model.Stage, all, again model.Copy) (f rule.Finding, ok bool) {
	ins := s.Instructions[again.Instruction]
	first, second := copyOf(s.Instructions[all.Instruction]), copyOf(ins)
	if second == nil || len(again.Sources) != 1 || again.BringsAll() || len(second.SourceContents) > 0 {
		return rule.Finding{}, false
	}
	source := path.Clean("/" + again.Sources[0])
	if strings.ContainsAny(source, "*?[") {
		return rule.Finding{}, false
	}
	at, found := landing(m, s, again, source)
	switch {
	case at != path.Join(all.Dest, source):
		return rule.Finding{}, false
	case !found:
		return rule.Refuse(ins.Lines, again.Sources[0]+" is not in the build context"), true
	case !sameFlags(first, second):
		return rule.Refuse(ins.Lines, "the two COPYs have other flags"), true
	}
	for i := all.Instruction + 1; i < again.Instruction; i++ {
		if has("RUN ADD", s.Instructions[i].Keyword) {
			return rule.Refuse(ins.Lines, line(s.Instructions[i])+" may have changed the files in between"), true
		}
	}
	return rule.Finding{Drops: ins.Lines, Edits: []dockerfile.Edit{{Lines: ins.Lines}}}, true
}

// landing is the path that the one source of a COPY is brought to; found says that the source is in the build context.
func landing(m *model.Model, s *model.Stage, c model.Copy, source string) (at string, found bool) {
	info, found := m.Stat(source)
	intoFolder := strings.HasSuffix(c.Written, "/") || c.Written == "." || slices.Contains(s.Dirs, c.Dest)
	if found && !info.IsDir() && intoFolder {
		return path.Join(c.Dest, path.Base(source)), true
	}
	return c.Dest, found
}

// sameFlags says whether two COPYs leave the same files in the same way.
func sameFlags(a, b *instructions.CopyCommand) bool {
	return a.Chown == b.Chown && a.Chmod == b.Chmod && a.Link == b.Link && len(a.ExcludePatterns)+len(b.ExcludePatterns) == 0
}
