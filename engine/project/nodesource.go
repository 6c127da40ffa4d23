package project

import (
	"regexp"
	"slices"
	"strings"
)

// nodeLanguage says how JavaScript and TypeScript are read. Node.js brings its own CA certificates and time zones: only
// what turns to the system's counts.
func nodeLanguage() *language {
	const literal = "[\"'`]([^\"'`$\\n]+)[\"'`]"
	return &language{
		suffixes: []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"},
		skip: func(folder string) bool {
			return slices.Contains([]string{
				"dist", "build", "out", "coverage", "test", "tests", "__tests__", "__mocks__", "e2e", "cypress", "bower_components", "public",
			}, folder)
		},
		test: func(file string) bool {
			return strings.Contains(file, ".test.") || strings.Contains(file, ".spec.") || strings.Contains(file, ".config.") ||
				strings.Contains(file, ".stories.") || strings.HasSuffix(file, ".min.js") || strings.HasSuffix(file, ".d.ts")
		},
		comment: "//",
		clues: []clue{
			{needTLS, "NODE_EXTRA_CA_CERTS", regexp.MustCompile(`NODE_EXTRA_CA_CERTS`), saying("names NODE_EXTRA_CA_CERTS")},
			{needFile, "readFile", regexp.MustCompile(`readFile(?:Sync)?\(\s*` + literal), sayingFile("reads the file %q")},
			{needFile, "createReadStream", regexp.MustCompile(`createReadStream\(\s*` + literal), sayingFile("reads the file %q")},
			{needFile, "readdir", regexp.MustCompile(`readdir(?:Sync)?\(\s*` + literal), sayingFile("reads the folder %q")},
			{needFile, "static", regexp.MustCompile(`\b(?:express\.static|serveStatic)\(\s*` + literal), sayingFile("serves the folder %q")},
			{needFile, "__dirname", regexp.MustCompile(`(?:join|resolve)\(\s*__dirname\s*,\s*` + literal), sayingPath},
			{needFile, "process.cwd", regexp.MustCompile(`(?:join|resolve)\(\s*process\.cwd\(\)\s*,\s*` + literal), sayingFile("reads %q below the working directory")},
			{needFile, "sendFile", regexp.MustCompile(`sendFile\(\s*` + literal), sayingFile("sends the file %q")},
			{needFile, "views", regexp.MustCompile(`\.set\(\s*["']views["']\s*,\s*` + literal), sayingFile("reads templates from %q")},
			{needFile, "view engine", regexp.MustCompile(`\.set\(\s*["']view engine["']`), saying(`sets a view engine, whose templates are in "views" unless it says otherwise`)},
			{needShell, "exec", regexp.MustCompile(`\b(?:child_process\.)?exec(?:Sync)?\(\s*["'` + "`" + `]([^"'` + "`" + `\n]*)`), sayingCommand},
			{needShell, "shell", regexp.MustCompile(`\bshell:\s*true\b`), saying("starts a program through a shell")},
			{needProgram, "spawn", regexp.MustCompile(`\bspawn(?:Sync)?\(\s*` + literal), saying("starts the program %q")},
			{needProgram, "execFile", regexp.MustCompile(`\bexecFile(?:Sync)?\(\s*` + literal), saying("starts the program %q")},
			{needProgram, "execa", regexp.MustCompile(`\bexeca(?:Sync)?\(\s*` + literal), saying("starts the program %q")},
		},
	}
}

// sayingPath is for a path beside a source file, which may lead upwards. One of a module's own code is none.
func sayingPath(argument string) string {
	clean := strings.TrimSpace(argument)
	for _, suffix := range []string{".js", ".ts", ".mjs", ".cjs", ".node"} {
		if strings.HasSuffix(clean, suffix) {
			return ""
		}
	}
	if clean == "" || clean == "." || clean == ".." || strings.Trim(clean, "./") == "" {
		return ""
	}
	return saying("takes %q beside the source file")(clean)
}

// sayingCommand is for a shell's command line. A regular expression's exec takes no such text.
func sayingCommand(argument string) string {
	if argument == "" {
		return ""
	}
	return saying("runs %q in a shell")(argument)
}
