package java

import (
	"fmt"
	"slices"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/packages"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// startedOutside says why the final image could not run what services and containers start in the place of the image's own command;
// empty when it can: the same jar, by java.
func (r *reading) startedOutside() string {
	if why := pattern.MountedOver(r.build.Stage, r.start.at); why != "" {
		return why
	}
	for _, st := range r.build.Replaced() {
		calls, _, why := st.Calls()
		if why != "" {
			return why
		}
		if interpreted.IsIdle(st) {
			continue
		}
		for _, c := range calls {
			why := ""
			if st.IsNamed(c) {
				why = r.outside.Call(st.Who(), c)
			} else if why = r.sameJar(c); why != "" {
				why = st.Who() + ": " + why
			}
			if why != "" {
				return why
			}
		}
	}
	return ""
}

// sameJar says why a command is not the start of the jar that the image starts; empty when it is, or a program that every shell's
// image has.
func (r *reading) sameJar(c model.Command) string {
	if bases.Common(c.Arg(0)) {
		return ""
	}
	argv := make([]string, 0, len(c.Args))
	for i := range c.Args {
		argv = append(argv, c.Arg(i))
	}
	started, why := readWords(model.Start{Argv: argv}, c.Dir)
	if why == "" && (started.at != r.start.at || !c.DirKnown) {
		why = "it starts " + started.at + ", and the image starts " + r.start.at
	}
	return why
}

// startedBySources looks at the programs that the sources start, and the libraries that they use: what a JRE lacks is installed beside it.
// It returns why the final image can't be sure to have them; empty when it can.
func (r *reading) startedBySources() string {
	needs, jre := &r.build.needs, bases.Describe(r.jdk.jre)
	if why := r.outside.FromSources(r.startsToday(), func(name string) bool { return name == "java" || slices.Contains(needs.Packages, name) }); why != "" {
		return why
	}
	for _, t := range r.outside.Tools {
		name := jre.ToolPackage(t.Name)
		switch {
		case bases.Common(t.Name) || jre.Carries(t.Name):
		case name == "":
			return fmt.Sprintf("%s needs %s, which the final image would not have", t.Who, t.Name)
		default:
			needs.Add(name)
			if jre.PackageManager == "apt" {
				needs.Add(packages.Beside(t.Name)...)
			}
		}
	}
	return ""
}

// startsToday is what the program is seen to start, without what a library would start and the image is known to lack: it is used in
// another way then.
func (r *reading) startsToday() evidence.List {
	builder, isDriven := bases.Describe(r.builder), scan.IsDriven("java")
	return slices.DeleteFunc(slices.Clone(Of(r.Project).Needed), func(e evidence.Evidence) bool {
		installed := slices.Contains(r.build.needs.Packages, e.Subject) || slices.Contains(r.build.needs.Packages, builder.ToolPackage(e.Subject))
		return e.Kind == evidence.Starts && isDriven(e) && builder.PackageManager != "" && !installed && !builder.Carries(e.Subject)
	})
}
