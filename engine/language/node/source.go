package node

import (
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
)

// nodeLanguage says how JavaScript and TypeScript are read. Node.js brings its own CA certificates and time zones: only
// what turns to the system's counts.
func nodeLanguage() *scan.Language {
	const literal = "[\"'`]([^\"'`$\\n]+)[\"'`]"
	return &scan.Language{
		Suffixes: []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"},
		Skip: func(folder string) bool {
			return slices.Contains([]string{
				"dist", "build", "out", "coverage", "test", "tests", "__tests__", "__mocks__", "e2e", "cypress", "bower_components", "public",
			}, folder)
		},
		Test: func(file string) bool {
			return strings.Contains(file, ".test.") || strings.Contains(file, ".spec.") || strings.Contains(file, ".config.") ||
				strings.Contains(file, ".stories.") || strings.HasSuffix(file, ".min.js") || strings.HasSuffix(file, ".d.ts")
		},
		Comment: "//",
		Clues: []scan.Clue{
			scan.NewClue(evidence.Privileges, "process.", regexp.MustCompile(`\bprocess\.(?:sete?[ug]id|setgroups|initgroups)\(`), scan.Is),
			scan.NewClue(evidence.Home, "homedir", regexp.MustCompile(`\bhomedir\(\)`), scan.Is),
			scan.NewClue(evidence.Home, "process.env", regexp.MustCompile(`\bprocess\.env(?:\.HOME\b|\[["']HOME["']\])`), scan.Is),
			scan.NewClue(evidence.Writes, "open", regexp.MustCompile(`\bopen(?:Sync)?\([^,\n]+,\s*["'](?:[wa]|r\+)`), scan.Unknown),
			scan.NewClue(evidence.Writes, "sqlite:", regexp.MustCompile(`["'\x60]sqlite:/`), scan.Unknown),
			scan.NewClue(evidence.Writes, "updateFiles", regexp.MustCompile(`\bupdateFiles\s*:\s*true`), scan.Unknown),
			scan.NewCall(evidence.Starts, "which.sync", regexp.MustCompile(`\bwhich\.sync\(`), 0, scan.Name),
			scan.NewCall(evidence.Starts, "ommand", regexp.MustCompile(`\b(?:commandExists|require\(["']command-exists["']\))(?:\.sync|Sync)?\(`), 0, scan.Name),
			scan.NewClue(evidence.Certificates, "NODE_EXTRA_CA_CERTS", regexp.MustCompile(`NODE_EXTRA_CA_CERTS`), scan.Is),
			scan.NewClue(evidence.Variable, "process.env", regexp.MustCompile(`\bNODE_ENV\b`), scan.Constant("NODE_ENV")),
			scan.NewClue(evidence.Variable, "app.get", regexp.MustCompile(`\bapp\.get\(\s*["']env["']\s*\)`), scan.Constant("NODE_ENV")),
			scan.NewClue(evidence.Reads, "readFile", regexp.MustCompile(`readFile(?:Sync)?\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "createReadStream", regexp.MustCompile(`createReadStream\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "readdir", regexp.MustCompile(`readdir(?:Sync)?\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "static", regexp.MustCompile(`\b(?:express\.static|serveStatic)\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "__dirname", regexp.MustCompile(`(?:join|resolve)\(\s*__dirname\s*,\s*`+literal), besideSource),
			scan.NewClue(evidence.Reads, "process.cwd", regexp.MustCompile(`(?:join|resolve)\(\s*process\.cwd\(\)\s*,\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "sendFile", regexp.MustCompile(`sendFile\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "views", regexp.MustCompile(`\.set\(\s*["']views["']\s*,\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "view engine", regexp.MustCompile(`\.set\(\s*["']view engine["']`), scan.Constant("views")),
		},
	}
}

// besideSource takes a path beside a source file, which may lead upwards. One of a module's own code is none.
func besideSource(argument string) (subject string, known, ok bool) {
	clean := strings.TrimSpace(argument)
	for _, suffix := range []string{".js", ".ts", ".mjs", ".cjs", ".node"} {
		if strings.HasSuffix(clean, suffix) {
			return "", false, false
		}
	}
	return clean, true, strings.Trim(clean, "./") != ""
}
