package rules

import (
	"fmt"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func deletedLater() rule.Rule {
	return rule.Rule{
		ID: "deleted-later", Group: rule.Size, Severity: rule.Warning, Title: "Delete files in the layer that makes them",
		Next:  "delete the files at the end of the RUN that makes them",
		Why:   "What a later RUN deletes still ships: the layer below keeps it.",
		Check: checkDeletedLater,
	}
}

// checkDeletedLater finds RUNs that do nothing but delete or clean, and joins them to the RUN right above.
func checkDeletedLater(m *model.Model) []rule.Finding {
	var out []rule.Finding
	// open is the finding that holds the joined RUN that ends at the instruction before.
	open := -1
	var end, made run
	for _, r := range runs(m) {
		if !shipsStage(m, r.stage) || !cleansOnly(r) {
			continue
		}
		above, why := joinable(r)
		if why != "" {
			out = append(out, rule.Refuse(r.ins.Lines, why))
			continue
		}
		tail := " \\\n    && " + strings.TrimSpace(r.Text[r.Body:])
		f := rule.Finding{Lines: r.ins.Lines, Edits: []dockerfile.Edit{{Lines: r.ins.Lines}}}
		if open >= 0 && end.stage == r.stage && end.index == r.index-1 {
			out[open].Edits[0].Text += tail
		} else {
			open, made = len(out), above
			text := strings.TrimRight(above.Text, " \t\n") + tail
			f.Edits = append([]dockerfile.Edit{edit(above.ins, text)}, f.Edits...)
		}
		f.Hides = rule.Hides{By: r.ins.Lines, Made: made.ins.Lines}
		end = r
		out = append(out, f)
	}
	return out
}

// shipsStage says whether the target stands on a stage.
func shipsStage(m *model.Model, s *model.Stage) bool {
	for at := m.Final(); ; at = m.Stages[at.Parent] {
		if at.Index == s.Index {
			return true
		}
		if at.Parent < 0 {
			return false
		}
	}
}

// cleansOnly says whether a RUN does nothing but delete files or empty caches.
func cleansOnly(r run) bool {
	if len(r.Commands) == 0 {
		return false
	}
	for _, c := range r.Commands {
		sub := subcommand(c)
		switch {
		case c.Name() == "rm":
		case isApt(c) && has("clean autoclean autoremove purge remove", sub):
		case isApk(c) && has("del", sub):
		case has("dnf microdnf yum", c.Name()) && has("clean autoremove remove", sub):
		case has("npm yarn", c.Name()) && sub == "cache":
		default:
			return false
		}
	}
	return true
}

// joinable returns the RUN above that a RUN can be joined to, or why it can't.
func joinable(r run) (above run, why string) {
	if r.index == 0 || r.stage.Instructions[r.index-1].Keyword != "RUN" {
		return above, "between the layer that makes the files and this one stands something else"
	}
	s, found := r.stage.Scripts[r.index-1]
	above = run{Script: s, stage: r.stage, index: r.index - 1, ins: r.stage.Instructions[r.index-1]}
	switch {
	case !found || !s.Editable || !r.Editable:
		return above, "one of the two RUNs is a heredoc, in exec form or can't be read"
	case strings.Contains(r.Text[:r.Body], "--"):
		return above, "the RUN has mounts or other flags of its own"
	case strings.Contains(r.Text, "#") || strings.HasSuffix(strings.TrimSpace(s.Text), "&"):
		return above, "the RUNs can't be joined without losing a comment"
	}
	if name := changesShell(s); name != "" {
		return above, fmt.Sprintf("%s changes with %s what a command behind it does", line(above.ins), name)
	}
	switch {
	case emptiesMount(r, above):
		return above, line(above.ins) + " mounts the folder, which the command would empty"
	case !endsInStep(s):
		return above, line(above.ins) + " ends in something that nothing can be joined to"
	}
	return above, ""
}

// changesShell names a command that changes the shell for those behind it, empty for none.
func changesShell(s *model.Script) string {
	for _, c := range s.Commands {
		if has("cd exit exec set", c.Name()) {
			return c.Name()
		}
	}
	return ""
}

// emptiesMount says whether a RUN deletes in a folder that another one has mounted.
func emptiesMount(r, mounted run) bool {
	for _, c := range r.Commands {
		for _, w := range c.Args {
			if strings.HasPrefix(w.Text, "/") && model.Mounts(mounted.ins, strings.TrimSuffix(w.Text, "/*")) {
				return true
			}
		}
	}
	return false
}

// endsInStep says whether a script ends with its last step, so that another one can be joined to it.
func endsInStep(s *model.Script) bool {
	steps := s.Steps()
	if len(steps) == 0 {
		return true
	}
	last := steps[len(steps)-1]
	return strings.HasSuffix(strings.TrimSpace(s.Text), s.Text[last.First:last.Last])
}
