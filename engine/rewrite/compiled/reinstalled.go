package compiled

import (
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/pattern"
)

// installs looks at a package of the system. What the program may need at run time is installed in the final stage again, where that
// is sure to bring the same.
func (b *Build) installs(left *pattern.Left, e effects.Effect) {
	at := b.Instructions[e.Instruction].Lines
	if !e.Known {
		left.Problem(at, "installs packages whose names can't be told")
		return
	}
	if !b.mayRun(e) {
		return
	}
	written, why := b.reinstalled(e)
	if why != "" {
		left.Problem(at, "installs %s, which the program may need at run time: %s", e.Subject, why)
		return
	}
	left.Reinstall.Add(written, e)
}

// mayRun says whether a package that is installed stays, and may be of use at run time.
func (b *Build) mayRun(e effects.Effect) bool {
	return !forBuild(e.Subject) && !pattern.Uninstalled(b.Stage, e)
}

// Reinstalls says whether a package is installed in the final stage again, with all that it depends on: libraries too.
func (b *Build) Reinstalls(name string) bool {
	return slices.ContainsFunc(effects.Of(b.Stage), func(e effects.Effect) bool {
		if !e.OfSystem() || !e.Known || e.Subject != name || !b.mayRun(e) {
			return false
		}
		_, why := b.reinstalled(e)
		return why == ""
	})
}

// installed takes in a package that the layer of a RUN shows to be installed: the final stage installs it too.
func (b *Build) installed(e effects.Effect) {
	if !forBuild(e.Subject) {
		e.Command = nil
		b.Left.Reinstall.Add(e.Subject, e)
	}
}

// reinstalled is a package as the final stage names it to get the same one. It returns why it can't be sure to.
func (b *Build) reinstalled(e effects.Effect) (written, why string) {
	base := bases.Describe(b.Base)
	word := wordOf(e)
	switch {
	case e.Conditional || e.Inner:
		return "", "it is installed by a script, or only under a condition"
	case word == "" || strings.ContainsAny(e.Subject, "/*?[") || strings.ContainsAny(word, "*?[$ '\"~<>"):
		return "", "which one is installed can't be told"
	case e.Manager == "apt" && base.Suite == "", e.Manager == "apk" && base.Libc != "musl", base.PackageManager != e.Manager:
		return "", "which release of its distribution " + b.Base + " stands on is not known"
	case pattern.FromElsewhere(b.Stage, e):
		return "", "it may come from another place than the distribution"
	case e.Manager == "apk" && strings.Contains(word, "="):
		return "", "that version belongs to one release of Alpine"
	}
	return word, ""
}

// wordOf is the word of a command that names the package of an effect, with its version.
func wordOf(e effects.Effect) string {
	for _, a := range e.Command.Args[1:] {
		name, _, _ := strings.Cut(a.Text, "=")
		if a.Known && name == e.Subject {
			return a.Text
		}
	}
	return ""
}

// Brings says whether a package that is installed in the final stage again brings a program.
func (b *Build) Brings(program string) bool {
	name, _, _ := strings.Cut(bases.Describe(b.Base).ToolPackage(program), "=")
	return slices.ContainsFunc(b.Left.Reinstall.Packages, func(p string) bool {
		p, _, _ = strings.Cut(p, "=")
		return name != "" && p == name || p == program || "/usr/bin/"+p == program
	})
}
