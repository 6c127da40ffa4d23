package pages

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// The drawings of the facts, on a grid of 24 by 24.
const (
	iconLanguage   = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"
	iconBuilds     = "M6 12h4l4-5h4M10 12l4 5h4M3 12a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M18 7a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M18 17a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0"
	iconDockerfile = "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"
	iconContext    = "M3 6h6l2 2h10v11H3z"
	iconNeeds      = "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z"
	iconUnread     = "M12 4 2.5 20h19zM12 10v4M12 17v.5"
)

// mostFact is the most width of one fact.
const mostFact float32 = 420

// showFacts puts what the project is in a row: its language, its builds, its Dockerfile, what is sent to the builder.
func showFacts(row *fyne.Container, n *session.Snapshot) {
	row.RemoveAll()
	add := func(icon, text, tip string) *widgets.Tag {
		t := widgets.NewTag(icon, text, tip)
		t.Most = mostFact
		if text != "" {
			row.Add(t)
		}
		return t
	}
	built, others := languagesOf(n)
	switch {
	case built != nil:
		add(iconLanguage, built.name, built.says)
	case len(others) == 0 && reading(n):
		add(iconLanguage, lang.L("reading the sources"), "")
	case len(others) == 0:
		add(iconLanguage, lang.L("language not recognised"), lang.L("there is no go.mod, package.json, pom.xml, pyproject.toml, Cargo.toml or the like in the build context"))
	}
	for _, l := range others {
		name := l.name
		if built != nil {
			name = lang.L("also {{.Language}}", map[string]any{"Language": name})
		}
		add(iconLanguage, name, l.says)
	}
	add(iconBuilds, buildsText(n.Project), buildsTip(n.Project))
	add(iconDockerfile, dockerfileFact(n), dockerfileText(n))
	add(iconContext, contextFact(n.Context), contextTip(n.Context))
	if needs := needsText(n); needs != "" {
		add(iconNeeds, lang.L("needs {{.Needs}}", map[string]any{"Needs": needs}), needsTip(n))
	}
	if unread := n.Project.Unread; len(unread) > 0 {
		var lines []string
		for _, e := range unread {
			lines = append(lines, strings.TrimSpace(e.File+": "+e.Says))
		}
		add(iconUnread, words.Count("{{.Count}} files not read", len(unread)), strings.Join(lines, "\n")).Tone = widgets.Warn
	}
}

// reading says whether the folder is being read: what else may run, as a build, has nothing more to find out about the sources.
func reading(n *session.Snapshot) bool {
	return n.Job != nil && (n.Job.Kind == session.Opening || n.Job.Kind == session.Finding)
}

// buildsText says how many ways to build there are, when there is more than one.
func buildsText(p *project.Project) string {
	if len(p.Builds) < 2 {
		return ""
	}
	return words.Count("{{.Count}} builds", len(p.Builds))
}

func buildsTip(p *project.Project) string {
	var names []string
	for _, b := range p.Builds[:min(len(p.Builds), 12)] {
		names = append(names, b.ID)
	}
	return strings.Join(names, "\n")
}

func dockerfileFact(n *session.Snapshot) string {
	lines := strings.Count(strings.TrimRight(string(n.Before.Text), "\n"), "\n") + 1
	return fmt.Sprintf("%s, %s, %s", n.Dockerfile, words.Count("{{.Count}} lines", lines), words.Count("{{.Count}} stages", stagesIn(n.Before.Graph)))
}

func contextFact(size project.ContextSize) string {
	said := map[string]any{"Size": compare.FormatBytes(size.Bytes)}
	if !size.Done {
		return lang.L("over {{.Size}} sent to the builder", said)
	}
	return lang.L("{{.Size}} sent to the builder", said)
}

// mostParts is how many parts of the build context are listed.
const mostParts = 6

// contextTip says what is sent and what is not, and which parts are the largest.
func contextTip(size project.ContextSize) string {
	lines := []string{words.Count("{{.Count}} files", size.Files) + " " + lang.L("in the build context")}
	switch {
	case !size.Done:
		lines = append(lines, lang.L("Still counting."))
	case size.IgnoreFile == "":
		lines = append(lines, lang.L("There is no .dockerignore: all of the folder is sent."))
	case size.Ignored > 0:
		lines = append(lines, lang.L("{{.File}} leaves {{.Size}} out.", map[string]any{"File": size.IgnoreFile, "Size": compare.FormatBytes(size.Ignored)}))
	default:
		lines = append(lines, lang.L("{{.File}} leaves nothing out.", map[string]any{"File": size.IgnoreFile}))
	}
	for _, p := range size.Largest[:min(mostParts, len(size.Largest))] {
		lines = append(lines, p.Path+"  "+compare.FormatBytes(p.Bytes))
	}
	return strings.Join(lines, "\n")
}
