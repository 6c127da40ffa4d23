package gui

import (
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/project"
	"lightship/engine/session"
)

// longMenu is how many builds a menu shows; more are listed in a sheet with a filter.
const longMenu = 14

// buildGroup are the ways to build that are found in one folder or declared in one file.
type buildGroup struct {
	title  string
	builds []project.Build
}

// buildGroups groups the ways to build: the Dockerfiles of the root first, under no title, then those of each folder
// below it, then each compose and bake file, in the project's order.
func buildGroups(builds []project.Build) []buildGroup {
	var groups []buildGroup
	at := map[string]int{}
	for _, b := range builds {
		title := b.Declared.File
		if b.By == project.Found {
			title = ""
			if first, _, below := strings.Cut(b.Dockerfile, "/"); below {
				title = first + "/"
			}
		} else if file, _, declared := strings.Cut(b.ID, "#"); declared {
			title = file
		}
		i, known := at[title]
		if !known {
			i = len(groups)
			at[title] = i
			groups = append(groups, buildGroup{title: title})
		}
		groups[i].builds = append(groups[i].builds, b)
	}
	return groups
}

// label is how an entry of the group is called in its menu.
func (g *buildGroup) label(b project.Build) string {
	if b.By == project.Found {
		return strings.TrimPrefix(b.Dockerfile, g.title)
	}
	details := []string{b.Name}
	if b.Dockerfile != "" {
		details = append(details, b.Dockerfile)
	}
	if b.Target != "" {
		details = append(details, lang.L("target")+" "+b.Target)
	}
	if b.Problem != "" {
		details = append(details, lang.L("not from here"))
	}
	return strings.Join(details, "   ")
}

// builds makes the menu of the Dockerfile picker.
func (t *topBar) builds() []*fyne.MenuItem {
	n := t.shell.snapshot
	if n.Project == nil {
		return nil
	}
	var items []*fyne.MenuItem
	for i, g := range buildGroups(n.Project.Builds) {
		if i > 0 {
			items = append(items, fyne.NewMenuItemSeparator())
		}
		if g.title != "" {
			head := fyne.NewMenuItem(g.title, nil)
			head.Disabled = true
			items = append(items, head)
		}
		for _, b := range g.builds {
			item := fyne.NewMenuItem(g.label(b), func() { t.shell.session.ChooseBuild(b.ID) })
			item.Checked = b.ID == n.Build
			items = append(items, item)
		}
	}
	return items
}

// buildName is how the chosen build is shown: a declared one by its name and where it stands.
func buildName(n *session.Snapshot) string {
	file, name, declared := strings.Cut(n.Build, "#")
	if !declared {
		return n.Dockerfile
	}
	return name + " (" + path.Base(file) + ")"
}

// contexts makes the menu of the context picker.
func (t *topBar) contexts() []*fyne.MenuItem {
	n := t.shell.snapshot
	var items []*fyne.MenuItem
	for _, dir := range n.ContextDirs {
		item := fyne.NewMenuItem(contextName(n, dir), func() { t.shell.session.ChooseContext(dir) })
		item.Checked = dir == n.ContextDir
		items = append(items, item)
	}
	return items
}

// contextName is how a build context is shown; the opened folder by its own name.
func contextName(n *session.Snapshot, dir string) string {
	if dir == "." && n.Project != nil {
		return n.Project.Name + "/"
	}
	return dir + "/"
}
