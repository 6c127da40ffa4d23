package rules

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// NonRootUser is the id of the rule on the user that the program runs as. Patterns answer it where they can.
const NonRootUser = "nonroot-user"

func nonRootUser() rule.Rule {
	return rule.Rule{
		ID: NonRootUser, Group: rule.Safety, Severity: rule.Warning, Title: "Run as a user that is not root", Also: []string{"DL3002"},
		Why:   "A program that is broken into can do less.",
		Check: checkRoot,
	}
}

func buildPackages() rule.Rule {
	return rule.Rule{
		ID: "build-packages", Group: rule.Size, Severity: rule.Warning, Title: "Build tools in the final image",
		Why:   "Compilers and headers are only needed to build; they weigh much and help whoever breaks in.",
		Check: checkBuildPackages,
	}
}

func devDependencies() rule.Rule {
	return rule.Rule{
		ID: "dev-dependencies", Group: rule.Size, Severity: rule.Warning, Title: "Development dependencies in the final image",
		Why:   "Test runners, type checkers and bundlers are not run in production.",
		Check: checkDevDependencies,
	}
}

func packageDocs() rule.Rule {
	return rule.Rule{
		ID: "package-docs", Group: rule.Size, Severity: rule.Info, Title: "Leave manuals and translations of packages out",
		Why:   "Nobody reads man pages in a container.",
		Check: checkDocs,
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
		"whether the program writes to folders of root or opens a low port can't be known: add USER with a number and try")}
}

// compilers are packages that only a build needs, of Debian, Alpine and Fedora.
const compilers = "build-essential gcc g++ gfortran make cmake autoconf automake libtool clang llvm build-base musl-dev libc6-dev libc-dev " +
	"linux-headers pkg-config pkgconf python3-dev python-dev default-jdk openjdk-17-jdk openjdk-21-jdk gcc-c++ kernel-headers cargo rustc golang " +
	"golang-go nodejs-dev ninja-build meson bison flex nasm yasm patch dpkg-dev"

// checkBuildPackages looks for build tools that are installed where the image is shipped and not removed again.
func checkBuildPackages(m *model.Model) []rule.Finding {
	if m.Split {
		return nil
	}
	var out []rule.Finding
	for _, r := range runs(m) {
		if !shipsStage(m, r.stage) {
			continue
		}
		var found []string
		for _, c := range r.Commands {
			if !installs(c) {
				continue
			}
			names, _ := operands(c, 1)
			for _, n := range names {
				n, _, _ = strings.Cut(n, "=")
				dev := strings.HasSuffix(n, "-dev") || strings.HasSuffix(n, "-devel") || strings.HasSuffix(n, "-headers")
				if (has(compilers, n) || dev) && !slices.Contains(found, n) {
					found = append(found, n)
				}
			}
		}
		if len(found) == 0 || removesAgain(r) {
			continue
		}
		f := rule.Refuse(r.ins.Lines, "what the program needs of it at run time can't be known: install it in a stage that builds, and copy the result")
		f.Why = "Only a build needs " + strings.Join(found, ", ") + "."
		out = append(out, f)
	}
	return out
}

func installs(c model.Command) bool {
	sub := subcommand(c)
	return isApt(c) && sub == "install" || isApk(c) && sub == "add" || has("dnf microdnf yum", c.Name()) && sub == "install"
}

// removesAgain says whether the same RUN removes packages.
func removesAgain(r run) bool {
	for _, c := range r.Commands {
		if sub := subcommand(c); isApt(c) && has("purge remove autoremove", sub) || isApk(c) && sub == "del" {
			return true
		}
	}
	return false
}

// packageFile is what matters of package.json.
type packageFile struct {
	Scripts         map[string]string `json:"scripts"`
	DevDependencies map[string]string `json:"devDependencies"`
}

// checkDevDependencies looks at installs in the image that is shipped.
func checkDevDependencies(m *model.Model) []rule.Finding {
	if m.Split {
		return nil
	}
	var pkg packageFile
	if text, ok := m.Read("package.json"); ok {
		_ = json.Unmarshal(text, &pkg) // a file that can't be read has no development dependencies we know of
	}
	var out []rule.Finding
	for _, r := range runs(m) {
		if r.stage.Index != m.Final().Index {
			continue
		}
		for _, c := range r.Commands {
			if installsDev(c, pkg) {
				out = append(out, devFinding(m, r, c, pkg))
				break
			}
		}
	}
	return out
}

// installsDev says whether a command installs development dependencies too.
func installsDev(c model.Command, pkg packageFile) bool {
	if c.Name() == "composer" {
		return subcommand(c) == "install" && !hasFlag(c, "--no-dev") && c.Env["COMPOSER_NO_DEV"] == ""
	}
	if installsManifest(c) {
		return len(pkg.DevDependencies) > 0 && c.Env["NODE_ENV"] != "production" && len(c.Args) > 0 && !namesPackages(c) &&
			!hasFlag(c, "--omit", "--production", "--prod", "-P", "--only", "--global", "-g")
	}
	args, ok := isPip(c)
	return ok && slices.ContainsFunc(c.Args[args:], func(w model.Word) bool {
		base := path.Base(w.Text)
		return strings.HasSuffix(base, ".txt") && (strings.Contains(base, "dev") || strings.Contains(base, "test"))
	})
}

// installsManifest says whether a command installs what a package.json asks for, or packages beside that.
func installsManifest(c model.Command) bool {
	switch sub := subcommand(c); c.Name() {
	case "npm":
		return has("ci install i", sub)
	case "yarn":
		return sub == "" || sub == "install"
	case "pnpm":
		return has("install i", sub)
	}
	return false
}

// namesPackages says whether an install is of packages by name.
func namesPackages(c model.Command) bool {
	names, ok := operands(c, 1)
	return !ok || len(names) > 1
}

// devFinding offers --omit=dev where nothing is built in the stage and the program is started by node itself; it starts turned
// off, because what the program loads is not known.
func devFinding(m *model.Model, r run, c model.Command, pkg packageFile) rule.Finding {
	f := rule.Finding{Lines: r.ins.Lines, Off: true, Needs: []string{}}
	f.Why = "Turn this on if the program loads none of its development dependencies when it runs."
	st := m.Final().Start
	switch {
	case c.Name() != "npm" || !r.Editable:
		f.Refused = "whether the program needs one of them at run time can't be known"
	case len(st.Argv) == 0 || path.Base(st.Argv[0]) != "node":
		f.Refused = "the image does not start node itself, so what runs can't be told"
	case buildsLater(m, r):
		f.Refused = "a later step builds with them: build in a stage of its own"
	case pkg.Scripts["prepare"]+pkg.Scripts["postinstall"]+pkg.Scripts["install"] != "":
		f.Refused = "package.json runs a script while installing, which may need them"
	default:
		at := c.Args[1].Last
		f.Edits = r.edit([]model.Replacement{{First: at, Last: at, Text: " --omit=dev"}})
	}
	return f
}

// buildsLater says whether the stage runs scripts of the project behind a RUN, or in it.
func buildsLater(m *model.Model, r run) bool {
	for _, i := range m.Final().Runs() {
		if i < r.index {
			continue
		}
		for _, c := range m.Final().Scripts[i].Commands {
			if has("npm yarn pnpm", c.Name()) && has("run build test exec rebuild", subcommand(c)) || has("npx tsc vite webpack next", c.Name()) {
				return true
			}
		}
	}
	return false
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
