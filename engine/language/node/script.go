package node

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/pattern/interpreted"
)

// maxScripts is how many scripts may call each other.
const maxScripts = 4

// scriptOf returns the script that a package manager's command line names and what is handed to it.
func scriptOf(argv []string) (name string, extra []string, ok bool) {
	rest := argv[1:]
	if len(rest) > 0 && (rest[0] == "run" || rest[0] == "run-script") {
		rest = rest[1:]
	}
	for len(rest) > 0 && (rest[0] == "-s" || rest[0] == "--silent") {
		rest = rest[1:]
	}
	if len(rest) == 0 || strings.HasPrefix(rest[0], "-") {
		return "", nil, false
	}
	name, extra = rest[0], rest[1:]
	if len(extra) > 0 && extra[0] == "--" {
		extra = extra[1:]
	} else if len(extra) > 0 && argv[0] == "npm" {
		return "", nil, false
	}
	return name, extra, true
}

// developing finds the names of scripts to develop with: "start:dev".
var developing = regexp.MustCompile(`(?:^|[:._-])(?:dev|develop|development|debug|local|watch)(?:$|[:._-])`)

// script follows a script.
func (s *start) script(n *Package, argv []string, depth int) {
	name, extra, ok := scriptOf(argv)
	if !ok || depth == 0 {
		s.problem, s.untold = fmt.Sprintf("the image starts %q, and which script that is can't be told", strings.Join(argv, " ")), true
		return
	}
	text, found := n.Scripts[name]
	if !found && name == "start" && argv[0] == "npm" {
		text, found = "node server.js", true
	}
	if !found {
		s.problem = fmt.Sprintf("the image starts %q, and package.json has no script %q", strings.Join(argv, " "), name)
		return
	}
	s.development = s.development || developing.MatchString(name)
	if n.Scripts["pre"+name] != "" || n.Scripts["post"+name] != "" {
		s.opaque = true
	}
	assigns, words, plain := interpreted.Words(text)
	if !plain {
		s.opaque = true
		return
	}
	if words[0] == "cross-env" {
		s.called = append(s.called, words[:1])
		more, rest := leadingAssigns(words[1:])
		assigns, words = append(assigns, more...), rest
	}
	keep := s.assigned(assigns)
	s.scriptCommand(n, slices.Concat(words, extra), depth)
	if keep || s.opaque {
		s.run, s.shim = nil, nil
	}
}

// scriptCommand reads the command of a script.
func (s *start) scriptCommand(n *Package, words []string, depth int) {
	if len(words) == 0 {
		s.opaque = true
		return
	}
	switch words[0] {
	case "node":
		s.run = words
		s.called = append(s.called, words)
	case "npm", "yarn", "pnpm":
		s.script(n, words, depth-1)
	default:
		s.bin(words, n)
	}
}

// leadingAssigns splits the variables off that stand before a command.
func leadingAssigns(words []string) (assigns, rest []string) {
	at := slices.IndexFunc(words, func(w string) bool { return !strings.Contains(w, "=") })
	if at < 0 {
		at = len(words)
	}
	return words[:at], words[at:]
}

// assigned notes the variables of a script, and says whether one must stay in it.
func (s *start) assigned(assigns []string) bool {
	keep := false
	for _, a := range assigns {
		if a == "NODE_ENV=production" {
			s.production = true
			continue
		}
		keep = true
		if options, ok := strings.CutPrefix(a, "NODE_OPTIONS="); ok {
			s.options = append(s.options, strings.Fields(options)...)
		}
	}
	return keep
}

// bins are the files of well-known programs below node_modules.
func bins() map[string]string {
	return map[string]string{
		"next":        "next/dist/bin/next",
		"serve":       "serve/build/main.js",
		"http-server": "http-server/bin/http-server",
		"pm2-runtime": "pm2/bin/pm2-runtime",
		"tsx":         "tsx/dist/cli.mjs",
		"ts-node":     "ts-node/dist/bin.js",
	}
}

// bin is a program that a package brings.
func (s *start) bin(words []string, n *Package) {
	s.called = append(s.called, words)
	file, known := bins()[words[0]]
	if known && hasDependency(n.Dependencies, packageOf(words[0])) {
		s.run = append([]string{"node", "node_modules/" + file}, words[1:]...)
	}
	if hasDependency(n.Dependencies, packageOf(words[0])) && !startsOthers(words[0]) {
		s.shim = append([]string{"node_modules/.bin/" + words[0]}, words[1:]...)
	}
}
