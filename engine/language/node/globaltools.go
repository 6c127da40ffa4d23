package node

import (
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern/interpreted"
)

// globalTools are packages that are installed for a whole image to start a program, with the programs that they bring. They are of
// JavaScript alone, so that an image without compilers installs them too. Source: the packages' own package.json.
func globalTools() map[string][]string {
	return map[string][]string{
		"pm2": {"pm2", "pm2-runtime", "pm2-docker"}, "serve": {"serve"}, "http-server": {"http-server"}, "forever": {"forever"}, "nodemon": {"nodemon"},
		"ts-node": {"ts-node"}, "tsx": {"tsx"}, "json-server": {"json-server"}, "sirv-cli": {"sirv"}, "local-web-server": {"ws"}, "live-server": {"live-server"},
	}
}

// installsTool says whether a RUN of the stage installs a program for the whole image that any image of Node.js can install again.
func (g *stage) installsTool(program string) bool { return g.toolPackage(program) != "" }

// toolPackage is the package that brings such a program as the RUN names it, with its version; empty for none.
func (g *stage) toolPackage(program string) string {
	for _, asked := range g.asked {
		name := asked
		if at := strings.LastIndex(name, "@"); at > 0 {
			name = name[:at]
		}
		if slices.Contains(globalTools()[name], program) {
			return asked
		}
	}
	return ""
}

// toolSetup are the instructions by which the final stage installs the programs again that start commands name.
func (r *reading) toolSetup() []string {
	var names []string
	for _, s := range r.starts() {
		if s.global == "" {
			continue
		}
		if name := r.build.toolPackage(s.global); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"RUN --mount=type=cache,target=/root/.npm \\\n    npm install -g " + strings.Join(names, " ")}
}

// startsOthers says whether a program of a package starts commands by their names, which a package manager lets it find.
func startsOthers(program string) bool {
	return slices.Contains([]string{
		"concurrently", "npm-run-all", "run-s", "run-p", "dotenv", "env-cmd", "wait-on", "start-server-and-test", "nodemon", "ts-node-dev", "turbo", "nx", "lerna",
		"wireit", "nf", "forever", "cross-env", "cross-env-shell", "dotenvx", "doppler", "pm2", "zx", "shx", "husky",
	}, program)
}

// byShim says whether the program of a package is started without the package manager that starts it today, which the images of
// Node.js lack.
func (r *reading) byShim() bool {
	s := r.start
	return s.through != "" && s.run == nil && s.shim != nil && !s.opaque && !r.hasManager(s.through) && r.build.Dir == r.build.root() && s.shellScript() == ""
}

// shimLines are the instructions that start it.
func (s start) shimLines(st model.Start) []string {
	keyword := "CMD"
	if st.Entrypoint >= 0 {
		keyword = "ENTRYPOINT"
	}
	return []string{model.ExecLine(keyword, append(slices.Clone(s.init), s.shim...))}
}

// handsToNode says whether the entrypoint of the images of Node.js takes a command for the arguments of node: one that begins with a
// flag, or a file without a first line that names its interpreter. Source: docker-entrypoint.sh of docker-node.
func (g *stage) handsToNode(st model.Start, argv []string) bool {
	base := bases.Describe(g.Base)
	if st.Shell || st.Entrypoint >= 0 || base.Runtime != "node" || base.Shell == "" || !bases.Official(g.Base) {
		return false
	}
	if strings.HasPrefix(argv[0], "-") {
		return true
	}
	entry := interpreted.Entry{Stage: g.Stage}
	if !strings.HasSuffix(argv[0], ".js") && !strings.HasSuffix(argv[0], ".mjs") && !strings.HasSuffix(argv[0], ".cjs") {
		return false
	}
	name := argv[0]
	if !strings.HasPrefix(name, "/") {
		name = "./" + name
	}
	text, ok := entry.File(g.Dir, name)
	return !strings.Contains(argv[0], "/") || !ok || !strings.HasPrefix(text, "#!")
}
