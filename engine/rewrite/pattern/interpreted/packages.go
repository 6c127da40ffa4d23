package interpreted

import (
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/packages"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// systemPackage notes a package that a RUN installs: those of the program are installed in the final stage too.
func (l *Leaves) systemPackage(e effects.Effect) {
	l.Installs = true
	l.builds = l.builds || packages.OnlyBuilds(e.Subject)
	at := l.Stage.Instructions[e.Instruction].Lines
	run, developed := packages.Developed(e.Manager, e.Subject)
	switch {
	case !e.Known:
		l.Problem(at, "installs packages whose names can't be told")
	case developed:
		l.Add(run...)
	case packages.Runs(e.Subject):
		l.Add(e.Subject)
		if isRecommended(e) {
			l.Add(packages.Beside(e.Subject)...)
			l.Recommends = l.Recommends || packages.Whole(e.Subject)
		}
	case !packages.OnlyBuilds(e.Subject) || packages.Either(e.Subject):
		l.unknown = append(l.unknown, e)
	}
}

// carryUnknown takes in the packages of which it is not known whether the program needs them: they are installed in the final stage as
// they are in the builder, but for those that are taken out again, and for programs that the builder's own RUNs use. Development
// packages whose libraries are not known, and packages that come from elsewhere than the distribution, are problems.
func (l *Leaves) carryUnknown() {
	type group struct {
		at  dockerfile.Lines
		why string
	}
	var groups []group
	refused := map[group][]string{}
	for _, e := range l.unknown {
		either := packages.Either(e.Subject)
		if pattern.Uninstalled(l.Stage, e) || either && (!l.SameSuite || l.isUsed(e.Subject)) {
			continue
		}
		if why := l.againstCarrying(e); why != "" {
			g := group{l.Stage.Instructions[e.Instruction].Lines, why}
			if refused[g] == nil {
				groups = append(groups, g)
			}
			refused[g] = append(refused[g], e.Subject)
			continue
		}
		l.carry(e, either)
	}
	for _, g := range groups {
		names := slices.Compact(refused[g])
		known := len(l.Problems)
		l.Problem(g.at, "installs %s, %s whether the program needs %s at run time is not known", listed(names), g.why, pronoun(names))
		if len(l.Problems) > known && !slices.ContainsFunc(names, func(n string) bool { return !isDeveloped(n) }) {
			l.Problems[known] = l.Problems[known].Assuming(rule.AssumesPackages, listed(names))
		}
	}
}

// listed are names in a sentence: "a, b and c".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func pronoun(names []string) string {
	if len(names) == 1 {
		return "it"
	}
	return "them"
}

// againstCarrying begins the reason why a package can't be installed in the final stage, empty where it can.
func (l *Leaves) againstCarrying(e effects.Effect) string {
	switch {
	case isDeveloped(e.Subject), !isPackageName(e.Subject), !l.SameSuite:
		return "and"
	case pattern.FromElsewhere(l.Stage, e):
		return "which may come from another repository than the distribution's, and"
	}
	return ""
}

// isRecommended says whether a package is installed with what it recommends.
func isRecommended(e effects.Effect) bool {
	return e.Manager == "apt" && e.Command != nil && !pattern.WithoutRecommended(*e.Command)
}

// isDeveloped says whether a package is one to develop with, by its name.
func isDeveloped(name string) bool {
	return strings.HasSuffix(name, "-dev") || strings.HasSuffix(name, "-headers")
}

// carry takes in a package; either says that it is of a program that builds use too.
func (l *Leaves) carry(e effects.Effect, either bool) {
	l.Add(e.Subject)
	recommended := isRecommended(e)
	switch {
	case !either:
		l.Carried = e.Subject
		l.Recommends = l.Recommends || recommended
	case recommended:
		l.Add(packages.Beside(e.Subject)...)
	}
}

// AgainstInstalling is why a package that no RUN installs today can't be installed in a final stage on a variant of the builder's own
// base; empty where it can, or a RUN that has apt install others would fail as well.
func (l *Leaves) AgainstInstalling(ref string) string {
	why := bases.InstallsNoMore(ref)
	if why == "" || len(l.Packages) == 0 || l.Installs {
		return ""
	}
	return "the final image needs " + listed(l.Packages) + ", and " + why + ": take a newer base first"
}

// Lacks says that the image is known not to have a program today: its base is one without tools, and no RUN installs what could bring
// it but packages that are installed in the final stage as well. What would start it does something else today.
func (l *Leaves) Lacks(tool string) bool {
	base := bases.Describe(l.Stage.Base)
	return base.IsPlain() && !base.Carries(tool) && !(l.builds && bases.ComesToBuild(tool))
}

// isPackageName says whether a text is the name of a package, and no path of a file or sign of a version.
func isPackageName(name string) bool { return name != "" && !strings.ContainsAny(name, "/*?<>~^@$\"'") }

// isUsed says whether a RUN calls the program of a package, or may have an installer call it.
func (l *Leaves) isUsed(name string) bool {
	programs := packages.Programs(name)
	for _, i := range l.Stage.Runs() {
		for _, c := range l.Stage.Scripts[i].Commands {
			if slices.Contains(programs, c.Name()) {
				return true
			}
		}
	}
	if !slices.Contains(programs, "git") {
		return false
	}
	return slices.ContainsFunc([]string{
		"package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "requirements.txt", "pyproject.toml", "poetry.lock", "uv.lock", "Pipfile", "setup.py", ".gitmodules",
	}, func(manifest string) bool {
		text, _ := l.Stage.Model().Read(manifest)
		return strings.Contains(string(text), "git+") || strings.Contains(string(text), "github:") || strings.Contains(string(text), "scm")
	})
}

// Setup are the instructions that install the packages in a final stage on a base of the same kind; nil for none.
func (l *Leaves) Setup(libc string) []string { return l.Install(l.Packages, libc) }

// Install are the instructions that install packages in a final stage, with the cache mounts that the rules for package managers give;
// nil for none.
func (l *Leaves) Install(packages []string, libc string) []string {
	as := pattern.Reinstall{Manager: "apt", Recommended: l.Recommends}
	if libc == "musl" {
		as.Manager = "apk"
	}
	return as.Install(packages, pattern.EachLine)
}
