package rules

import (
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func localeFiles() rule.Rule {
	return rule.Rule{
		ID: "locale-files", Group: rule.Size, Severity: rule.Info, Title: "Install no locales that nothing uses",
		Next:  "generate just those that the program asks for, or set LANG=C.UTF-8, which needs no package",
		Why:   "Locales are large; C.UTF-8 is part of the C library's own package and needs none of them.",
		Check: checkLocales,
	}
}

// everyLocale are packages that bring all locales there are.
const everyLocale = "locales-all glibc-all-langpacks glibc-locale"

// makesLocales are the marks of a file that generates locales, at build time or when it starts.
func makesLocales() []string {
	return []string{"locale-gen", "localedef", "update-locale", "dpkg-reconfigure", "locale.gen", "debconf"}
}

// checkLocales looks at the packages of shipped stages. The package locales holds sources: without a command that generates a
// locale from them it brings none.
func checkLocales(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, r := range runs(m) {
		if !shipsStage(m, r.stage) {
			continue
		}
		for _, c := range r.Commands {
			if f, found := localesOf(m, r, c); found {
				f.Lines = r.ins.Lines
				out = append(out, f)
				break
			}
		}
	}
	return out
}

// localesOf is the finding on a command; not ok when it installs no locales, or ones that are used.
func localesOf(m *model.Model, r run, c model.Command) (f rule.Finding, ok bool) {
	if !isApt(c) && !has("dnf microdnf yum zypper", c.Name()) || subcommand(c) != "install" {
		return rule.Finding{}, false
	}
	if slices.ContainsFunc(c.Args[1:], func(w model.Word) bool { return w.Known && has(everyLocale, w.Text) }) {
		return rule.Refuse(r.ins.Lines, "which locales the program asks for can't be known"), true
	}
	at := slices.IndexFunc(c.Args, func(w model.Word) bool { return isApt(c) && w.Known && w.Text == "locales" })
	if at < 0 || generates(m) {
		return rule.Finding{}, false
	}
	if why := localesStay(m, r, c); why != "" {
		return rule.Refuse(r.ins.Lines, why), true
	}
	w := c.Args[at]
	return rule.Finding{Edits: []dockerfile.Edit{edit(r.ins, model.Replace(r.Text, []model.Replacement{{First: wordBefore(c, w), Last: w.Last}}))}}, true
}

// localesStay says why the package locales can't be taken out of an install; empty when it can.
func localesStay(m *model.Model, r run, c model.Command) string {
	packages := 0
	for _, w := range c.Args[1:] {
		if !isFlag(w) && w.Text != "install" {
			packages++
		}
	}
	lang := localeOf(r.stage.Env)
	switch {
	case lang != "" && !has("C POSIX C.UTF-8 C.utf8", lang):
		return lang + " is set, and nothing generates it: the package locales alone brings no locale"
	case !r.Editable:
		return "a heredoc or exec form is left alone"
	case packages == 1:
		return "nothing else is installed here, so that the whole command would have to go"
	case startsScript(m):
		return "the script that the image starts may generate a locale"
	}
	return ""
}

// generates says whether anything in the file makes locales.
func generates(m *model.Model) bool {
	for _, mark := range makesLocales() {
		if strings.Contains(string(m.File.Source), mark) {
			return true
		}
	}
	return false
}

// localeOf is the locale that an environment asks for, empty for none.
func localeOf(env dockerfile.Environment) string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if env.Value(name) != "" {
			return env.Value(name)
		}
	}
	return ""
}

// startsScript says whether the image starts a script, or what it starts can't be told.
func startsScript(m *model.Model) bool {
	st := m.Final().Start
	return len(st.Argv) == 0 || st.Unclear != "" || strings.HasSuffix(st.Argv[0], ".sh") || strings.Contains(st.Argv[0], "entrypoint")
}
