package interpreted

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// rootFolder is what COPYs bring from the build context to the top of an image whose sources stand in its root folder. That can't be
// copied whole, so the final stage gets the sources as the builder does: by the same COPYs.
type rootFolder struct {
	// entries are the absolute paths of the files and folders at the top that COPYs bring.
	entries []string
	// again are the indexes of the COPYs that the final stage repeats.
	again []int
	// changed are the entries that RUNs change in a way that is copied with them.
	changed []string
}

// InRoot takes the root folder of the image for that of the sources: what COPYs bring to its top becomes Folders. It is called before the
// instructions are looked at. What is against it becomes a problem.
func (l *Leaves) InRoot(s *model.Stage) {
	r := &rootFolder{}
	l.root, l.Stage = r, s
	for _, c := range s.Copies {
		ins := s.Instructions[c.Instruction]
		if why := strangeCopy(s, c); why != "" {
			l.rootProblem(ins.Lines, "%s", why)
			continue
		}
		r.entries = append(r.entries, broughtToTop(s, c)...)
	}
	slices.Sort(r.entries)
	r.entries = slices.Compact(r.entries)
	for _, entry := range r.entries {
		if effects.IsSystemFolder(entry) {
			l.rootProblem(s.Lines, "brings %s of the build context into the image's own", strings.TrimPrefix(entry, "/"))
		}
	}
	for _, c := range s.Copies {
		if c.Instruction <= s.LastRun && len(broughtToTop(s, c)) > 0 && !l.comesLater(c) {
			r.again = append(r.again, c.Instruction)
		}
	}
	l.Folders = append(l.Folders, r.entries...)
}

// rootProblem notes what is against sources that stand in the root folder, with what to do about it.
func (l *Leaves) rootProblem(at dockerfile.Lines, format string, args ...any) {
	known := len(l.Problems)
	l.Problem(at, format, args...)
	for i := known; i < len(l.Problems); i++ {
		l.Problems[i].Next = "give the program a folder of its own: WORKDIR /app above the first COPY, and its name in paths that begin with / today"
	}
}

// IsInRoot says whether the sources stand in the root folder.
func (l *Leaves) IsInRoot() bool { return l.root != nil }

// AgainstRoot notes a reason why sources in the root folder can't be told apart from the image's own files.
func (l *Leaves) AgainstRoot(at dockerfile.Lines, does string) { l.rootProblem(at, "%s", does) }

// BringsToRoot says whether a COPY brings a path to the root folder where the sources stand, or a folder at its top that holds it.
func (l *Leaves) BringsToRoot(p string) bool { return l.root != nil && l.isSource(p) }

// RepeatsInRoot says whether a COPY that the final stage repeats brings an entry to the root folder.
func (l *Leaves) RepeatsInRoot(entry string) bool {
	return l.root != nil && slices.ContainsFunc(l.Stage.Copies, func(c model.Copy) bool {
		return slices.Contains(l.root.again, c.Instruction) && slices.Contains(broughtToTop(l.Stage, c), entry)
	})
}

// Sources are the lines of a final stage that bring the sources in the root folder, empty where they stand elsewhere: the COPYs that stay
// in the builder once more, and what RUNs changed of what they bring.
func (l *Leaves) Sources(builder string) []string {
	if l.root == nil {
		return nil
	}
	var out []string
	for _, i := range l.root.again {
		text := strings.ReplaceAll(strings.TrimRight(l.Stage.Instructions[i].Text, "\r\n"), "\r\n", "\n")
		if l.Stage.Instructions[i].Keyword == "ADD" {
			text = "COPY" + text[model.KeywordEnd(text, "ADD"):]
		}
		out = append(out, text)
	}
	for _, entry := range l.root.changed {
		out = append(out, "COPY --from="+builder+" "+entry+" "+entry)
	}
	return out
}

// changesRoot takes in what a RUN does to sources in the root folder: the entry is copied with it. What is taken away would come back. It
// is false where it does nothing to them.
func (l *Leaves) changesRoot(e effects.Effect) bool {
	if !l.BringsToRoot(e.Subject) {
		return false
	}
	at := l.Stage.Instructions[e.Instruction].Lines
	entry := "/" + firstPart(e.Subject)
	switch {
	case e.Kind == effects.Removes:
		l.rootProblem(at, "removes %s, which a COPY brings", e.Subject)
	case e.Kind == effects.Owns && !model.IsRoot(e.Owner):
		l.rootProblem(at, "gives %s to %s", e.Subject, e.Owner)
	case !slices.Contains(l.root.changed, entry):
		l.root.changed = append(l.root.changed, entry)
	}
	return true
}

// isSource says whether a path is one that COPYs bring to the root folder, or below one.
func (l *Leaves) isSource(p string) bool { return slices.Contains(l.root.entries, "/"+firstPart(p)) }

// isSourceOfRoot says whether an effect is that of a COPY which brings sources to the root folder.
func (l *Leaves) isSourceOfRoot(e effects.Effect) bool {
	return l.root != nil && e.At < 0 && e.Kind == effects.Copies && e.Context && e.Subject == "/"
}

// strangeCopy says what a COPY to the top of the image does that can't be repeated for sure; empty for nothing.
func strangeCopy(s *model.Stage, c model.Copy) string {
	if c.Dest != "/" && path.Dir(c.Dest) != "/" || effects.IsSystemFolder(c.Dest) && c.Dest != "/" {
		return ""
	}
	ins := s.Instructions[c.Instruction]
	switch cmd := ins.Command.(type) {
	case *instructions.CopyCommand:
		if len(cmd.SourceContents) > 0 || cmd.Parents || cmd.Chown != "" && !model.IsRoot(model.ExpandVars(cmd.Chown, s.Envs[c.Instruction])) {
			return "copies into the root folder what is written in place, given to a user, or kept in its folders"
		}
	case *instructions.AddCommand:
		if cmd.Chown != "" || !s.IsPlain(c) {
			return "adds to the root folder what may be fetched or unpacked"
		}
	}
	if strings.Contains(ins.Text, "$") {
		return "copies into the root folder by a variable"
	}
	return ""
}

// broughtToTop are the absolute paths of the entries at the top of the image that a COPY brings.
func broughtToTop(s *model.Stage, c model.Copy) []string {
	switch {
	case c.Dest == "/":
	case path.Dir(c.Dest) == "/" && !effects.IsSystemFolder(c.Dest):
		return []string{c.Dest}
	default:
		return nil
	}
	ignored, _ := s.Model().Ignores()
	var out []string
	for _, source := range c.Sources {
		for _, name := range matches(s.Model(), source) {
			info, there := s.Model().Stat(name)
			if !there || !info.IsDir() {
				out = append(out, "/"+path.Base(name))
				continue
			}
			for _, e := range s.Model().List(name) {
				if !ignored(path.Join(name, e.Name())) {
					out = append(out, "/"+e.Name())
				}
			}
		}
	}
	return out
}

// matches are the paths of the build context that a source of a COPY names.
func matches(m *model.Model, source string) []string {
	name := strings.TrimPrefix(path.Clean("/"+source), "/")
	if name == "" {
		return []string{"."}
	}
	if !strings.ContainsAny(name, "*?[") {
		return []string{name}
	}
	var out []string
	for _, e := range m.List(path.Dir(name)) {
		at := path.Join(path.Dir(name), e.Name())
		if match, err := path.Match(name, at); err == nil && match {
			out = append(out, at)
		}
	}
	return out
}

// comesLater says whether a later COPY of the whole context brings all that a COPY brings, from the same places.
func (l *Leaves) comesLater(c model.Copy) bool {
	all := slices.ContainsFunc(l.Stage.Copies, func(later model.Copy) bool {
		return later.Instruction > c.Instruction && later.Dest == "/" && later.BringsAll()
	})
	return all && c.Dest == "/" && !slices.ContainsFunc(c.Sources, func(source string) bool {
		name := strings.TrimPrefix(path.Clean("/"+source), "/")
		info, there := l.Stage.Model().Stat(name)
		return name != "" && (strings.Contains(name, "/") || there && info.IsDir())
	})
}

func copyAt(s *model.Stage, instruction int) model.Copy {
	i := slices.IndexFunc(s.Copies, func(c model.Copy) bool { return c.Instruction == instruction })
	return s.Copies[i]
}

func firstPart(p string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	return first
}
