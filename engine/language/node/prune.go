package node

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/bases"
)

// omitFlag is the flag that makes an install leave development dependencies out.
func omitFlag(m PackageManager) string {
	switch m {
	case NPM:
		return " --omit=dev"
	case YarnClassic:
		return " --production"
	case PNPM:
		return " --prod"
	}
	return ""
}

// firstWithOmit is the first release of Node.js whose npm knows --omit; those before it have npm 6, which says --production.
// Source: https://nodejs.org/dist/index.json and npm's changelog of 7.0.
const firstWithOmit = 15

// asReleased is a flag or a command of npm as the npm of the builder's release of Node.js knows it.
func (r *reading) asReleased(text string) string {
	major, _, _ := strings.Cut(bases.Describe(r.Builder()).RuntimeVersion, ".")
	if n, err := strconv.Atoi(major); err != nil || n >= firstWithOmit || slices.Contains(r.build.globals, "npm") {
		return text
	}
	return strings.ReplaceAll(text, "--omit=dev", "--production")
}

// noPrune says that a package manager can't take development dependencies out again.
func noPrune(m PackageManager, version string) string {
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

// againstPrune says why what an install made must not be worked on once more; empty when it may.
func againstPrune(n *Package, install *command) string {
	switch {
	case install.partial != "":
		return fmt.Sprintf("the install has the flag %s, and whether %s keeps to that when it takes dependencies out is not known",
			install.partial, program(n.Manager))
	case n.Manager == PNPM && !install.isFrozen():
		// pnpm prune fails where they differ.
		return "pnpm takes dependencies out by its lock file, and without --frozen-lockfile that may not fit package.json"
	case n.Manager == YarnClassic && (needsWhole(n) || n.generates()) || n.Manager == PNPM && n.generates():
		return program(n.Manager) + " may take out what the build generated into node_modules"
	}
	return ""
}

// prune is the RUN that takes development dependencies out of what an install made, behind a cd where one is needed. Only npm
// never asks a registry for it: the others get the flags of the RUN that installs, with its cache and its secrets.
func prune(n *Package, install *command, cd string) string {
	flags := ""
	if n.Manager != NPM {
		flags = install.runFlags
	}
	return "RUN" + flags + " " + cd + pruneCommand(n.Manager, n.ManagerVersion) + install.peerFlag()
}

// pruneCommand takes development dependencies out of node_modules, without running scripts of packages again; empty when the
// package manager can't.
func pruneCommand(m PackageManager, version string) string {
	switch m {
	case NPM:
		return "npm prune --omit=dev"
	case YarnClassic:
		return "yarn install --production --ignore-scripts --prefer-offline"
	case PNPM:
		return "CI=true pnpm prune --prod --ignore-scripts"
	case YarnBerry:
		if major, _, _ := strings.Cut(version, "."); major >= "4" && len(major) == 1 {
			return "yarn workspaces focus --all --production"
		}
	}
	return ""
}
