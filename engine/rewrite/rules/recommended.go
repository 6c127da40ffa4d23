package rules

import (
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// plainPackages are packages that do their work without what they recommend, once the packages of recommended are there.
const plainPackages = "build-essential gcc g++ make cmake libc6-dev pkg-config pkgconf autoconf automake libtool curl wget git " +
	"ca-certificates unzip zip tar xz-utils bzip2 gzip zlib1g-dev libssl-dev libffi-dev libpq-dev libpq5 libsqlite3-dev sqlite3 jq rsync " +
	"tzdata netcat-openbsd procps tini dumb-init gosu bash nano vim less file patch openssl libxml2-dev libxslt1-dev default-libmysqlclient-dev " +
	"dpkg-dev gnupg gpg openssh-client ninja-build bison flex golang golang-go rustc cargo nodejs perl aria2 python3-pip dirmngr psmisc tree bc " +
	"gettext-base redis-tools libgomp1 net-tools dnsutils default-jdk-headless default-jre-headless"

// recommendation is what a package recommends and its users need.
type recommendation struct {
	of string
	// packages do what of is installed for: they are named when it is installed without what it recommends.
	packages string
	// words are those of which one must stand in the Dockerfile, or in a file of the build context that says what is fetched, for
	// the packages to be of use; empty for always.
	words string
	// shipped says that they are of use in an image that is shipped, whatever the Dockerfile says.
	shipped bool
}

// recommended is from "apt-cache show" on Debian 12; ca-certificates is libcurl4's and libcurl3-gnutls' for those that only link
// to it. What is left out there (documentation, fonts, completions, translations) is of no use to a build.
func recommended() []recommendation {
	return []recommendation{
		{of: "gcc", packages: "libc6-dev"},
		{of: "cmake", packages: "gcc libc6-dev make ca-certificates"},
		{of: "git", packages: "ca-certificates"},
		{of: "git", packages: "openssh-client", words: "git@ ssh:// git+ssh type=ssh .ssh ssh ssh-keyscan GIT_SSH", shipped: true},
		{of: "git", packages: "patch", words: "patch"},
		{of: "git", packages: "less", words: "less PAGER"},
		{of: "curl", packages: "ca-certificates"},
		{of: "wget", packages: "ca-certificates"},
		{of: "aria2", packages: "ca-certificates"},
		{of: "cargo", packages: "ca-certificates"},
		{of: "nodejs", packages: "ca-certificates"},
		{of: "autoconf", packages: "automake"},
		{of: "libtool", packages: "libltdl-dev"},
		{of: "zip", packages: "unzip"},
		{of: "flex", packages: "gcc libc6-dev libfl-dev"},
		{of: "golang", packages: "g++ gcc libc6-dev pkg-config"},
		{of: "golang-go", packages: "g++ gcc libc6-dev pkg-config"},
		{of: "rustc", packages: "cargo"},
		{of: "perl", packages: "netbase"},
		{of: "procps", packages: "psmisc", words: "killall pstree fuser", shipped: true},
		{of: "gnupg", packages: "dirmngr", words: "--recv --recv-keys --recv-key --keyserver --refresh-keys adv"},
		{of: "gpg", packages: "dirmngr gpg-agent"},
		{of: "python3-pip", packages: "build-essential python3-dev python3-setuptools python3-wheel"},
		{of: "dpkg-dev", packages: "build-essential"},
		{of: "dpkg-dev", packages: "fakeroot", words: "fakeroot dpkg-buildpackage debuild"},
		{of: "build-essential", packages: "fakeroot", words: "fakeroot dpkg-buildpackage debuild"},
		{of: "build-essential", packages: "gnupg", words: "gpg gpg2 gpgv apt-key"},
		{of: "dpkg-dev", packages: "gnupg", words: "gpg gpg2 gpgv apt-key"},
	}
}

// bringing are packages that depend on others, so that these need not be named.
var bringing = map[string]string{
	"build-essential": "gcc g++ make libc6-dev dpkg-dev",
	"g++":             "gcc libc6-dev",
	"libtool":         "gcc libc6-dev",
	"rustc":           "gcc libc6-dev",
	"cargo":           "rustc gcc libc6-dev",
	"python3-dev":     "libc6-dev",
	"python3-pip":     "ca-certificates",
	"automake":        "autoconf",
}

// wanted are the packages to name beside those of an install, in the order of the table: what these recommend and something
// may use, less what is there by name.
func wanted(m *model.Model, r run, packages []string) []string {
	var asked []recommendation
	for _, rec := range recommended() {
		if slices.ContainsFunc(packages, func(p string) bool { return bareName(p) == rec.of }) {
			asked = append(asked, rec)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	named := map[string]bool{}
	take := func(list []string) {
		for _, p := range list {
			for _, b := range brings(p) {
				named[b] = true
			}
		}
	}
	take(packages)
	shipped := shipsStage(m, r.stage)
	var out []string
	for _, rec := range asked {
		if rec.words != "" && !(rec.shipped && shipped) && !mentions(m, strings.Fields(rec.words)) {
			continue
		}
		for _, p := range strings.Fields(rec.packages) {
			if !named[p] && !isInstalledBefore(m, r, p) {
				out = append(out, p)
				take([]string{p})
			}
		}
	}
	return out
}

// isPlainPackage says whether a package does its work without what it recommends, as plainPackages.
func isPlainPackage(pkg string) bool {
	name := bareName(pkg)
	return has(plainPackages, name) || headless.MatchString(name)
}

var headless = regexp.MustCompile(`^openjdk-\d+-(jre|jdk)-headless$`)

// bareName is a package's name without its version, its release and its architecture.
func bareName(pkg string) string {
	if i := strings.IndexAny(pkg, "=/:"); i > 0 {
		return pkg[:i]
	}
	return pkg
}

// brings are a package's name and those of the packages that it depends on.
func brings(pkg string) []string {
	pkg = bareName(pkg)
	return append(strings.Fields(bringing[pkg]), pkg)
}

// isInstalledBefore says whether an earlier RUN of the stage, or of those it stands on, installs a package by name, or one that
// brings it.
func isInstalledBefore(m *model.Model, r run, pkg string) bool {
	for s, before := r.stage, r.index; ; before = len(s.Instructions) {
		if first, found := firstInstalls(s)[pkg]; found && first < before {
			return true
		}
		if s.Parent < 0 {
			return false
		}
		s = m.Stages[s.Parent]
	}
}

// installsKey is the key that firstInstalls is remembered by.
type installsKey struct{}

// firstInstalls are the packages that a stage installs by name, and what they bring, with the first RUN that does.
func firstInstalls(s *model.Stage) map[string]int {
	return s.Remember(installsKey{}, func() any {
		first := map[string]int{}
		for _, i := range s.Runs() {
			for _, c := range s.Scripts[i].Commands {
				if !isApt(c) || subcommand(c) != "install" {
					continue
				}
				names, _ := operands(c, 1)
				for _, name := range names[min(1, len(names)):] {
					for _, b := range brings(name) {
						if _, found := first[b]; !found {
							first[b] = i
						}
					}
				}
			}
		}
		return first
	}).(map[string]int)
}

// fetchLists are files of a project that say what its tools fetch.
var fetchLists = []string{
	".gitmodules", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "requirements.txt", "pyproject.toml", "Gemfile", "Gemfile.lock",
	"composer.json", "Cargo.toml", "Cargo.lock", "go.mod", "mix.exs", "CMakeLists.txt", "Makefile",
}

// mentions says whether one of these words stands in the Dockerfile, or in a file of the project that says what is fetched. A word
// with a sign in it counts within others.
func mentions(m *model.Model, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return mentionsWord(m, w) })
}

// mentionKey is the key that is remembered whether a word is mentioned by.
type mentionKey struct{ word string }

func mentionsWord(m *model.Model, word string) bool {
	return m.Remember(mentionKey{word}, func() any {
		return slices.ContainsFunc(fetching(m), func(text string) bool {
			if strings.ContainsAny(word, "@:+=._") {
				return strings.Contains(text, word)
			}
			fields := strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(" \t\r\n;&|()`\"'", c) })
			for f := range fields {
				if f == word {
					return true
				}
			}
			return false
		})
	}).(bool)
}

// fetching are the Dockerfile and the files of the project that say what is fetched.
func fetching(m *model.Model) []string {
	texts := []string{string(m.File.Source)}
	for _, name := range fetchLists {
		if text, ok := m.Read(name); ok {
			texts = append(texts, string(text))
		}
	}
	for _, e := range m.List(".") {
		if strings.HasSuffix(e.Name(), ".sh") {
			if text, ok := m.Read(e.Name()); ok {
				texts = append(texts, string(text))
			}
		}
	}
	return texts
}
