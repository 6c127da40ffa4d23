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
		Why:   "apt installs what a package recommends along with it: documentation, fonts, mail servers.",
		Check: checkRecommends,
	}
}

// plainPackages are packages that do their work without what they recommend, once certificates are there for those that
// fetch something.
const plainPackages = "build-essential gcc g++ make cmake libc6-dev pkg-config pkgconf autoconf automake libtool curl wget git " +
	"ca-certificates unzip zip tar xz-utils bzip2 gzip zlib1g-dev libssl-dev libffi-dev libpq-dev libpq5 libsqlite3-dev sqlite3 jq rsync " +
	"tzdata netcat-openbsd procps tini dumb-init gosu bash nano vim less file patch openssl libxml2-dev libxslt1-dev default-libmysqlclient-dev"

// fetchingPackages recommend certificates and need them for https.
const fetchingPackages = "curl wget git"

func checkRecommends(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, r := range runs(m) {
		if f, ok := recommendsOf(r); ok {
			out = append(out, f)
		}
	}
	return out
}

// recommendsOf is the finding on a RUN; not ok when it installs nothing with what is recommended.
func recommendsOf(r run) (f rule.Finding, ok bool) {
	var list []model.Replacement
	plain, known := true, true
	for _, c := range r.Commands {
		if !isApt(c) || subcommand(c) != "install" || hasFlag(c, "--no-install-recommends") || turnsOff(c) {
			continue
		}
		words, told := operands(c, 1)
		packages := words[min(1, len(words)):]
		known = known && told
		plain = plain && !slices.ContainsFunc(packages, func(p string) bool { return !isOneOf(plainPackages, p) })
		list = append(list, withoutRecommends(r, c, packages)...)
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
		return rule.Refuse(r.ins.Lines, "whether the program needs what these packages recommend can't be known; add --no-install-recommends and try"), true
	}
	return rule.Finding{Lines: r.ins.Lines, Edits: r.edit(list)}, true
}

// isOneOf says whether a package, perhaps with a version, is in a list.
func isOneOf(list, pkg string) bool {
	name, _, _ := strings.Cut(pkg, "=")
	return has(list, name)
}

// withoutRecommends gives an install the flag, and the certificates that it would do without then.
func withoutRecommends(r run, c model.Command, packages []string) []model.Replacement {
	var list []model.Replacement
	fetches := slices.ContainsFunc(packages, func(p string) bool { return isOneOf(fetchingPackages, p) })
	if fetches && !hasCertificates(r, packages) {
		last := c.Args[len(c.Args)-1].Last
		list = append(list, model.Replacement{First: last, Last: last, Text: " ca-certificates"})
	}
	at := verbOf(c, "install").Last
	return append(list, model.Replacement{First: at, Last: at, Text: " --no-install-recommends"})
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

// hasCertificates says whether certificates are installed by name already, here or in an earlier RUN of the stage.
func hasCertificates(r run, packages []string) bool {
	if slices.Contains(packages, "ca-certificates") {
		return true
	}
	for _, i := range r.stage.Runs() {
		if i < r.index && strings.Contains(r.stage.Scripts[i].Text, "ca-certificates") {
			return true
		}
	}
	return false
}
