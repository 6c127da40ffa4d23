package node

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// entries are the names below the folder of the dependencies that the final stage needs beside node_modules; nil when that can't
// be told, so that the whole folder has to be copied.
func (r *reading) entries() []string {
	g, n := r.build, r.node()
	built := r.builtFolder()
	if built == "" || r.folder != "." || g.Changes || g.adds || isWhole(n) {
		return nil
	}
	there, ok := r.contextEntries()
	if !ok || slices.Contains(there, built) || !slices.Contains(there, "package.json") || !r.compilesInto(built) {
		return nil
	}
	names := []string{"package.json", built}
	for _, name := range there {
		if name == "package.json" || !r.namedAtRuntime(name) && buildsOnly(name) {
			continue
		}
		names = append(names, name)
	}
	return names
}

// isWhole says whether a package needs more of its folder than what a compiler makes.
func isWhole(n *Package) bool {
	return n.generates() || len(n.Dependencies) == 0 || len(n.InstallScripts) > 0 || len(n.Workspaces) > 0 || needsWhole(n)
}

// needsWhole says whether a dependency is known to read what a build leaves elsewhere than in one folder.
func needsWhole(n *Package) bool {
	return slices.ContainsFunc(n.Dependencies, func(d project.Dependency) bool {
		return slices.Contains([]string{"next", "nuxt", "@prisma/client", "@remix-run/node", "@sveltejs/kit", "astro"}, d.Name)
	})
}

// builtFolder is the folder that the build makes and the program starts from, empty when it can't be told.
func (r *reading) builtFolder() string {
	g := r.build
	file := r.start.file()
	if file == "" || !g.builds || r.start.opaque || len(r.others) > 0 {
		return ""
	}
	at := model.Resolve(g.Dir, file)
	rel, below := strings.CutPrefix(at, strings.TrimSuffix(g.root(), "/")+"/")
	first, rest, deep := strings.Cut(rel, "/")
	if !below || first == "node_modules" || !deep && rest == "" && path.Ext(first) != "" {
		return ""
	}
	if out := r.node().OutDir; out != "" && out != first {
		return ""
	}
	return first
}

// contextEntries are the names that COPY brings from the build context to the top of the folder.
func (r *reading) contextEntries() ([]string, bool) {
	g := r.build
	var out []string
	for _, c := range g.Copies {
		if c.Instruction > g.LastRun || !g.Inside(c.Dest) && !(g.IsInRoot() && c.Dest == g.root()) {
			continue
		}
		for _, src := range c.Sources {
			names, ok := r.brought(c, src)
			if !ok {
				return nil, false
			}
			out = append(out, names...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), true
}

// brought are the names at the top of the folder that one source of a COPY brings.
func (r *reading) brought(c model.Copy, src string) ([]string, bool) {
	root := r.build.root()
	listed, ok := r.context()
	if !ok {
		return nil, false
	}
	src = strings.TrimPrefix(path.Clean("/"+src), "/")
	if src == "" {
		return listed, c.Dest == root
	}
	if c.Dest != root {
		first, _, _ := strings.Cut(strings.TrimPrefix(c.Dest, strings.TrimSuffix(root, "/")+"/"), "/")
		return []string{first}, true
	}
	var out []string
	for _, name := range listed {
		if match, err := path.Match(src, name); err == nil && match {
			if info, ok := r.Stat(name); !ok || info.IsDir() {
				return nil, false // Of a folder, COPY brings what is in it.
			}
			out = append(out, name)
		}
	}
	return out, !strings.Contains(src, "/")
}

// context are the names at the top of the build context that the ignore file lets through.
func (r *reading) context() ([]string, bool) {
	entries := r.List(".")
	if entries == nil {
		return nil, false
	}
	ignored, ok := r.Ignores()
	if !ok {
		return nil, false
	}
	var out []string
	for _, e := range entries {
		if !ignored(e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, true
}

// namedAtRuntime says whether the sources or the start command name an entry as something that is read at run time.
func (r *reading) namedAtRuntime(name string) bool {
	for _, e := range r.needed().Of(evidence.Reads, evidence.Lists) {
		if slices.Contains(strings.Split(path.Clean(e.Subject), "/"), name) {
			return true
		}
	}
	for _, word := range slices.Concat(r.build.Start.Argv, r.start.run) {
		if strings.Contains(word, "tsconfig-paths") && strings.HasPrefix(name, "tsconfig") || slices.Contains(strings.Split(path.Clean(word), "/"), name) {
			return true
		}
	}
	return false
}

// buildsOnly says whether an entry of the build context is known to be of no use to a program that is built.
func buildsOnly(name string) bool {
	low := strings.ToLower(name)
	for _, prefix := range []string{
		"dockerfile", "docker-compose", "compose.", ".git", ".docker", ".eslint", "eslint.config", ".prettier", "prettier.config", "tsconfig",
		"jest.", "vitest.", "vite.config", "webpack.", "rollup.config", "babel.config", ".babelrc", "tslint", "readme", "license", "changelog",
		".vscode", ".idea", ".husky", ".editorconfig", ".nvmrc", ".node-version", ".swcrc", "nodemon.json", "nest-cli.json", "makefile",
		".npmrc", ".yarnrc", ".yarn", "pnpm-", "package-lock.json", "yarn.lock", "npm-shrinkwrap.json", "biome.json", ".lintstaged", ".mocharc",
		"tsup.config", "esbuild.", ".github", ".gitlab", "containerfile", ".tool-versions", ".pnp.",
	} {
		if strings.HasPrefix(low, prefix) {
			return true
		}
	}
	switch low {
	case "src", "node_modules", "test", "tests", "__tests__", "spec", "e2e", "cypress", "docs", "coverage":
		return true
	}
	return strings.HasSuffix(low, ".md") || strings.HasSuffix(low, ".dockerfile")
}
