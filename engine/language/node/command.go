package node

import (
	"slices"
	"strings"

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
	// withDev says that it is told to install development dependencies, whatever the environment says.
	withDev bool
	// partial is the first flag by which it may install something else than package.json asks for, empty for none.
	partial string
	// after is where flags can be put in the instruction's text.
	after int
	// runFlags are the flags of the RUN that it stands in, with the blank before them.
	runFlags string
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
			name, value, joined := strings.Cut(a, "=")
			if !joined && strings.Contains(flagsWithValue, " "+a+" ") {
				i++
				value = c.Arg(i)
			}
			c.flag(a, value)
			c.elsewhere(name, value)
		case verb == "":
			verb, c.after = a, w.Last
		default:
			c.names = append(c.names, a)
		}
	}
	c.production = (c.production || c.productionByEnv()) && !c.withDev
	c.kind = c.kindOf(verb, isGlobal)
	if opaque && c.kind != builds {
		c.kind = adds
	}
}

// productionByEnv says whether the environment asks to leave development dependencies out. npm reads its own variables in any
// case.
func (c *command) productionByEnv() bool {
	for name, value := range c.Env.All() {
		switch strings.ToLower(name) {
		case "npm_config_omit":
			if value == "dev" {
				return true
			}
		case "npm_config_production":
			if value == "true" {
				return true
			}
		}
	}
	return c.Env.Value("NODE_ENV") == "production" && c.manager != "pnpm"
}

// plainFlags are the flags that leave node_modules as it would be without them, but for development dependencies.
const plainFlags = " --omit --only --production --prod -P -D --dev --no-dev --include --legacy-peer-deps --force -f --audit --no-audit --fund --no-fund " +
	"--ignore-scripts --prefer-offline --offline --loglevel --silent -s --quiet -q --verbose --progress --no-progress --no-save " +
	"--package-lock --no-package-lock --cache --registry --prefix -C --cwd --dir --unsafe-perm --network-timeout --network-concurrency " +
	"--frozen-lockfile --no-frozen-lockfile --pure-lockfile --immutable --inline-builds --non-interactive --check-files --mutex " +
	"--cache-folder --ignore-engines --color --no-color --reporter --engine-strict --foreground-scripts --maxsockets --fetch-retries " +
	"--fetch-timeout --no-update-notifier --update-notifier --all --production-timeout --yes -y "

// flag notes a flag of an install, which has its value behind "=", or as the next argument.
func (c *command) flag(flag, value string) {
	name, _, _ := strings.Cut(flag, "=")
	off := value == "false"
	switch name {
	case "--omit":
		c.production = c.production || value == "dev"
		if value != "dev" {
			c.shaped("--omit=" + value)
		}
	case "--only":
		c.production = c.production || strings.HasPrefix(value, "prod")
	case "--production", "--prod", "-P", "--no-dev":
		c.production, c.withDev = c.production || !off, c.withDev || off
	case "--include":
		c.withDev = c.withDev || value == "dev"
	case "--frozen-lockfile", "--immutable":
		c.frozen = true
	default:
		if !strings.Contains(plainFlags, " "+name+" ") {
			c.shaped(name)
		}
	}
}

// shaped notes a flag that makes node_modules another one than package.json asks for.
func (c *command) shaped(flag string) {
	if c.partial == "" {
		c.partial = flag
	}
}

// elsewhere follows a flag that makes the package manager work in another folder.
func (c *command) elsewhere(flag, value string) {
	switch flag {
	case "--prefix", "-C", "--cwd", "--dir":
		c.Dir, c.DirKnown = model.Resolve(c.Dir, value), c.DirKnown && value != ""
	}
}

// kindOf is what a verb of a package manager does.
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
		return c.kindOfInstall(verb, isGlobal)
	case "prune":
		return prunes
	case "cache", "config", "set", "version", "audit", "store", "fund", "help", "why", "plugin", "fetch", "import":
		return nothing
	case "start", "deploy", "link", "publish", "pack":
		return other
	case "workspaces":
		if slices.Contains(c.names, "focus") {
			return installs
		}
		if slices.Contains(c.names, "run") {
			return builds
		}
		return other
	}
	return builds
}

// kindOfInstall is what a verb that installs does.
func (c *command) kindOfInstall(verb string, isGlobal bool) kind {
	c.frozen = c.frozen || verb == "ci" || verb == "clean-install" || verb == "install-clean"
	switch {
	case isGlobal:
		return global
	case len(c.names) > 0 || verb == "add":
		return adds
	}
	return installs
}

// isFrozen says whether it fails where the lock file does not fit package.json.
func (c *command) isFrozen() bool { return c.frozen || c.manager == "pnpm" && c.Env.Value("CI") != "" }
