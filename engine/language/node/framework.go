package node

import (
	"path"
	"regexp"

	"lightship/engine/project"
)

// nodeFrameworks are the packages that say what a project is: what serves requests first, then what builds front-ends.
func nodeFrameworks() []struct{ pkg, name string } {
	return []struct{ pkg, name string }{
		{"next", "next"},
		{"nuxt", "nuxt"},
		{"@remix-run/node", "remix"},
		{"@sveltejs/kit", "sveltekit"},
		{"astro", "astro"},
		{"@nestjs/core", "nest"},
		{"express", "express"},
		{"fastify", "fastify"},
		{"koa", "koa"},
		{"hono", "hono"},
		{"@hapi/hapi", "hapi"},
		{"@adonisjs/core", "adonis"},
		{"@strapi/strapi", "strapi"},
		{"@angular/core", "angular"},
		{"react-scripts", "create-react-app"},
		{"@vue/cli-service", "vue-cli"},
		{"gatsby", "gatsby"},
		{"vite", "vite"},
		{"parcel", "parcel"},
		{"webpack", "webpack"},
		{"react", "react"},
		{"vue", "vue"},
		{"svelte", "svelte"},
		{"solid-js", "solid"},
		{"preact", "preact"},
	}
}

// serves says whether a framework answers requests itself, so that the project is more than files for a web server.
func serves(framework string) bool {
	switch framework {
	case "next", "nuxt", "remix", "sveltekit", "nest", "express", "fastify", "koa", "hono", "hapi", "adonis", "strapi":
		return true
	}
	return false
}

// staticDirs are where tools that make files for a web server put them.
func staticDirs() []struct{ framework, dir string } {
	return []struct{ framework, dir string }{
		{"angular", "dist"},
		{"create-react-app", "build"},
		{"vue-cli", "dist"},
		{"gatsby", "public"},
		{"vite", "dist"},
		{"astro", "dist"},
		{"parcel", "dist"},
	}
}

func (n *Package) readFrameworks(r *project.Files, text []byte) {
	for _, f := range nodeFrameworks() {
		if version, _, found := n.has(f.pkg); found {
			n.Frameworks = append(n.Frameworks, project.Framework{
				Name: f.name, Version: version,
				Evidence: project.Evidence{File: "package.json", Line: keyLine(text, f.pkg), Says: "asks for " + f.pkg + " " + version},
			})
		}
	}
	if n.framework("next") {
		n.readNext(r)
	}
	n.readStatic(r, text)
}

func (n *Package) framework(name string) bool {
	for _, f := range n.Frameworks {
		if f.Name == name {
			return true
		}
	}
	return false
}

var (
	nextStandalone = regexp.MustCompile(`output\s*:\s*['"]standalone['"]`)
	nextExport     = regexp.MustCompile(`output\s*:\s*['"]export['"]`)
	viteOutDir     = regexp.MustCompile(`outDir\s*:\s*['"]([^'"]+)['"]`)
	astroServer    = regexp.MustCompile(`output\s*:\s*['"](?:server|hybrid)['"]`)
)

// readNext reads next.config for what is built.
func (n *Package) readNext(r *project.Files) {
	name := r.First("next.config.ts", "next.config.mjs", "next.config.js", "next.config.cjs")
	if name == "" {
		return
	}
	text, ok := r.Read(name)
	if !ok {
		return
	}
	if at := nextStandalone.FindIndex(text); at != nil {
		n.Standalone = true
	}
	if at := nextExport.FindIndex(text); at != nil {
		n.Static, n.StaticDir = true, "out"
		n.StaticEvidence = []project.Evidence{{File: name, Line: project.LineAt(text, at[0]), Says: "tells Next.js to export files"}}
	}
}

// readStatic works out whether the build makes files for a web server and nothing that runs.
func (n *Package) readStatic(r *project.Files, text []byte) {
	if n.Static || n.Scripts["build"] == "" {
		return
	}
	for _, f := range n.Frameworks {
		if serves(f.Name) {
			return
		}
	}
	for _, s := range staticDirs() {
		if !n.framework(s.framework) {
			continue
		}
		if s.framework == "astro" && n.matches(r, astroServer, "astro.config.mjs", "astro.config.ts", "astro.config.js") {
			return
		}
		n.Static, n.StaticDir = true, s.dir
		n.StaticEvidence = append(n.StaticEvidence, project.Evidence{
			File: "package.json", Line: keyLine(text, "build"), Says: "the build script makes files with " + s.framework + ", and nothing in the project serves requests",
		})
		n.readOutDir(r, s.framework)
		return
	}
}

func (n *Package) matches(r *project.Files, what *regexp.Regexp, names ...string) bool {
	name := r.First(names...)
	if name == "" {
		return false
	}
	text, ok := r.Read(name)
	return ok && what.Match(text)
}

// readOutDir reads where the bundler's configuration puts the files.
func (n *Package) readOutDir(r *project.Files, framework string) {
	switch framework {
	case "vite":
		name := r.First("vite.config.ts", "vite.config.js", "vite.config.mjs", "vite.config.mts")
		text, ok := r.Read(name)
		if name == "" || !ok {
			return
		}
		if match := viteOutDir.FindSubmatch(text); match != nil {
			n.StaticDir = path.Clean(string(match[1]))
			n.StaticEvidence = append(n.StaticEvidence, project.Evidence{
				File: name, Line: project.LineOf(text, string(match[0])), Says: `sets build.outDir to "` + string(match[1]) + `"`,
			})
		}
	case "angular":
		n.readAngular(r)
	}
}

// readAngular reads the default project's output path from angular.json.
func (n *Package) readAngular(r *project.Files) {
	var workspace struct {
		DefaultProject string `json:"defaultProject"`
		Projects       map[string]struct {
			Architect struct {
				Build struct {
					Builder string `json:"builder"`
					Options struct {
						OutputPath any `json:"outputPath"`
					} `json:"options"`
				} `json:"build"`
			} `json:"architect"`
		} `json:"projects"`
	}
	text, ok := r.JSON("angular.json", &workspace)
	if !ok || len(workspace.Projects) == 0 {
		return
	}
	name := workspace.DefaultProject
	if name == "" {
		name = project.SortedKeys(workspace.Projects)[0]
	}
	build := workspace.Projects[name].Architect.Build
	dir := path.Join("dist", name)
	switch at := build.Options.OutputPath.(type) {
	case string:
		dir = path.Clean(at)
	case map[string]any:
		if base, isText := at["base"].(string); isText {
			dir = path.Clean(base)
		}
	}
	if match := regexp.MustCompile(`:application$`).MatchString(build.Builder); match {
		dir = path.Join(dir, "browser")
	}
	n.StaticDir = dir
	n.StaticEvidence = append(n.StaticEvidence, project.Evidence{
		File: "angular.json", Line: keyLine(text, "outputPath"), Says: `builds "` + name + `" into "` + dir + `"`,
	})
}
