package node

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/rewrite/pattern/interpreted"
)

// makers are tools that compile sources into one folder.
var makers = []string{"tsc", "nest", "swc", "babel", "tsup", "esbuild", "ncc", "webpack", "rollup", "vite", "rspack", "rslib", "tsdown", "unbuild", "pkgroll", "bunchee"}

// checkers are tools that leave no files behind that a program needs, or change those of the folder that is compiled into alone.
var checkers = []string{
	"eslint", "prettier", "jest", "vitest", "mocha", "echo", "true", "tsc-alias", "resolve-tspaths", "tsconfig-replace-paths", "biome", "tslint", "depcheck",
}

// copiers are tools that copy, make or remove what their arguments name.
var copiers = []string{"cp", "mkdir", "rm", "rimraf", "del-cli", "del", "mkdirp", "copyfiles", "cpx", "cpy", "ncp", "shx", "mv"}

// compilesInto says whether all that the build runs is known, and that it makes one folder and nothing else.
func (r *reading) compilesInto(folder string) bool {
	steps, known := r.buildSteps()
	if !known {
		return false
	}
	maker := ""
	for _, words := range steps {
		switch name := words[0]; {
		case slices.Contains(checkers, name):
		case slices.Contains(copiers, name):
			last := strings.TrimPrefix(path.Clean(words[len(words)-1]), "./")
			if last != folder && !strings.HasPrefix(last, folder+"/") {
				return false
			}
		case !slices.Contains(makers, name) || maker != "" && maker != name:
			return false
		default:
			maker = name
		}
	}
	return maker != ""
}

// buildSteps are the commands that the RUNs of a build come to, through the scripts of package.json; known is false when one of them
// can't be told.
func (r *reading) buildSteps() (steps [][]string, known bool) {
	known = true
	for _, i := range r.build.Runs() {
		for _, c := range r.build.commands[i] {
			if c.kind != builds {
				continue
			}
			var words []string
			for at := range c.Args {
				words = append(words, c.Arg(at))
			}
			found, ok := r.follow(words, maxScripts)
			steps, known = append(steps, found...), known && ok && !slices.Contains(words, "")
		}
	}
	return steps, known
}

// follow are the commands that a command comes to.
func (r *reading) follow(words []string, depth int) (steps [][]string, known bool) {
	_, words = leadingAssigns(words)
	switch {
	case len(words) == 0 || depth == 0:
		return nil, false
	case slices.Contains([]string{"npx", "pnpx", "cross-env", "yarn", "pnpm"}, words[0]) && len(words) > 1 && slices.Contains(makers, words[1]):
		return r.follow(words[1:], depth-1)
	case words[0] == "cross-env" || words[0] == "npx" || words[0] == "dotenv":
		return r.follow(words[1:], depth-1)
	case slices.Contains([]string{"npm-run-all", "run-s", "run-p"}, words[0]):
		return r.followScripts(words[1:], depth-1)
	case slices.Contains([]string{"npm", "yarn", "pnpm"}, words[0]):
		name, _, ok := scriptOf(words)
		if !ok {
			return nil, false
		}
		return r.followScripts([]string{name}, depth-1)
	}
	words = slices.Clone(words)
	words[0] = path.Base(words[0])
	return [][]string{words}, true
}

// followScripts are the commands that scripts of package.json come to, with those that run before and behind them.
func (r *reading) followScripts(names []string, depth int) (steps [][]string, known bool) {
	known = true
	for _, name := range names {
		if strings.HasPrefix(name, "-") {
			continue
		}
		if r.node().Scripts[name] == "" {
			return nil, false
		}
		for _, each := range []string{"pre" + name, name, "post" + name} {
			text := r.node().Scripts[each]
			if text == "" {
				continue
			}
			sequence := interpreted.Sequence(text)
			if sequence == nil {
				return nil, false
			}
			for _, words := range sequence {
				found, ok := r.follow(words, depth)
				steps, known = append(steps, found...), known && ok && !slices.Contains(words, "")
			}
		}
	}
	return steps, known
}

// generators are packages whose builds write into node_modules what the program loads from there.
var generators = []string{
	"@prisma/client", "prisma", "vike", "vite-plugin-ssr", "telefunc", "@zenstackhq/runtime", "zenstack", "patch-package", "@brillout/vite-plugin-server-entry",
	"contentlayer", "blitz", "@keystone-6/core",
}

// generates says whether a package is known to write into node_modules.
func (n *Package) generates() bool {
	return slices.ContainsFunc(generators, func(name string) bool { _, _, found := n.has(name); return found })
}

// intoModules finds a script that writes into node_modules.
var intoModules = regexp.MustCompile(`(?:\b(?:cp|mv|ln|mkdir|cpx|ncp|copyfiles|tee|rsync)\b|>)[^&|;]*node_modules/([\w@./-]*)`)

// removes says what taking dependencies out of node_modules would take out too that the build wrote there; empty when nothing is
// known to be.
func (r *reading) removes() string {
	n := r.node()
	for _, e := range n.Needed.Of(evidence.Writes) {
		if _, rest, found := strings.Cut(e.Subject+"/", "node_modules/"); found && !n.keeps(rest, e.Known) {
			return fmt.Sprintf("%s %s, which taking dependencies out of node_modules may remove", e.Place(), e.Says())
		}
	}
	for name, text := range n.Scripts {
		if match := intoModules.FindStringSubmatch(text); match != nil && !n.keeps(match[1], true) {
			return fmt.Sprintf("the script %q writes into node_modules, and taking dependencies out may remove that", name)
		}
	}
	for _, name := range []string{"codegen.yml", "codegen.yaml", "codegen.ts", "codegen.js", "codegen.json", ".graphqlrc.yml", "prisma/schema.prisma", "schema.zmodel", "orval.config.ts"} {
		if _, rest, found := strings.Cut(r.text(name), "node_modules/"); found && !n.keeps(firstWord(rest), true) {
			return name + " writes into node_modules, and taking dependencies out may remove that"
		}
	}
	return ""
}

// firstWord is what stands before the first blank or quote.
func firstWord(text string) string {
	if at := strings.IndexAny(text, " \t\n\"'`,;)"); at >= 0 {
		return text[:at]
	}
	return text
}

// keeps says whether a package manager leaves a path below node_modules as it is when it takes others out: one that begins with a dot
// for npm, and files of a dependency.
func (n *Package) keeps(below string, known bool) bool {
	name := packageName(strings.TrimSuffix(below, "/"))
	if known && name == "" {
		return true // The folder itself is made where it is not there.
	}
	return known && n.Manager == NPM && (strings.HasPrefix(name, ".") || hasDependency(n.Dependencies, name))
}
