package python

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// maxSettings is the most bytes of a file with settings of logging that are read; such a file has a few thousand.
const maxSettings = 64 << 10

// settingsEndings are those of files that logging reads its settings from.
var settingsEndings = []string{".yaml", ".yml", ".json", ".ini", ".conf", ".cfg", ".toml"}

var (
	// fileHandlers finds a handler of logging that writes a file.
	fileHandlers = regexp.MustCompile(`\b(?:\w*FileHandler)\b`)
	// handlersFile finds the file that it writes: "filename: logs/app.log", "filename": "app.log", args=('app.log', 'a').
	handlersFile = regexp.MustCompile(`(?m)["']?filename["']?[ \t]*[:=][ \t]*["']?([^"'\s,}]+)|^args[ \t]*=[ \t]*\([ \t]*["']([^"']+)["']`)
)

// readLogSettings finds the files that settings of logging beside the sources name: what reads them is not looked at.
func (p *Project) readLogSettings(ctx context.Context, r *project.Files) error {
	all, err := r.All(ctx)
	if err != nil {
		return err
	}
	for _, file := range all {
		if !strings.Contains(path.Base(file), "log") || !slices.Contains(settingsEndings, path.Ext(file)) || strings.Count(file, "/") > 3 {
			continue
		}
		if len(p.Needed.Of(evidence.Writes)) > scan.MaxEvidence {
			break
		}
		if text := r.Head(file, maxSettings); fileHandlers.Match(text) {
			p.Needed = append(p.Needed, logFiles(file, text)...)
		}
	}
	set, err := scan.Settings(ctx, r, all)
	p.Needed = append(p.Needed, set...)
	return err
}

// logFiles is the evidence of the files that settings of logging name, and of one that is not known where they name none.
func logFiles(file string, text []byte) evidence.List {
	e := evidence.Evidence{Kind: evidence.Writes, Source: evidence.Sources, By: "logging", File: file}
	var out evidence.List
	lines := project.IndexLines(text)
	for _, match := range handlersFile.FindAllSubmatchIndex(text, -1) {
		from, to := match[2], match[3]
		if from < 0 {
			from, to = match[4], match[5]
		}
		named := e
		named.Subject, named.Known, named.Line = string(text[from:to]), true, lines.Line(match[0])
		out = append(out, named)
	}
	if out == nil {
		e.Line = lines.Line(fileHandlers.FindIndex(text)[0])
		out = append(out, e)
	}
	return out
}
