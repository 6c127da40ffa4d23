package java

import (
	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
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
			if why := r.sameJar(c); why != "" {
				return st.Who() + ": " + why
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
