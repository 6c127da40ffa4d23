package bases

import (
	"path"
	"slices"
	"strings"
)

// Tool is a program that something calls in the image beside the program that is shipped: a health check, a service's command.
type Tool struct {
	// Name is what is looked for in PATH, or an absolute path.
	Name string `json:"name"`
	// Who names what calls it, with its place: "the health check of the service web (compose.yaml:5)".
	Who string `json:"who"`
}

// coreutils are programs that every image with a shell has: those of coreutils, grep and sed on Debian, of busybox elsewhere.
const coreutils = " sh ash cat cp cut date df dirname basename env expr false find grep egrep head hostname id kill ls mkdir mv nice nohup printenv " +
	"printf pwd rm sed seq sleep sort stat tail tee test [ timeout touch tr true uname uniq wc whoami xargs yes echo chmod chown ln which awk tar gzip " +
	"gunzip zcat md5sum sha1sum sha256sum sha512sum base64 du readlink realpath mktemp nproc rmdir fold comm paste tac od cksum sync mkfifo " +
	"install link unlink truncate shuf nl split diff cmp tty stty dd "

// kinds are the kinds of image that a base is one of, for the programs that it has.
func (b Base) kinds() string {
	repo, tag := repoAndTag(b.Ref)
	slim := strings.Contains(tag, "slim") || strings.Contains(tag, "jre")
	switch {
	case b.Shell == "" || strings.HasPrefix(b.Shell, "/"):
		return ""
	case b.Runtime == "nginx" && !slim:
		return "nginx " + map[bool]string{true: "busybox", false: "debian"}[b.Libc == "musl"]
	case b.PackageManager == "apk" || b.Family == "busybox":
		return "busybox"
	case b.PackageManager == "apt" && !slim && IsGoToolchain(b.Ref):
		return "debian scm compilers"
	case b.PackageManager == "apt" && !slim && slices.Contains([]string{"node", "python", "ruby", "rust", "gcc"}, repo):
		return "debian scm compilers full"
	case b.PackageManager == "apt":
		return "debian"
	}
	return ""
}

// IsPlain says whether a base is known to have the programs of its distribution's smallest image, its interpreter's, and no others: the
// slim variants on Debian, and those on Alpine.
func (b Base) IsPlain() bool {
	kinds := b.kinds()
	return kinds == "debian" || kinds == "busybox"
}

// ComesToBuild says whether a program is among those that packages bring along which only build: compilers bring make, perl and the like.
func ComesToBuild(tool string) bool {
	return slices.ContainsFunc(toolOf(tool).Inside, func(kind string) bool { return kind == "compilers" || kind == "full" || kind == "debian" })
}

// Carries says whether a base is known to have a program by its name.
func (b Base) Carries(tool string) bool {
	kinds := " " + b.kinds() + " "
	if kinds == "  " {
		return false
	}
	if Common(tool) {
		return true
	}
	for _, kind := range toolOf(tool).Inside {
		if strings.Contains(kinds, " "+kind+" ") {
			return !strings.Contains(tool, "/") || tool == "/bin/bash"
		}
	}
	return false
}

// InSmallest says whether the smallest image of a base's distribution is known to have a program: its slim variant has it too.
func (b Base) InSmallest(tool string) bool {
	kind := map[string]string{"apt": "debian", "apk": "busybox"}[b.PackageManager]
	return kind != "" && slices.Contains(toolOf(tool).Inside, kind) && (!strings.Contains(tool, "/") || tool == "/bin/bash")
}

// Commands is whose basic commands a base is known to have: "busybox" or "gnu"; empty when it has none or that is not known.
func (b Base) Commands() string {
	for _, kind := range strings.Fields(b.kinds()) {
		switch kind {
		case "busybox":
			return kind
		case "debian":
			return "gnu"
		}
	}
	return ""
}

// ToolPackage is the package that brings a program on a base that lacks it; empty when none is known.
func (b Base) ToolPackage(tool string) string {
	known := toolOf(tool)
	if !atItsPackages(tool) {
		return ""
	}
	switch b.PackageManager {
	case "apt":
		return known.Debian
	case "apk":
		return known.Alpine
	}
	return ""
}

// Common says whether a program is one that every image with a shell has.
func Common(tool string) bool {
	return strings.Contains(coreutils, " "+path.Base(tool)+" ") && (!strings.Contains(tool, "/") || path.Dir(tool) == "/bin" || path.Dir(tool) == "/usr/bin")
}

// Installable says whether a program is one that the package managers of Debian and of Alpine bring by a known package.
func Installable(tool string) bool {
	known := toolOf(tool)
	return known.Debian != "" && (known.Alpine != "" || len(known.Inside) > 0) && atItsPackages(tool)
}

// atItsPackages says whether a program is named without a folder, or by the one that the packages of both distributions put it into.
func atItsPackages(tool string) bool {
	return !strings.Contains(tool, "/") || path.Dir(tool) == "/usr/bin" && path.Base(tool) != "bash" || tool == "/bin/bash"
}

// judgeTools looks for the programs that are called in the image from outside. What a package manager brings is installed.
func judgeTools(f *findings, p Program, b Base) {
	for _, t := range p.Tools {
		switch {
		case (t.Name == "sh" || t.Name == "/bin/sh") && b.Shell != "" && !strings.HasPrefix(b.Shell, "/"):
			f.note("the shell %s is there for %s", b.Shell, t.Who)
		case p.Files != nil && !p.Predicted && b.Files != nil && onPath(p, b, t.Name), b.Carries(t.Name):
			f.note("%s is there for %s", t.Name, t.Who)
		case p.Installs && b.ToolPackage(t.Name) != "":
			f.note("%s is installed for %s", t.Name, t.Who)
		default:
			f.refuse("%s needs %s, which %s is not known to have", t.Who, t.Name, b.Ref)
		}
	}
	judgeCommands(f, p, b)
	for _, u := range p.Users {
		if u.Name != b.NonRoot && u.Name != b.User {
			f.refuse("%s runs as the user %s, whom %s is not known to have", u.Who, u.Name, b.Ref)
		}
	}
}

// judgeCommands looks whose basic commands a base has.
func judgeCommands(f *findings, p Program, b Base) {
	if p.Commands != "" && b.Commands() != p.Commands {
		f.refuse("a script that starts the program is written for the commands of %s, which %s is not known to have", p.Commands, b.Ref)
	}
}

// onPath says whether a program is among the files of the base and of what is shipped.
func onPath(p Program, b Base, tool string) bool {
	files := p.Files.Over(b.Files)
	if strings.Contains(tool, "/") {
		return files.Has(tool)
	}
	dirs := b.Path
	if dirs == "" {
		dirs = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	}
	return slices.ContainsFunc(strings.Split(dirs, ":"), func(dir string) bool { return files.Has(path.Join(dir, tool)) })
}
