package pages

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/proof"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/words"
)

// language is one that a project is written in, and what is known of it there.
type language struct{ name, says string }

// languagesOf are the language of what the Dockerfile builds, and then the others that the folder has sources in.
func languagesOf(n *session.Snapshot) (built *language, others []language) {
	for _, one := range n.Project.Sources {
		l := languageOf(one.Summary())
		if one.Language() == n.Language() && built == nil {
			built = &l
			continue
		}
		others = append(others, l)
	}
	if built == nil && n.Language() != "" && len(others) > 0 {
		built = &language{words.Language(n.Language()), lang.L("by the images that the Dockerfile builds it with; the build context has no sources of it at its top")}
	}
	return built, others
}

func languageOf(s project.Summary) language {
	module := s.Module
	if module != "" && len(s.Frameworks) > 0 {
		module = ""
	}
	return language{versioned(s.Name, s.Version), sentenceOf(module, frameworks(s.Frameworks), with(s.Tool, s.File), programs(s.Programs), strings.Join(s.Notes, ", "))}
}

func versioned(name, version string) string { return strings.TrimSpace(name + " " + version) }

func sentenceOf(parts ...string) string { return strings.Join(nonEmpty(parts...), " · ") }

func with(tool, file string) string {
	if tool == "" || file == "" {
		return tool
	}
	return lang.L("{{.Tool}} with {{.File}}", map[string]any{"Tool": tool, "File": file})
}

func frameworks(all []project.Framework) string {
	var names []string
	for _, f := range all {
		names = append(names, versioned(f.Name, f.Version))
	}
	return strings.Join(names, ", ")
}

// programs says how many main packages a module has, when that is more than the usual one.
func programs(mains []string) string {
	if len(mains) < 2 {
		return ""
	}
	return words.Count("{{.Count}} programs", len(mains))
}

func dockerfileText(n *session.Snapshot) string {
	text := fmt.Sprintf("%s: %s", n.Dockerfile, words.Count("{{.Count}} stages", stagesIn(n.Before.Graph)))
	if base, _ := baseOf(n.Before); base != "" {
		text = lang.L("{{.Stages}}, the last on {{.Base}}", map[string]any{"Stages": text, "Base": shortRef(base)})
	}
	if others := len(n.Project.Dockerfiles) - 1; others > 0 {
		text += " · " + words.Count("{{.Count}} other Dockerfiles in the folder", others)
	}
	return text
}

func stagesIn(g *stagegraph.Graph) int {
	stages := 0
	for _, n := range g.Nodes {
		if n.Kind == stagegraph.Stage {
			stages++
		}
	}
	return stages
}

// needsText is what the sources show that the program needs of its image, of all its languages, and what runs of it showed.
func needsText(n *session.Snapshot) string {
	all := n.Project.Evidence()
	var needs []string
	add := func(what string, kinds ...evidence.Kind) {
		if found := all.Of(kinds...); len(found) > 0 {
			needs = append(needs, what+" ("+found[0].Place()+")")
			return
		}
		// A run reads files of all kinds: of those that are there nothing is said.
		if found := n.Seen.Of(kinds...); len(found.Of(evidence.Reads, evidence.Lists)) < len(found) {
			needs = append(needs, what+" ("+lang.L("seen when it ran")+")")
		}
	}
	add(lang.L("CA certificates"), evidence.Certificates)
	add(lang.L("time zones"), evidence.Zones)
	add(lang.L("files beside the program"), evidence.Reads, evidence.Lists)
	add(lang.L("a shell"), evidence.Shell)
	add(lang.L("other programs"), evidence.Starts)
	return strings.Join(needs, ", ")
}

// needsTip says where what is needed is known from, and which programs were started.
func needsTip(n *session.Snapshot) string {
	tip := lang.L("What the sources show that the program needs of its image")
	if len(n.Seen) == 0 {
		return tip
	}
	sights := (&proof.Result{Seen: n.Seen}).Sights()
	return tip + "\n" + lang.L("Seen when it ran: {{.Sights}}", map[string]any{"Sights": strings.Join(sights, "; ")})
}

// placeOfEvidence is where a person can check it.
func placeOfEvidence(e project.Evidence) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}
