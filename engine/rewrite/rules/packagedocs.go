package rules

import (
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func packageDocs() rule.Rule {
	return rule.Rule{
		ID: "package-docs", Group: rule.Size, Severity: rule.Info, Title: "Leave manuals and translations of packages out",
		Next:  "take the -slim variant of the base, or leave manuals out where the packages are installed",
		Why:   "Nobody reads man pages in a container.",
		Check: checkDocs,
	}
}

// checkDocs gives dnf and its kin their own switch. Debian's slim and Ubuntu's images leave manuals out by themselves.
func checkDocs(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, r := range runs(m) {
		if !shipsStage(m, r.stage) {
			continue
		}
		list := withoutDocs(r)
		switch {
		case len(list) > 0 && !r.Editable:
			out = append(out, rule.Refuse(r.ins.Lines, "a heredoc or exec form is left alone"))
		case len(list) > 0:
			out = append(out, rule.Finding{Lines: r.ins.Lines, Edits: r.edit(list)})
		case fullDebian(r.stage.Base) && slices.ContainsFunc(r.Commands, func(c model.Command) bool { return isApt(c) && installs(c) }):
			out = append(out, rule.Refuse(r.ins.Lines, r.stage.Base+" installs manuals and translations with each package; its -slim variant does not"))
		}
	}
	return out
}

// withoutDocs gives the installs of dnf and its kin their switch; none where it is there already.
func withoutDocs(r run) []model.Replacement {
	if strings.Contains(r.Text, "nodocs") {
		return nil
	}
	var list []model.Replacement
	for _, c := range r.Commands {
		if !installs(c) || !has("dnf microdnf yum", c.Name()) || len(c.Args) < 2 {
			continue
		}
		at, flag := c.Args[0].Last, " --setopt=tsflags=nodocs"
		if c.Name() == "microdnf" {
			at, flag = verbOf(c, "install").Last, " --nodocs"
		}
		list = append(list, model.Replacement{First: at, Last: at, Text: flag})
	}
	return list
}

// verbOf is the word of a command that says what it does.
func verbOf(c model.Command, verb string) model.Word {
	for _, w := range c.Args {
		if w.Text == verb {
			return w
		}
	}
	return c.Args[0]
}

// fullDebian says whether an image is Debian's own, not the slim one.
func fullDebian(ref string) bool {
	return strings.HasPrefix(ref, "debian:") && !strings.Contains(ref, "slim")
}
