package node

import (
	"path"
	"regexp"
	"slices"

	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern/interpreted"
)

// nodeLine is the first line of a script that node runs.
var nodeLine = regexp.MustCompile(`\A#![ \t]*/usr/(?:bin/env[ \t]+|local/bin/)node[ \t]*\r?\n`)

// byScript reads a start by a script of the build context, whose commands must be node's or the system's. It says whether it is one.
func (s *start) byScript(g *stage, n *Package, argv []string) bool {
	if s.entry == nil {
		s.entry = &interpreted.Entry{
			Stage: g.Stage,
			Own:   func(name string) bool { return slices.Contains(own, name) || name == "pnpm" },
			Program: func(argv []string) string {
				s.command(g, n, argv)
				return s.problem
			},
		}
	}
	name, words := argv[0], argv
	if rest := interpreted.ByShell(argv); rest != nil {
		if words, name = rest, rest[0]; !path.IsAbs(name) {
			name = "./" + name
		}
	}
	text, ok := s.entry.File(g.Dir, name)
	switch {
	case !ok:
		return false
	case nodeLine.MatchString(text) && len(words) == len(argv):
		s.called = append(s.called, append([]string{"node"}, argv...))
		return true
	case !model.IsShellScript(text) && len(words) == len(argv):
		return false
	}
	s.entry.Read(text, words)
	s.untold = s.untold || s.entry.Untold
	s.problem, s.run = s.entry.Problem, nil
	return true
}

// shellScript is the name of the script of a shell that is started, empty for none.
func (s start) shellScript() string {
	if s.entry == nil {
		return ""
	}
	return s.entry.Script
}

// tools are the programs of the system that scripts start.
func (s start) tools() evidence.List {
	if s.entry == nil {
		return s.shell
	}
	return slices.Concat(s.entry.Tools, s.shell)
}

// writers are programs that write beside the sources when they run: servers to develop with and tools that keep a cache in node_modules.
// From knowledge of their defaults: node_modules/.cache, node_modules/.vite, .angular, .nuxt, dist.
var writers = []string{
	"react-scripts", "react-app-rewired", "craco", "vite", "vue-cli-service", "ng", "nx", "nest", "next", "nuxt", "nuxi", "gatsby", "astro", "parcel", "webpack",
	"webpack-dev-server", "rollup", "remix", "remix-serve", "docusaurus", "expo", "strapi", "prisma", "tsc", "tsup", "babel", "esbuild", "quasar", "umi", "ember",
	"storybook", "svelte-kit", "turbo", "directus", "n8n", "sequelize", "sequelize-cli", "serverless", "http-server-upload", "json-server", "webpack-cli",
}

// writesBeside is a program that a start runs and that writes beside the sources; empty for none.
func (s start) writesBeside() string {
	for _, words := range s.called {
		if slices.Contains(writers, words[0]) {
			return words[0]
		}
	}
	return ""
}

// develops says whether a start runs a server to develop with, which behaves in another way where NODE_ENV says "production".
func (s start) develops() bool {
	return s.development || slices.ContainsFunc(s.called, func(words []string) bool {
		verbs, known := developers[words[0]]
		return known && (len(verbs) == 0 || slices.ContainsFunc(words[1:], func(w string) bool { return slices.Contains(verbs, w) }) ||
			len(words) == 1 && verbs[0] == "" || len(words) > 1 && verbs[0] == "" && words[1] != "" && words[1][0] == '-')
	})
}

// developers are programs that serve sources to develop with, by the words that make them do so; "" is none at all. From knowledge of
// their command lines.
var developers = map[string][]string{
	"vite": {"", "dev", "serve"}, "webpack-dev-server": nil, "webpack": {"serve", "--watch"}, "vue-cli-service": {"serve"}, "ng": {"serve"}, "nuxt": {"", "dev"},
	"nuxi": {"dev"}, "astro": {"dev"}, "gatsby": {"develop"}, "parcel": {"", "serve", "watch"}, "nodemon": nil, "ts-node-dev": nil, "tsnd": nil, "next": {"", "dev"},
	"react-scripts": {"start"}, "craco": {"start"}, "react-app-rewired": {"start"}, "nest": {"--watch", "--debug"}, "remix": {"dev"}, "tsx": {"watch"},
}
