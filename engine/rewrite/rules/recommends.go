package rules

import (
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func noRecommends() rule.Rule {
	return rule.Rule{
		ID: "no-install-recommends", Group: rule.Size, Severity: rule.Info, Title: "Install no recommended packages", Also: []string{"DL3015"},
		Next:  "add --no-install-recommends by hand, name in the install what the program then misses, and try it",
		Why:   "apt installs what a package recommends along with it: documentation, fonts, mail servers.",
		Check: checkRecommends,
	}
}

func checkRecommends(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, r := range runs(m) {
		if f, ok := recommendsOf(m, r); ok {
			out = append(out, f)
		}
	}
	return out
}

// recommendsOf is the finding on a RUN; not ok when it installs nothing with what is recommended.
func recommendsOf(m *model.Model, r run) (f rule.Finding, ok bool) {
	var list []model.Replacement
	plain, known := true, true
	for _, c := range r.Commands {
		if !isApt(c) || subcommand(c) != "install" || hasFlag(c, "--no-install-recommends") || turnsOff(c) {
			continue
		}
		words, told := operands(c, 1)
		packages := words[min(1, len(words)):]
		known = known && told
		// Without a name, apt installs what an earlier package lacks.
		plain = plain && len(packages) > 0 && !slices.ContainsFunc(packages, func(p string) bool { return !isPlainPackage(p) })
		list = append(list, withoutRecommends(m, r, c, packages)...)
	}
	if len(list) == 0 {
		return rule.Finding{}, false
	}
	switch {
	case !known:
		return rule.Refuse(r.ins.Lines, "which packages are installed can't be told"), true
	case !r.Editable:
		return rule.Refuse(r.ins.Lines, "a heredoc or exec form is left alone"), true
	case !plain:
		return rule.Refuse(r.ins.Lines, "whether the program needs what these packages recommend can't be known"), true
	}
	return rule.Finding{Lines: r.ins.Lines, Edits: r.edit(list)}, true
}

// withoutRecommends gives an install the flag, and names what it would do without then.
func withoutRecommends(m *model.Model, r run, c model.Command, packages []string) []model.Replacement {
	var list []model.Replacement
	if more := wanted(m, r, packages); len(more) > 0 {
		last := c.Args[len(c.Args)-1]
		between := separator(r.Text, c)
		list = append(list, model.Replacement{First: last.Last, Last: last.Last, Text: between + strings.Join(more, between)})
	}
	at := verbOf(c, "install").Last
	return append(list, model.Replacement{First: at, Last: at, Text: " --no-install-recommends"})
}

// separator is what stands between the last two words of a command: a blank, or a continued line with its indentation.
func separator(text string, c model.Command) string {
	n := len(c.Args)
	if n < 3 {
		return " "
	}
	between := text[c.Args[n-2].Last:c.Args[n-1].First]
	if !strings.Contains(between, "\n") || strings.Contains(between, "#") {
		return " "
	}
	return between
}

// turnsOff says whether recommended packages are turned off by an option.
func turnsOff(c model.Command) bool {
	for _, w := range c.Args {
		if strings.Contains(w.Text, "Install-Recommends=") {
			return true
		}
	}
	return false
}
