package python

import (
	"regexp"
	"slices"
	"strings"
)

// isolates says whether flags of the interpreter leave out the folder of a user's packages, or the variables that name it: -I, -s, -E
// and -S, alone or with others.
func isolates(args []string) bool {
	for _, a := range args {
		if len(a) < 2 || a[0] != '-' || a[1] == '-' {
			return false
		}
		if strings.ContainsAny(a[1:], "IsES") && !strings.HasPrefix(a, "-W") && !strings.HasPrefix(a, "-X") {
			return true
		}
		if strings.ContainsAny(a[1:], "mc") {
			return false
		}
	}
	return false
}

// isolatedLine finds a first line, or a start by a source, with such flags.
var isolatedLine = regexp.MustCompile(`(?m)\A#![^\n]*python[\d.]*[ \t]+-[A-Za-z]*[IsES]|sys\.executable[ \t]*,[ \t]*["']-[A-Za-z]*[IsES]|\bENABLE_USER_SITE[ \t]*=[ \t]*False`)

const makeVenv = ": install into a virtual environment (python -m venv /opt/venv, with /opt/venv/bin first in PATH) and try again"

// userSite is why packages in a folder of a user's would not be found by the program; empty when they would be.
func (r *reading) userSite() string {
	g := r.build
	if g.usesVenv() {
		return ""
	}
	for _, st := range g.Starts {
		if slices.Contains(st.From.Environment, "PYTHONNOUSERSITE") {
			return st.Who() + " sets PYTHONNOUSERSITE, so the program would not see packages in a folder of their own" + makeVenv
		}
	}
	switch {
	case g.Env.Value("PYTHONNOUSERSITE") != "" || strings.Contains(g.Start.Script, "PYTHONNOUSERSITE="):
		return "PYTHONNOUSERSITE is set, so the program would not see packages in a folder of their own" + makeVenv
	case r.start.leaves != "":
		return r.start.leaves + ", so the program would not see packages in a folder of their own" + makeVenv
	case r.start.isolated:
		return "the interpreter is started with a flag that leaves out packages in a folder of their own (-I, -s, -E or -S)" + makeVenv
	case Of(r.Project).isolated != "":
		return Of(r.Project).isolated + " starts the interpreter without packages in a folder of their own" + makeVenv
	}
	if g.installsElsewhere() {
		return "an install is told not to use a folder of its own" + makeVenv
	}
	return ""
}

// installsElsewhere says whether an install would not go where the variables of the split say.
func (g *stage) installsElsewhere() bool {
	first := g.Envs[g.firstInstall]
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			told := c.isolated || has(c.Command, "--isolated") || has(c.Command, "--no-user")
			if c.kind == installs && (told || c.Env.Value("PYTHONNOUSERSITE") != "" || c.Env.Value("PIP_USER") != first.Value("PIP_USER")) {
				return true
			}
		}
	}
	return false
}
