package rewrite

import (
	"context"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// mostAsked is how many files of a context are asked for who may read them: an unusual mask closes all.
const mostAsked = 2000

// withReadable turns the change of the user off where the image has a file of the project that nobody but its owner may read: COPY keeps
// a file's mode, and gives the file to root.
func (p *Proposal) withReadable(found []Finding) []Finding {
	for i, f := range found {
		if f.Rule != rule.NonRootUser || f.Refused != "" || f.Off {
			continue
		}
		if name := p.closed(); name != "" {
			found[i].Off = true
			found[i].Why = name + " can be read by its owner alone, and COPY keeps that, with root as the owner: turn this on once others may read the file (chmod)."
		}
	}
	return found
}

// closedKey is the question which files of a folder are closed to others.
type closedKey struct{ files *project.Files }

// closed is a file that the program reads and that others than its owner may not; empty when there is none.
func (p *Proposal) closed() string {
	m := p.model
	list := model.OfFiles(m.Memory, closedKey{m.Project.Files}, func() []string { return closedFiles(m.Project.Files) })
	if len(list) == 0 {
		return ""
	}
	ignored, _ := m.Ignores()
	sources := p.in.Program.Linkage == bases.Interpreted && p.in.Program.Runtime != "java"
	needed := m.Project.Evidence().Of(evidence.Reads, evidence.Lists)
	for _, name := range list {
		if !ignored(name) && (sources || asksFor(needed, name) || p.starts(name)) {
			return name
		}
	}
	return ""
}

// closedFiles are the files that only their owner and group may read.
func closedFiles(files *project.Files) []string {
	all, err := files.All(context.Background())
	if err != nil {
		return nil
	}
	var out []string
	for _, name := range all[:min(len(all), mostAsked)] {
		if info, found := files.Stat(name); found && info.Mode().Perm()&0o004 == 0 {
			out = append(out, name)
		}
	}
	return out
}

// asksFor says whether evidence names a file or a folder that it stands in, or what it names is not known.
func asksFor(needed evidence.List, name string) bool {
	for _, e := range needed {
		subject := strings.TrimPrefix(path.Clean(e.Subject), "/")
		if !e.Known || e.Pattern || subject == "." || name == subject || strings.HasPrefix(name, subject+"/") || strings.HasSuffix(subject, "/"+name) {
			return true
		}
	}
	return false
}

// starts says whether a start command or a variable of the final stage names a file.
func (p *Proposal) starts(name string) bool {
	final := p.model.Final()
	words := append(slices.Clone(final.Start.Argv), final.Start.Script)
	for _, st := range final.Replaced() {
		words = append(append(words, st.Argv...), st.Script)
	}
	for _, value := range final.Env.All() {
		words = append(words, value)
	}
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(word, name) })
}
