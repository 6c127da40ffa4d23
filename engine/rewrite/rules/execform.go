package rules

import (
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// ExecForm is the id of the rule on start commands that a shell runs.
const ExecForm = "exec-form"

func execForm() rule.Rule {
	return rule.Rule{
		ID: ExecForm, Group: rule.Safety, Severity: rule.Warning, Early: true,
		Next:  "see that the last command is started with exec, so that it gets the signals that stop the container",
		Title: "Start the program without a shell", Also: []string{"DL3025", "JSONArgsRecommended"},
		Why:   "Signals reach the program itself, and the base needs no shell.",
		Check: checkExecForm,
	}
}

func checkExecForm(m *model.Model) []rule.Finding {
	s := m.Final()
	st, at := s.Start, s.StartLines()
	if !st.Shell {
		return nil
	}
	first := st.Entrypoint
	if first < 0 {
		first = st.Cmd
	}
	if !st.Simple || st.Unclear != "" {
		return []rule.Finding{rule.Refuse(at, "the start command needs the shell: "+strings.TrimSpace(s.Instructions[first].Text))}
	}
	if why := needsShell(m, s, st.Argv[0]); why != "" {
		return []rule.Finding{rule.Refuse(at, why).Then("see that the file begins with #!, such as #!/bin/sh, and write the exec form by hand")}
	}
	keyword := "CMD"
	if st.Entrypoint >= 0 {
		keyword = "ENTRYPOINT"
	}
	edits := []dockerfile.Edit{{Lines: at, Text: model.ExecLine(keyword, st.Argv)}}
	if st.Entrypoint >= 0 && st.Cmd >= 0 {
		// A shell-form ENTRYPOINT ignores CMD; an exec-form one would be given its words.
		edits = append(edits, dockerfile.Edit{Lines: s.Instructions[st.Cmd].Lines})
	}
	return []rule.Finding{{Lines: at, Edits: edits}}
}
