package rules

import (
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// edits gives the RUN its mounts and takes out what would work against them.
func (p manager) edits(r run, folders []string) ([]dockerfile.Edit, string) {
	if why := p.removedAround(r, folders); why != "" {
		return nil, why
	}
	var flags []string
	for _, f := range folders {
		mount := "--mount=type=cache,target=" + f
		if p.locked {
			mount += ",sharing=locked"
		}
		flags = append(flags, mount)
	}
	list := r.FlagReplacements(flags)
	prepare := p.prepareFor(r)
	needsScript := prepare != "" || slices.ContainsFunc(r.Commands, func(c model.Command) bool {
		return len(p.cleaned(c)) > 0 || p.fills(c) && hasFlag(c, p.unflag...)
	})
	if !needsScript {
		return r.edit(list), ""
	}
	if !r.Editable {
		return nil, "the script has to be changed too, and a heredoc or exec form is left alone"
	}
	if prepare != "" {
		list = append(list, model.Replacement{First: r.Body, Last: r.Body, Text: prepare + " && "})
	}
	list = append(list, p.withoutFlags(r)...)
	cleaned, why := p.withoutCleaning(r)
	if why != "" {
		return nil, why
	}
	return r.edit(append(list, cleaned...)), ""
}

// withoutFlags takes out the flags that turn the cache off.
func (p manager) withoutFlags(r run) []model.Replacement {
	var out []model.Replacement
	for _, c := range r.Commands {
		if !p.fills(c) {
			continue
		}
		for i, w := range c.Args {
			if i > 0 && slices.Contains(p.unflag, w.Raw) {
				out = append(out, model.Replacement{First: c.Args[i-1].Last, Last: w.Last})
			}
		}
	}
	return out
}

// prepareFor is the command to put first, empty when an earlier RUN of the stage or this one does the same.
func (p manager) prepareFor(r run) string {
	if p.prepare == "" {
		return ""
	}
	words := strings.Fields(p.prepare)
	if first := firstWith(r.stage, words[len(words)-1]); first >= 0 && first <= r.index {
		return ""
	}
	return p.prepare
}

// withKey is the key that firstWith is remembered by.
type withKey struct{ text string }

// firstWith is the first RUN of a stage that has a text in its script, -1 for none.
func firstWith(s *model.Stage, text string) int {
	return s.Remember(withKey{text}, func() any {
		for _, i := range s.Runs() {
			if strings.Contains(s.Scripts[i].Text, text) {
				return i
			}
		}
		return -1
	}).(int)
}

// cleaned are the words of a command that empty the cache, nil when it does not: all its words when it does nothing else.
func (p manager) cleaned(c model.Command) []model.Word {
	if p.cleans != nil && p.cleans(c) {
		return c.Args
	}
	if c.Name() != "rm" {
		return nil
	}
	var out []model.Word
	for _, w := range c.Args[1:] {
		if isFlag(w) || !w.Known {
			continue
		}
		one := c
		one.Args = []model.Word{c.Args[0], w}
		if p.cleans != nil && p.cleans(one) {
			out = append(out, w)
		}
	}
	return out
}

// withoutCleaning takes out what empties the cache: whole steps, or the folders of the cache from an rm that removes more.
func (p manager) withoutCleaning(r run) ([]model.Replacement, string) {
	const unsure = "the script empties the cache in a way that can't be taken out for sure"
	steps := r.Steps()
	whole := func(s model.Step) bool {
		if !s.Simple || len(s.Commands) != 1 {
			return false
		}
		c := r.Commands[s.Commands[0]]
		return len(p.cleaned(c)) == len(c.Args)
	}
	out := r.Without(steps, whole)
	found := 0
	for _, s := range steps {
		if whole(s) {
			found++
		}
	}
	if found > 0 && out == nil {
		return nil, unsure
	}
	for _, c := range r.Commands {
		switch words := p.cleaned(c); {
		case len(words) == 0:
		case len(words) == len(c.Args):
			found--
		case c.Nested:
			return nil, unsure
		default:
			for _, w := range words {
				out = append(out, model.Replacement{First: wordBefore(c, w), Last: w.Last})
			}
		}
	}
	if found != 0 {
		return nil, unsure
	}
	return out, ""
}

// removedAround says which folder the RUN removes that a mount would stand in, or be: what is mounted can't be removed, so the RUN would
// fail. It is empty when nothing does but what goes with the mount.
func (p manager) removedAround(r run, folders []string) string {
	for _, c := range r.Commands {
		if c.Name() != "rm" {
			continue
		}
		goes := p.cleaned(c)
		for _, w := range c.Args[1:] {
			if isFlag(w) || !w.Known || slices.Contains(goes, w) {
				continue
			}
			at, inside := strings.CutSuffix(model.Resolve(c.Dir, w.Text), "/*")
			for _, f := range folders {
				if below(f, at) && (f != at || !inside) {
					return "it removes " + w.Text + ", where the cache would be mounted, and what is mounted can't be removed"
				}
			}
		}
	}
	return ""
}

// wordBefore is where the word before a word ends.
func wordBefore(c model.Command, w model.Word) int {
	at := c.Args[0].Last
	for _, other := range c.Args {
		if other.Last < w.First {
			at = other.Last
		}
	}
	return at
}

// removes says whether a command is an rm of nothing but what stands in these folders.
func removes(c model.Command, folders ...string) bool {
	if c.Name() != "rm" || len(c.Args) < 2 {
		return false
	}
	names, ok := operands(c, 1)
	if !ok || len(names) == 0 {
		return false
	}
	for _, n := range names {
		p := strings.TrimSuffix(model.Resolve(c.Dir, n), "/*")
		if !slices.ContainsFunc(folders, func(f string) bool { return below(p, f) }) {
			return false
		}
	}
	return true
}
