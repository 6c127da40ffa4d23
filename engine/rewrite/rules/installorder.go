package rules

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func installOrder() rule.Rule {
	return rule.Rule{
		ID: "install-before-copy", Group: rule.Speed, Severity: rule.Warning, Title: "Install dependencies before copying the sources",
		Next:  "write above the COPY of the sources a COPY of the files that list the dependencies, and move the RUN that installs them right below it",
		Why:   "Any change of a source file installs all dependencies again.",
		Check: checkInstallOrder,
	}
}

// checkInstallOrder finds RUNs that only install what a manifest lists and stand right behind a COPY of everything.
func checkInstallOrder(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, s := range m.Stages {
		for _, c := range s.Copies {
			if !c.BringsAll() || s.Instructions[c.Instruction].Keyword != "COPY" {
				continue
			}
			script, found := s.Scripts[c.Instruction+1]
			if !found {
				continue
			}
			r := run{Script: script, stage: s, index: c.Instruction + 1, ins: s.Instructions[c.Instruction+1]}
			if files, why, ok := manifests(m, r, c); ok {
				out = append(out, reorder(m, s, c, r, files, why))
			}
		}
	}
	return out
}

// reorder moves the RUN above the COPY, with a COPY of the manifests before it.
func reorder(m *model.Model, s *model.Stage, c model.Copy, r run, files []string, why string) rule.Finding {
	copyAll := s.Instructions[c.Instruction]
	f := rule.Finding{Lines: copyAll.Lines}
	command := copyOf(copyAll)
	between := m.WithComments(r.ins.Lines)
	switch {
	case why != "":
		f.Refused = why
	case command == nil || len(command.SourcePaths) != 1 || command.Link || len(command.ExcludePatterns) > 0:
		f.Refused = "the COPY has other sources or flags"
	case !strings.HasPrefix(r.Text, r.ins.Keyword):
		f.Refused = "the RUN can't be read"
	default:
		flags := ""
		if command.Chown != "" {
			flags += "--chown=" + command.Chown + " "
		}
		if command.Chmod != "" {
			flags += "--chmod=" + command.Chmod + " "
		}
		dest := strings.TrimSuffix(c.Written, "/") + "/"
		var groups []string
		for _, folder := range folders(files) {
			groups = append(groups, copyAll.Keyword+" "+flags+strings.Join(inFolder(files, folder), " ")+" "+dest+folder)
		}
		text := strings.Join(groups, "\n") + "\n" + m.SourceLines(between)
		first := m.WithComments(copyAll.Lines).First
		if slices.Contains(files, "package.json") && !ignoresModules(m) {
			f.Needs = []string{rule.Dockerignore}
		}
		f.Edits = []dockerfile.Edit{
			{Lines: dockerfile.Lines{First: first, Last: first - 1}, Text: text},
			{Lines: between},
		}
	}
	return f
}

// folders are the folders that files stand in, with a slash at the end; the root's is empty.
func folders(files []string) []string {
	var out []string
	for _, f := range files {
		dir, _ := path.Split(f)
		if !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	return out
}

func inFolder(files []string, folder string) []string {
	var out []string
	for _, f := range files {
		if dir, _ := path.Split(f); dir == folder {
			out = append(out, f)
		}
	}
	return out
}
