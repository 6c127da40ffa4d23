package python

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

var (
	// staticRoot finds where Django's collectstatic puts files.
	staticRoot = regexp.MustCompile(`(?m)^[ \t]*STATIC_ROOT[ \t]*=[ \t]*([^\n#]+)`)
	// plainText is a whole string, outward what leads out of the folder of the project.
	plainText = regexp.MustCompile(`^["']([^"']*)["']$`)
	outward   = regexp.MustCompile(`["'](?:/|\.\.)|\.parent\b`)
)

// inProject stands for a folder in the project, whatever its name is.
const inProject = "."

// collects is the evidence of the folders that collectstatic may fill.
func (s *source) collects() evidence.List {
	var out evidence.List
	for _, match := range staticRoot.FindAllStringSubmatchIndex(s.text, -1) {
		value := strings.TrimSpace(expression(s.text[match[2]:]))
		line := s.lines.Line(match[0])
		if plain := plainText.FindStringSubmatch(value); plain != nil {
			out = append(out, s.found(line, "STATIC_ROOT", evidence.Collects, plain[1], true))
		} else {
			subject := inProject
			if outward.MatchString(value) {
				subject = ""
			}
			out = append(out, s.found(line, "STATIC_ROOT", evidence.Collects, subject, subject != ""))
		}
	}
	return out
}

// collected has the folders copied that collectstatic fills outside the folder of the sources. The problems are those that can't be told.
func (r *reading) collected() []pattern.Problem {
	g, p := r.build, Of(r.Project)
	if p == nil || !p.Needed.Has(evidence.Collects) {
		return nil
	}
	var out []pattern.Problem
	list := p.Needed.Of(evidence.Collects)
	several := slices.ContainsFunc(list, func(e evidence.Evidence) bool { return e.Subject != list[0].Subject })
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			fills := c.kind == manages && slices.ContainsFunc(c.Args, func(w model.Word) bool { return w.Text == "collectstatic" })
			for _, e := range list {
				at := model.Resolve(c.Dir, e.Subject)
				switch {
				case !fills || e.Known && g.Inside(at):
				case several || !e.Known || !c.DirKnown || path.Dir(at) == at:
					out = append(out, pattern.Problem{
						Lines: g.Instructions[i].Lines, Reason: e.Place() + " sets STATIC_ROOT, and which folder outside the sources collectstatic fills is not known",
					})
				case !slices.Contains(g.Folders, at):
					g.Folders = append(g.Folders, at)
				}
			}
		}
	}
	return out
}
