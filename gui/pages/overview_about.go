package pages

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// aboutWidth is the width of the words before what is said of a project.
const aboutWidth float32 = 104

// showAbout says what a project is: its languages, its Dockerfile, what the program needs when it runs.
func showAbout(list *fyne.Container, n *session.Snapshot) {
	list.RemoveAll()
	add := func(word, says string) {
		if says == "" {
			return
		}
		label := widgets.NewMuted(word)
		label.Shrink = true
		text := widgets.NewParagraph(says)
		row := widgets.NewColumns(12, []float32{0, 1}, fixed(aboutWidth, label), text)
		list.Add(widgets.NewPadded(4, 4, 0, 0, row))
	}
	languages := languagesOf(n.Project)
	switch {
	case len(languages) == 0 && n.Job != nil:
		add(lang.L("Language"), lang.L("still reading the sources"))
	case len(languages) == 0:
		add(lang.L("Language"), lang.L("not recognised: there is no go.mod, package.json, pom.xml, pyproject.toml, Cargo.toml or the like in the build context"))
	}
	for _, l := range languages {
		add(l.name, l.says)
	}
	add(lang.L("Dockerfile"), dockerfileText(n))
	add(lang.L("Needs"), needsText(n.Project))
	for i, e := range n.Project.Unread {
		word := ""
		if i == 0 {
			word = lang.L("Not read")
		}
		add(word, strings.TrimSpace(e.File+": "+e.Says))
	}
}

// fixed gives an object a width.
func fixed(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	room := widgets.NewGround(theme.Panel)
	room.Least = fyne.NewSize(width, 0)
	return container.NewStack(room, container.NewVBox(o))
}

// language is one that a project is written in, and what is known of it there.
type language struct{ name, says string }

func languagesOf(p *project.Project) []language {
	var all []language
	if g := p.Go; g != nil {
		all = append(all, language{versioned("Go", g.Version), sentenceOf(lang.L("module {{.Name}}", map[string]any{"Name": g.Module}), programs(g.Mains))})
	}
	if m := p.Node; m != nil {
		all = append(all, language{versioned("Node.js", first(m.NodeVersion, m.Engines)), sentenceOf(frameworks(m.Frameworks), with(string(m.Manager), m.Lock))})
	}
	if j := p.Java; j != nil {
		all = append(all, language{versioned("Java", j.Release), sentenceOf(frameworks(j.Frameworks), with(string(j.Tool), wrapper(j)), j.Packaging)})
	}
	if y := p.Python; y != nil {
		all = append(all, language{versioned("Python", first(y.PythonVersion, y.Wanted)), sentenceOf(frameworks(y.Frameworks), with(first(y.Tool, string(y.Lock)), y.LockFile))})
	}
	if r := p.Rust; r != nil {
		all = append(all, language{versioned("Rust", first(r.Toolchain, r.RustVersion)), sentenceOf(frameworks(r.Frameworks), "cargo")})
	}
	if c := p.Native; c != nil {
		name := strings.ReplaceAll(strings.Join(c.Languages, ", "), "CXX", "C++")
		all = append(all, language{first(name, "C"), sentenceOf(c.Name, string(c.Tool))})
	}
	return all
}

func versioned(name, version string) string { return strings.TrimSpace(name + " " + version) }

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

func sentenceOf(parts ...string) string { return strings.Join(nonEmpty(parts...), " · ") }

func with(tool, file string) string {
	if tool == "" || file == "" {
		return tool
	}
	return lang.L("{{.Tool}} with {{.File}}", map[string]any{"Tool": tool, "File": file})
}

func wrapper(j *project.JavaBuild) string {
	if !j.Wrapper {
		return ""
	}
	return lang.L("a wrapper")
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
	return count(len(mains), lang.L("program"), lang.L("programs"))
}

func dockerfileText(n *session.Snapshot) string {
	text := fmt.Sprintf("%s: %s", n.Dockerfile, count(stagesIn(n.Before.Graph), lang.L("stage"), lang.L("stages")))
	if base, _ := baseOf(n.Before); base != "" {
		text = lang.L("{{.Stages}}, the last on {{.Base}}", map[string]any{"Stages": text, "Base": shortRef(base)})
	}
	if others := len(n.Project.Dockerfiles) - 1; others > 0 {
		text += " · " + count(others, lang.L("other Dockerfile in the folder"), lang.L("other Dockerfiles in the folder"))
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

// needsText is what the sources show that the program needs of its image, of all its languages.
func needsText(p *project.Project) string {
	var all []project.Needs
	if p.Go != nil {
		all = append(all, p.Go.Needs)
	}
	if p.Node != nil {
		all = append(all, p.Node.Needs)
	}
	if p.Java != nil {
		all = append(all, p.Java.Needs)
	}
	if p.Python != nil {
		all = append(all, p.Python.Needs)
	}
	if p.Rust != nil {
		all = append(all, p.Rust.Needs)
	}
	if p.Native != nil {
		all = append(all, p.Native.Needs)
	}
	var needs []string
	add := func(what string, of func(project.Needs) []project.Evidence) {
		for _, n := range all {
			if e := of(n); len(e) > 0 {
				needs = append(needs, what+" ("+placeOfEvidence(e[0])+")")
				return
			}
		}
	}
	add(lang.L("CA certificates"), func(n project.Needs) []project.Evidence { return n.TLS })
	add(lang.L("time zones"), func(n project.Needs) []project.Evidence { return n.Zones })
	add(lang.L("files beside the program"), func(n project.Needs) []project.Evidence { return n.Runtime })
	add(lang.L("a shell"), func(n project.Needs) []project.Evidence { return n.Shell })
	add(lang.L("other programs"), func(n project.Needs) []project.Evidence { return n.Programs })
	return strings.Join(needs, ", ")
}

// placeOfEvidence is where a person can check it.
func placeOfEvidence(e project.Evidence) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}
