package node

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// further is what a file of the project starts in the place of the image's own command.
type further struct {
	start
	from model.Started
}

// readOthers follows what services and containers start through the scripts of package.json.
func readOthers(g *stage, n *Package) []further {
	var out []further
	for _, st := range g.Replaced() {
		o := further{start: readStart(g, st.Start, n), from: st}
		switch {
		case o.problem == "" && st.Dir != g.Dir:
			o.problem = "it runs in " + st.Dir + ", and what it starts there is not known"
		case o.problem != "" && interpreted.IsIdle(st):
			o.problem = ""
		}
		out = append(out, o)
	}
	return out
}

// mounted is what mounts sources of this computer over the program's folder, the zero value when nothing does: there the image is
// one to develop in.
func (r *reading) mounted() (model.Started, bool) {
	g := r.build
	for _, st := range r.final.Starts {
		at := r.final.Dir
		if g == r.final && g.install != nil {
			at = g.root()
		}
		if v, ok := st.Mounts(at); ok && v.Bind != "" {
			return st, true
		}
	}
	return model.Started{}, false
}

// otherNeedsDev says why something that starts the image may need a development dependency; empty when nothing does.
func (r *reading) otherNeedsDev() string {
	n := r.node()
	if st, ok := r.mounted(); ok {
		return st.Who() + " mounts sources over the program, so the image is one to develop in"
	}
	for _, o := range r.others {
		why := o.problem
		if why == "" {
			why = o.needsDev(n)
		}
		if why == "" {
			why = o.configuredByDev(r.files(), n)
		}
		if why != "" {
			return o.from.Who() + ": " + why
		}
	}
	return ""
}

// otherStarter is what starts the image from outside with words that a base which starts node by itself takes for something else;
// empty when nothing does.
func (r *reading) otherStarter() string {
	if len(r.others) > 0 {
		o := r.others[0]
		name := o.through
		if name == "" && len(o.from.Argv) > 0 {
			name = path.Base(o.from.Argv[0])
		}
		return name + ", by " + o.from.Who() + ","
	}
	if st, ok := r.mounted(); ok {
		return "tools to develop with, as " + st.Who() + " mounts sources,"
	}
	return ""
}

// lackingManager says which package manager that is not part of the images something starts from outside; empty when none does.
func (r *reading) lackingManager() string {
	i := slices.IndexFunc(r.others, func(o further) bool { return o.through != "" && !r.hasManager(o.through) })
	if i < 0 {
		return ""
	}
	o := r.others[i]
	return o.from.Who() + " starts " + o.through + ", which " + slim().Of(bases.Describe(r.Builder()).Ref) + " lacks"
}

// own are programs that the images of Node.js have in PATH, but for those that start node by themselves.
var own = []string{"node", "npm", "npx", "yarn"}

// startedByName is where the sources or the start command have node, or a script that begins with its name, looked for in PATH; empty
// when nothing does.
func (r *reading) startedByName() string {
	for _, words := range r.start.called {
		if name := words[0]; name == "pm2-runtime" || name == "pm2" {
			return name
		}
	}
	if r.node() == nil {
		return ""
	}
	for _, e := range r.needed().Of(evidence.Starts, evidence.Shell) {
		for _, word := range strings.Fields(e.Subject) {
			if slices.Contains(own, word) || strings.Contains(word, "node_modules/") {
				return e.Place()
			}
		}
	}
	return ""
}

// startedOutside looks at the programs that the sources and the packages start: what the final image may lack is installed there. It
// returns why that can't be sure; empty when it is.
func (r *reading) startedOutside() string {
	g, builder, lighter := r.build, bases.Describe(r.Builder()), bases.Describe(slim().Of(r.Builder()))
	needed := r.needed()
	for _, s := range r.starts() {
		needed = append(needed, s.tools()...)
	}
	if why := r.outside.FromSources(needed, r.has); why != "" {
		return why
	}
	for _, t := range r.outside.Tools {
		switch {
		case bases.Common(t.Name), lighter.Carries(t.Name), builder.ToolPackage(t.Name) != "" && g.Lacks(t.Name):
		case builder.ToolPackage(t.Name) == "":
			return fmt.Sprintf("%s needs %s, which the final image would not have", t.Who, t.Name)
		default:
			g.Add(builder.ToolPackage(t.Name))
			g.Add(beside[t.Name]...)
		}
	}
	return ""
}

// beside are the packages that programs are of little use without, by the same names on Debian and Alpine: they are only recommended
// there, and the full images have them.
var beside = map[string][]string{"git": {"ca-certificates", "openssh-client"}, "curl": {"ca-certificates"}, "wget": {"ca-certificates"}}

// has says whether the final image has a program anyway: node's own, one of the packages, or one whose package a RUN installs.
func (r *reading) has(name string) bool {
	g := r.build
	switch {
	case name == ownInterpreter, slices.Contains(own, name), slices.Contains(g.Packages, name):
		return true
	case name == "convert" && slices.Contains(g.Packages, "graphicsmagick"):
		return true // gm uses either.
	case name == browser:
		return g.Env.Value("PUPPETEER_EXECUTABLE_PATH") != "" && (slices.Contains(g.Packages, "chromium") || slices.Contains(g.Packages, "chromium-browser"))
	case strings.Contains(name, "node_modules/"):
		return !path.IsAbs(name) || g.Inside(name)
	}
	return pattern.Fetches(g.Stage, g.Dir, name) != ""
}

// withStarted adds what the sources start to what is known of the program.
func (r *reading) withStarted(known bases.Program) bases.Program {
	known = r.outside.Into(known, true)
	known.Users = pattern.UsersOf(r.final.Stage)
	for _, s := range r.starts() {
		known.NeedsShell = known.NeedsShell || s.shellScript() != ""
	}
	known.NeedsShell = known.NeedsShell || r.outside.Shell != "" || r.node() != nil && r.needed().Has(evidence.Shell)
	return known
}
