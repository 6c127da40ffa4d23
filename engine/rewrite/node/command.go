package node

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// kind is what a command of a RUN does for a Node.js program.
type kind int

const (
	other kind = iota
	// installs puts the dependencies of package.json into node_modules.
	installs
	// adds installs packages that the command line names.
	adds
	// global installs programs for the whole image.
	global
	// builds runs a script or a tool.
	builds
	// prunes takes development dependencies out of node_modules.
	prunes
	// nothing leaves nothing that matters.
	nothing
)

// command is a command of a RUN, read as one of a package manager or a tool of Node.js.
type command struct {
	model.Command
	kind kind
	// manager is the program's name: "npm", "yarn", "pnpm".
	manager string
	// frozen says that it installs exactly what the lock file says, production that it leaves development dependencies out.
	frozen, production bool
	// after is where flags can be put in the instruction's text.
	after int
	// names are the packages that it names.
	names []string
}

// flagsWithValue are flags of the package managers that take a value as the next argument.
const flagsWithValue = " --prefix -C --cwd --dir --registry --cache --loglevel --omit --include --network-timeout --mutex --filter " +
	"-F --workspace -w --cache-folder --network-concurrency --production-timeout "

// read reads a command; one that has nothing to do with Node.js is of the kind other.
func read(c model.Command) command {
	out := command{Command: c, manager: c.Name()}
	switch out.manager {
	case "npm", "yarn", "pnpm", "bun":
		out.readManager()
	case "corepack":
		out.kind = nothing
	case "npx", "pnpx", "bunx", "node", "tsc", "vite", "webpack", "next", "nest", "ng", "rollup", "esbuild", "prisma", "babel", "turbo", "nx":
		out.kind = builds
	default:
		if strings.Contains(c.Arg(0), "node_modules/.bin/") {
			out.kind = builds
		}
	}
	return out
}

// readManager reads the arguments of a package manager.
func (c *command) readManager() {
	verb := ""
	isGlobal, opaque := false, false
	c.after = c.Args[0].Last
	for i := 1; i < len(c.Args); i++ {
		w := c.Args[i]
		switch a := w.Text; {
		case !w.Known:
			opaque = true
		case strings.HasPrefix(a, "-"):
			isGlobal = isGlobal || a == "-g" || a == "--global" || a == "--location=global"
			if c.flag(a, c.Arg(i+1)) && strings.Contains(flagsWithValue, " "+a+" ") {
				i++
			}
		case verb == "":
			verb, c.after = a, w.Last
		default:
			c.names = append(c.names, a)
		}
	}
	c.production = c.production || c.Env["NODE_ENV"] == "production" && c.manager != "pnpm" || c.Env["NPM_CONFIG_OMIT"] == "dev"
	c.kind = c.kindOf(verb, isGlobal)
	if opaque && c.kind != builds {
		c.kind = adds
	}
}

// flag notes a flag of an install, and says whether the next argument may be its value.
func (c *command) flag(flag, next string) bool {
	switch flag {
	case "--omit=dev", "--only=production", "--only=prod", "--production", "--prod", "-P", "--production=true", "--no-dev":
		c.production = true
	case "--omit":
		c.production = c.production || next == "dev"
	case "--include=dev", "--production=false":
		c.production = false
	case "--frozen-lockfile", "--immutable":
		c.frozen = true
	}
	return true
}

func (c *command) kindOf(verb string, isGlobal bool) kind {
	if c.manager == "yarn" && verb == "global" {
		return global
	}
	switch verb {
	case "":
		if c.manager == "yarn" {
			return installs
		}
		return nothing
	case "ci", "clean-install", "install", "i", "add", "install-clean":
		c.frozen = c.frozen || verb == "ci" || verb == "clean-install" || verb == "install-clean"
		switch {
		case isGlobal:
			return global
		case len(c.names) > 0 || verb == "add":
			return adds
		}
		return installs
	case "prune":
		return prunes
	case "cache", "config", "set", "version", "audit", "store", "fund", "help", "why", "plugin":
		return nothing
	case "fetch", "import":
		return nothing
	case "start", "deploy", "link", "publish", "pack":
		return other
	case "workspaces":
		if slices.Contains(c.names, "focus") {
			return installs
		}
		return other
	}
	return builds
}

// omitFlag is the flag that makes an install leave development dependencies out.
func omitFlag(m project.PackageManager) string {
	switch m {
	case project.NPM:
		return " --omit=dev"
	case project.YarnClassic:
		return " --production"
	case project.PNPM:
		return " --prod"
	}
	return ""
}

// noPrune says that a package manager can't take development dependencies out again.
func noPrune(m project.PackageManager, version string) string {
	return fmt.Sprintf("how %s takes development dependencies out of node_modules again is not known", strings.TrimSpace(string(m)+" "+version))
}

// peerFlag is the flag by which npm was told to install in spite of conflicts of peer dependencies, empty for none: whatever
// works on the same tree later needs it too.
func (c *command) peerFlag() string {
	for i := range c.Args {
		if a := c.Arg(i); c.manager == "npm" && (a == "--legacy-peer-deps" || a == "--force") {
			return " " + a
		}
	}
	return ""
}

// pruneCommand takes development dependencies out of node_modules, without running scripts of packages again; empty when the
// package manager can't.
func pruneCommand(m project.PackageManager, version string) string {
	switch m {
	case project.NPM:
		return "npm prune --omit=dev"
	case project.YarnClassic:
		return "yarn install --production --ignore-scripts --prefer-offline"
	case project.PNPM:
		return "CI=true pnpm prune --prod --ignore-scripts"
	case project.YarnBerry:
		if major, _, _ := strings.Cut(version, "."); major >= "4" && len(major) == 1 {
			return "yarn workspaces focus --all --production"
		}
	}
	return ""
}
