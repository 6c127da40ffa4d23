package python

import (
	"path"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern/interpreted"
)

// startedOutside is why the final image could not run what services and containers start in the place of the image's own command.
func (r *reading) startedOutside() []string {
	g := r.build
	var out []string
	for _, st := range g.Replaced() {
		s := readStart(g, st.Start, Of(r.Project))
		r.start.tools = append(r.start.tools, s.tools...)
		switch {
		case interpreted.IsIdle(st):
		case s.isolated && !g.usesVenv():
			out = append(out, st.Who()+" starts the interpreter with a flag that leaves out packages in a folder of their own"+makeVenv)
		case s.leaves != "" && !g.usesVenv():
			out = append(out, st.Who()+": "+s.leaves+", so the program would not see packages in a folder of their own"+makeVenv)
		case s.problem != "":
			out = append(out, st.Who()+": "+s.problem)
		case s.through > 0:
			out = append(out, st.Who()+" starts "+s.runner(g, st.Start)+", which only installing needs: start the program itself")
		case st.Dir != g.Dir && !g.Inside(st.Dir):
			out = append(out, st.Who()+" runs in "+st.Dir+", and what it starts there is not known")
		}
	}
	return out
}

// runner is the manager that a command starts its program through.
func (s *start) runner(g *stage, st model.Start) string {
	if g.managed.manager == "" && s.at < len(st.Argv) {
		return path.Base(st.Argv[s.at])
	}
	return g.managed.manager
}

// outsideStarter is what starts the image from outside with words that a base which starts its interpreter by itself takes for
// something else; empty when nothing does.
func (r *reading) outsideStarter() string {
	if replaced := r.final.Replaced(); len(replaced) > 0 {
		st := replaced[0]
		name := "a shell"
		if !st.Shell && len(st.Argv) > 0 {
			name = path.Base(st.Argv[0])
		}
		return name + ", by " + st.Who() + ","
	}
	for _, st := range r.final.Starts {
		if v, ok := st.Mounts(r.final.Dir); ok && v.Bind != "" {
			return "tools to develop with, as " + st.Who() + " mounts sources,"
		}
	}
	return ""
}
