package interpreted

import (
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/packages"
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
		if l.isRemoved(e) || either && (!l.SameSuite || l.isUsed(e.Subject)) {
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
		l.Problem(g.at, "installs %s, %s whether the program needs %s at run time is not known", listed(names), g.why, pronoun(names))
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
	case strings.HasSuffix(e.Subject, "-dev"), strings.HasSuffix(e.Subject, "-headers"), !isPackageName(e.Subject), !l.SameSuite:
		return "and"
	case l.isForeign():
		return "which may come from another repository than the distribution's, and"
	}
	return ""
}

// carry takes in a package; either says that it is of a program that builds use too.
func (l *Leaves) carry(e effects.Effect, either bool) {
	l.Add(e.Subject)
	recommended := e.Manager == "apt" && e.Command != nil && !withoutRecommended(*e.Command)
	switch {
	case !either:
		l.Carried = e.Subject
		l.Recommends = l.Recommends || recommended
	case recommended:
		l.Add(packages.Beside(e.Subject)...)
	}
}

// Lacks says that the image is known not to have a program today: its base is one without tools, and no RUN installs what could bring
// it but packages that are installed in the final stage as well. What would start it does something else today.
func (l *Leaves) Lacks(tool string) bool {
	base := bases.Describe(l.Stage.Base)
	return base.IsPlain() && !base.Carries(tool) && !(l.builds && bases.ComesToBuild(tool))
}

// isPackageName says whether a text is the name of a package, and no path of a file or sign of a version.
func isPackageName(name string) bool { return name != "" && !strings.ContainsAny(name, "/*?<>~^@$\"'") }

// isRemoved says whether a RUN takes a package out again, by its name or by that of the group it was added with.
func (l *Leaves) isRemoved(e effects.Effect) bool {
	names := []string{e.Subject}
	if e.Command != nil {
		names = append(names, groupOf(*e.Command))
	}
	return slices.ContainsFunc(effects.Of(l.Stage), func(other effects.Effect) bool {
		return other.Kind == effects.Uninstalls && other.Subject != "" && slices.Contains(names, other.Subject)
	})
}

// groupOf is the name that apk gives to the packages of an install (--virtual), empty for none.
func groupOf(c model.Command) string {
	for i := range c.Args {
		flag, value, joined := strings.Cut(c.Arg(i), "=")
		if flag == "--virtual" || flag == "-t" && c.Name() == "apk" {
			if joined {
				return value
			}
			return c.Arg(i + 1)
		}
	}
	return ""
}

// withoutRecommended says whether an install of apt leaves out what the packages recommend.
func withoutRecommended(c model.Command) bool {
	return slices.ContainsFunc(c.Args, func(w model.Word) bool {
		return w.Text == "--no-install-recommends" || strings.Contains(w.Text, "Install-Recommends=")
	})
}

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

// isForeign says whether a RUN or a COPY sets up another repository of packages.
func (l *Leaves) isForeign() bool {
	return slices.ContainsFunc(effects.Of(l.Stage), func(e effects.Effect) bool {
		setsUp := e.IsPath() && e.Kind != effects.Removes &&
			(effects.Inside(e.Subject, "/etc/apt") && !strings.Contains(e.Subject, "/apt.conf") || effects.Inside(e.Subject, "/etc/apk"))
		return setsUp || e.Command != nil && slices.Contains([]string{"add-apt-repository", "apt-key"}, e.Command.Name()) || e.Manager == "dpkg"
	})
}

// Setup are the instructions that install the packages in a final stage on a base of the same kind; nil for none.
func (l *Leaves) Setup(libc string) []string { return l.Install(l.Packages, libc) }

// Install are the instructions that install packages in a final stage, with the cache mounts that the rules for package managers give;
// nil for none.
func (l *Leaves) Install(packages []string, libc string) []string {
	if len(packages) == 0 {
		return nil
	}
	names := strings.Join(packages, " ")
	if libc == "musl" {
		return []string{"RUN --mount=type=cache,target=/var/cache/apk,sharing=locked \\\n    apk add " + names}
	}
	recommended := " --no-install-recommends"
	if l.Recommends {
		recommended = ""
	}
	return []string{
		"RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n" +
			"    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n" +
			"    rm -f /etc/apt/apt.conf.d/docker-clean \\\n" +
			"    && apt-get update \\\n" +
			"    && apt-get install -y" + recommended + " " + names,
	}
}
