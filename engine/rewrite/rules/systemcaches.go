package rules

import (
	"strings"

	"lightship/engine/rewrite/model"
)

// aptClean is the hook of Debian's and Ubuntu's images that empties apt's cache after each install.
const aptClean = "/etc/apt/apt.conf.d/docker-clean"

// systemManagers are the package managers of distributions.
func systemManagers() []manager {
	return []manager{apt(), apk(), dnf()}
}

// subcommand is the first argument that is no flag.
func subcommand(c model.Command) string {
	for _, w := range c.Args[min(1, len(c.Args)):] {
		if !isFlag(w) {
			return w.Text
		}
	}
	return ""
}

func isApt(c model.Command) bool { return c.Name() == "apt-get" || c.Name() == "apt" }

func isApk(c model.Command) bool { return c.Name() == "apk" }

// aptFolders are apt's cache and its lists.
var aptFolders = []string{"/var/cache/apt", "/var/lib/apt/lists"}

// aptState has nothing else of any size than the lists.
var aptState = []string{"/var/lib/apt"}

func apt() manager {
	lists := aptFolders
	return manager{
		name: "apt", also: []string{"DL3009"}, locked: true, prepare: "rm -f " + aptClean,
		fills: func(c model.Command) bool {
			return isApt(c) && has("update install reinstall satisfy upgrade dist-upgrade full-upgrade build-dep download source", subcommand(c))
		},
		folders: func(*model.Model, model.Command) ([]string, string) {
			return lists, ""
		},
		settle: settleApt,
		cleans: func(c model.Command) bool {
			return removes(c, append(aptState, lists...)...) || isApt(c) && has("clean autoclean", subcommand(c))
		},
	}
}

func apk() manager {
	return manager{
		name: "apk", also: []string{"DL3019"}, locked: true,
		fills: func(c model.Command) bool {
			return c.Name() == "apk" && has("add update upgrade", subcommand(c)) && !hasFlag(c, "--no-cache")
		},
		folders: func(*model.Model, model.Command) ([]string, string) { return []string{"/var/cache/apk"}, "" },
		why:     "apk's index of packages is kept between builds and never enters the image; needs BuildKit.",
		cleans: func(c model.Command) bool {
			return removes(c, "/var/cache/apk") || c.Name() == "apk" && c.Arg(1) == "cache" && c.Arg(2) == "clean"
		},
	}
}

func dnf() manager {
	all := []string{"/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum"}
	isDnf := func(c model.Command) bool { return has("dnf dnf5 microdnf yum", c.Name()) }
	return manager{
		name: "dnf", also: []string{"DL3032", "DL3040"}, locked: true,
		fills: func(c model.Command) bool {
			return isDnf(c) && has("install update upgrade makecache groupinstall builddep reinstall", subcommand(c))
		},
		folders: func(_ *model.Model, c model.Command) ([]string, string) {
			if c.Name() == "yum" {
				return []string{"/var/cache/yum", "/var/cache/dnf"}, ""
			}
			return []string{"/var/cache/dnf", "/var/cache/libdnf5"}, ""
		},
		cleans: func(c model.Command) bool {
			return removes(c, all...) || isDnf(c) && subcommand(c) == "clean"
		},
	}
}

// isPip says whether a command is pip, and where its own arguments start.
func isPip(c model.Command) (args int, ok bool) {
	switch name := c.Name(); {
	case name == "pip" || name == "pip3" || strings.HasPrefix(name, "pip3."):
		return 1, true
	case strings.HasPrefix(name, "python") && c.Arg(1) == "-m" && c.Arg(2) == "pip":
		return 3, true
	}
	return 0, false
}
