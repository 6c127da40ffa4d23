package rules

import (
	"fmt"
	"path"
	"strings"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// needsShell says why the file that a stage starts may need a shell to start it: one without a "#!" line is a script to a shell
// alone. Empty for what the system starts itself.
func needsShell(m *model.Model, s *model.Stage, program string) string {
	if strings.Contains(program, "/") {
		return scriptAt(m, s, model.Resolve(s.Dir, program), program)
	}
	for _, folder := range strings.Split(s.Env.Value("PATH"), ":") {
		if why := writtenAt(m, s, path.Join("/", folder, program), program); why != "" {
			return why
		}
	}
	return ""
}

// scriptSuffixes are of files that are scripts, wherever they come from.
const scriptSuffixes = ".sh .bash .ksh .zsh .py .pl .rb .js .mjs .php .lua"

// scriptAt is needsShell for a file of a stage by its path; a script that can't be read may have no such line.
func scriptAt(m *model.Model, s *model.Stage, at, name string) string {
	if why := writtenAt(m, s, at, name); why != "" {
		return why
	}
	if _, found := m.ImageFile(s, len(s.Instructions), at); !found && !written(s, at) && has(scriptSuffixes, path.Ext(at)) {
		return fmt.Sprintf("whether %s has a #! line can't be told, and without one only a shell starts it", name)
	}
	return ""
}

// writtenAt is needsShell for what is known to have made a file; empty when nothing is.
func writtenAt(m *model.Model, s *model.Stage, at, name string) string {
	if text, found := m.ImageFile(s, len(s.Instructions), at); found {
		if strings.HasPrefix(text, "#!") || strings.Contains(text[:min(len(text), 512)], "\x00") {
			return ""
		}
		return fmt.Sprintf("%s has no #! line, so that only a shell starts it", name)
	}
	all := effects.Of(s)
	for i := len(all) - 1; i >= 0; i-- {
		if why, told := madeBy(m, s, all[i], at, name); told {
			return why
		}
	}
	if s.Parent >= 0 {
		return writtenAt(m, m.Stages[s.Parent], at, name)
	}
	return ""
}

// madeBy is writtenAt for one effect; told is false when it does not make the file.
func madeBy(m *model.Model, s *model.Stage, e effects.Effect, at, name string) (why string, told bool) {
	ins := s.Instructions[e.Instruction]
	switch {
	case isDownload(e) && effects.Inside(at, e.Subject):
		return fmt.Sprintf("line %d downloads %s, and only a shell starts it if it is a script without a #! line", e.Line, name), true
	case e.Kind == effects.Writes && e.Subject == at && byShell(e):
		if strings.Contains(ins.Text, "#!") {
			return "", true
		}
		return fmt.Sprintf("line %d writes %s without a #! line, so that only a shell starts it", e.Line, at), true
	case e.Kind == effects.Copies && e.Stage != "" && (e.Subject == at || path.Join(e.Subject, path.Base(e.From)) == at):
		if from := m.StageOf(s, ins, e.Stage); from >= 0 {
			return scriptAt(m, m.Stages[from], e.From, name), true
		}
	}
	return "", false
}

// byShell says whether the shell itself writes the file, or tee does.
func byShell(e effects.Effect) bool { return e.Command == nil || e.Command.Name() == "tee" }

// isDownload says whether an effect brings a file or folder from somewhere else than the build.
func isDownload(e effects.Effect) bool {
	return e.Known && e.Subject != "" && (e.Kind == effects.Downloads || e.Kind == effects.Copies && isRemote(e.From))
}

// written says whether a stage is known to write a file itself.
func written(s *model.Stage, at string) bool {
	for _, e := range effects.Of(s) {
		if e.Subject == at && (e.Kind == effects.Writes || e.Kind == effects.Copies) {
			return true
		}
	}
	return false
}
