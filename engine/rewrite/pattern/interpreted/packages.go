package interpreted

import (
	"strings"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/packages"
)

// systemPackage notes a package that a RUN installs: those of the program are installed in the final stage too.
func (l *Leaves) systemPackage(e effects.Effect) {
	l.Installs = true
	at := l.Stage.Instructions[e.Instruction].Lines
	run, developed := packages.Developed(e.Manager, e.Subject)
	switch {
	case !e.Known:
		l.Problem(at, "installs packages whose names can't be told")
	case developed:
		l.Add(run...)
	case packages.Runs(e.Subject):
		l.Add(e.Subject)
	case !packages.OnlyBuilds(e.Subject):
		l.Problem(at, "installs %s, and whether the program needs it at run time is not known", e.Subject)
	}
}

// Setup are the instructions that install the packages in a final stage on a base of the same kind; nil for none.
func (l *Leaves) Setup(libc string) []string { return Install(l.Packages, libc) }

// Install are the instructions that install packages in a final stage, with the cache mounts that the rules for package managers give;
// nil for none.
func Install(packages []string, libc string) []string {
	if len(packages) == 0 {
		return nil
	}
	names := strings.Join(packages, " ")
	if libc == "musl" {
		return []string{"RUN --mount=type=cache,target=/var/cache/apk,sharing=locked \\\n    apk add " + names}
	}
	return []string{
		"RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n" +
			"    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n" +
			"    rm -f /etc/apt/apt.conf.d/docker-clean \\\n" +
			"    && apt-get update \\\n" +
			"    && apt-get install -y --no-install-recommends " + names,
	}
}
