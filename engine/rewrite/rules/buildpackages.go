package rules

import (
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func buildPackages() rule.Rule {
	return rule.Rule{
		ID: "build-packages", Group: rule.Size, Severity: rule.Warning, Title: "Build tools in the final image",
		Next:  "install it in a stage that builds, and copy the result",
		Why:   "Compilers and headers are only needed to build; they weigh much and help whoever breaks in.",
		Check: checkBuildPackages,
	}
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
		f := rule.Refuse(r.ins.Lines, "what the program needs of it at run time can't be known")
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
