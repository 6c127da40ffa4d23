package scan

import (
	"context"
	"path"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

const (
	// mostSettings is how many files of settings are looked into.
	mostSettings = 200
	// maxSettings is the most bytes of one: what is larger is data.
	maxSettings = 64 << 10
)

// Settings is the evidence of files that settings beside the sources name and that look written, and of low
// ports that they name. Names are files of the context; those
// that are no settings, or that managers of packages and tools for developers keep, are passed over.
func Settings(ctx context.Context, files *project.Files, names []string) (evidence.List, error) {
	var chosen []string
	for _, name := range names {
		if len(chosen) < mostSettings && configuration(name) && !OfRepository(name) && !ofTools(path.Base(name)) {
			chosen = append(chosen, name)
		}
	}
	found := make([]evidence.List, len(chosen))
	err := files.Visit(ctx, chosen, maxSettings, func(i int, text []byte) { found[i] = settingsIn(chosen[i], string(text)) })
	if err != nil {
		return nil, err
	}
	return Join(found...), nil
}

// ofTools says whether a file of settings is one of a manager of packages, a compiler or an editor.
func ofTools(base string) bool {
	for _, prefix := range []string{"package", "tsconfig", "jsconfig", "pnpm-", "lerna", "nx.", "turbo.", "angular.", "nest-cli", "jest", ".", "renovate", "pyproject", "poetry", "uv.", "cargo", "pom.", "deno", "vercel", "netlify"} {
		if strings.HasPrefix(strings.ToLower(base), prefix) && base != ".env" {
			return true
		}
	}
	return false
}

func settingsIn(file, text string) evidence.List {
	var out evidence.List
	number := 0
	for line := range strings.Lines(text) {
		number++
		if trimmed := strings.TrimSpace(line); trimmed == "" || strings.ContainsRune("#;", rune(trimmed[0])) || strings.HasPrefix(trimmed, "//") {
			continue
		}
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("\"'`=:,;<>()[]{}? \t\r\n", r) }) {
			if e, found := LooksWritten(word, file, number); found && !strings.HasPrefix(word, "//") {
				out = append(out, e)
			}
		}
	}
	if ForOtherServers(file) || strings.Contains(text, "apiVersion:") {
		return out
	}
	return append(out, LowPorts(text, "#", file)...)
}
