package scan

import (
	"cmp"
	"context"
	"regexp"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// mostRoutes is how many routes are kept.
const mostRoutes = 40

// routing is a language in whose sources servers register paths, and what puts them behind a prefix.
type routing struct {
	Language
	groups grouper
}

// routed are the languages by what in their sources registers a path with a server. What is registered in functions that are handed a
// group gives paths that may not be there: who asks for them sees that.
func routed() []routing {
	get := func(word, find string) Clue {
		return NewClue(evidence.Answers, word, regexp.MustCompile(find), Route)
	}
	// A path that is that of its group alone.
	bare := func(word, find string) Clue { return NewClue(evidence.Answers, word, regexp.MustCompile(find), Is) }
	return []routing{
		{Language{Suffixes: []string{".go"}, Comment: "//", Clues: []Clue{
			get("GET(", `\.GET\(\s*"([^"]*)"`), get("Get(", `\.Get\(\s*"(/[^"]*)"`), get("Handle", `\.?\bHandle(?:Func)?\(\s*"([^"]*)"`),
		}}, goGroups},
		{Language{Suffixes: []string{".js", ".mjs", ".cjs", ".ts"}, Comment: "//", Clues: []Clue{
			get(".get(", "\\b(?:app|server|fastify|api|\\w*[rR]outer|\\w*[rR]outes?)\\.get\\(\\s*['\"`](/[^'\"`]*)['\"`]"),
			get("@Get(", `@Get\(\s*['"]([^'"]*)['"]`), bare("@Get(", `@Get\(\s*\)`),
		}}, jsGroups},
		{Language{Suffixes: []string{".py"}, Comment: "#", Clues: []Clue{
			get("@", `^@[\w.]+\.(?:route|get)\(\s*["'](/[^"']*)["']`), get("path(", `^path\(\s*["']([\w/-]*)["']\s*,\s*(?:[^i\s]|i[^n]|in[^c])`),
		}}, pyGroups},
		{Language{Suffixes: []string{".java", ".kt"}, Comment: "//", Clues: []Clue{
			get("Mapping(", `@(?:Get|Request)Mapping\(\s*(?:(?:value|path)\s*=\s*)?\{?\s*"([^"]*)"`), get("@Path(", `@Path\(\s*"([^"]*)"`),
			get("get(", `\b(?:app\.|Spark\.)?get\(\s*"(/[^"]*)"`), bare("@GetMapping", `@GetMapping(?:\(\s*\))?\s*$`),
		}}, javaGroups},
		{Language{Suffixes: []string{".rs"}, Comment: "//", Clues: []Clue{
			get("route(", `\.route\(\s*"(/[^"]*)"`), get("#[get(", `#\[get\(\s*"(/[^"]*)"`),
		}}, rustGroups},
	}
}

// notAsked finds routes that end or stop a server, change what it has, or never end.
var notAsked = regexp.MustCompile(`(?i)\b(?:shutdown|exit|quit|kill|stop|restart|reboot|crash|panic|fail|abort|delete|remove|destroy|drop|reset|clear|sleep|slow|delay|wait|stream|events|sse|ws|socket)`)

// Route takes a path that a server answers; the method of Go's patterns may stand before it. Paths with parameters are none that could be asked for.
func Route(argument string) (subject string, known, ok bool) {
	if method, rest, found := strings.Cut(argument, " "); found {
		if method != "GET" {
			return "", false, false
		}
		argument = rest
	}
	if strings.ContainsAny(argument, ":{}<>*()$?#%\\ ") || notAsked.MatchString(argument) {
		return "", false, false
	}
	return "/" + strings.TrimPrefix(argument, "/"), true, true
}

// Routes are the paths that the sources register with a server for GET, as evidence, in the order of the files. Those in groups, and in
// files that are put behind a prefix, have it, where that is said in so many words.
func Routes(ctx context.Context, files *project.Files) (evidence.List, error) {
	var all evidence.List
	seen := map[string]bool{}
	for _, l := range routed() {
		l.Skip = func(folder string) bool {
			return folder == "node_modules" || folder == "vendor" || folder == "test" || folder == "tests"
		}
		l.Test = func(name string) bool { return strings.Contains(name, "test") || strings.Contains(name, ".spec.") }
		found, err := l.routes(ctx, files)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if !seen[e.Subject] && len(all) < mostRoutes {
				seen[e.Subject] = true
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// routes are those of one language.
func (l *routing) routes(ctx context.Context, files *project.Files) (evidence.List, error) {
	sources, err := l.Sources(ctx, files)
	if err != nil {
		return nil, err
	}
	read := make([]routeFile, len(sources))
	err = files.Visit(ctx, sources, MaxSource, func(i int, text []byte) { read[i] = l.file(sources[i], text) })
	if err != nil {
		return nil, err
	}
	mounts, global := []mount{}, ""
	for _, f := range read {
		mounts = append(mounts, f.groups.mounts...)
		global = cmp.Or(global, f.groups.all)
	}
	lists := make([]evidence.List, len(read))
	for i, f := range read {
		f.groups.all = global
		lists[i] = f.behindGroups(sources[i], mounts)
	}
	return Join(lists...), nil
}
