package rules

import (
	"slices"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func nonRootUser() rule.Rule {
	return rule.Rule{
		ID: rule.NonRootUser, Group: rule.Safety, Severity: rule.Warning, Title: "Run as a user that is not root", Also: []string{"DL3002"},
		Next:  "add USER with a number (USER 10001) above the start command, and try whether the program can write where it has to",
		Why:   "A program that is broken into can do less.",
		Check: checkRoot,
	}
}

// checkRoot looks at the user that the image starts as.
func checkRoot(m *model.Model) []rule.Finding {
	s := m.Final()
	base := bases.Describe(m.RootBase(s))
	starts := s.Start.Entrypoint >= 0 || s.Start.Cmd >= 0
	if !starts || !model.IsRoot(s.User) || s.Parent < 0 && !model.IsRoot(base.User) {
		return nil
	}
	for _, ins := range slices.Backward(s.Instructions) {
		if ins.Keyword == "USER" {
			// Someone has thought of it: this is root on purpose.
			return []rule.Finding{rule.Refuse(ins.Lines, "the last USER is root, perhaps because the start command changes the user itself")}
		}
	}
	return []rule.Finding{rule.Refuse(s.StartLines(),
		"whether the program writes to folders of root or opens a low port can't be known")}
}
