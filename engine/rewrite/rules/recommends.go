package rules

import (
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

func recommendsOf(r run) (rule.Finding, bool) {
	var list []model.Replacement
	known, unread := true, ""
	for _, c := range r.Commands {
		if !isApt(c) || subcommand(c) != "install" || hasFlag(c, "--no-install-recommends") || turnsOff(c) {
			continue
		}
		packages, ok := operands(c, 1)
		if !ok {
			unread = "which packages are installed can't be told"
		}
		verb := c.Args[1]
		for _, w := range c.Args {
			if w.Text == "install" {
				verb = w
			}
		}
		certificates := false
		for _, p := range packages[min(1, len(packages)):] {
			name, _, _ := strings.Cut(p, "=")
			known = known && has(plainPackages, name)
			certificates = certificates || has(fetchingPackages, name)
		}
		if certificates && !hasCertificates(r, packages) {
			last := c.Args[len(c.Args)-1].Last
			list = append(list, model.Replacement{First: last, Last: last, Text: " ca-certificates"})
		}
		list = append(list, model.Replacement{First: verb.Last, Last: verb.Last, Text: " --no-install-recommends"})
	}
	switch {
	case len(list) == 0:
		return rule.Finding{}, false
	case unread == "" && !r.Editable:
		unread = "a heredoc or exec form is left alone"
	}
	f := rule.Finding{Lines: r.ins.Lines, Refused: unread}
	if unread != "" {
		return f, true
	}
	if !known {
		f.Refused = "whether the program needs what these packages recommend can't be known; add --no-install-recommends and try"
		return f, true
	}
	f.Edits = r.edit(list)
	return f, true
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
	for _, p := range packages {
		if p == "ca-certificates" {
			return true
		}
	}
	for _, i := range r.stage.Runs() {
		if i < r.index && strings.Contains(r.stage.Scripts[i].Text, "ca-certificates") {
			return true
		}
	}
	return false
}
