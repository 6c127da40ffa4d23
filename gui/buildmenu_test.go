package gui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lightship/engine/project"
)

// menuText writes a menu as a person reads it.
func menuText(items []*fyne.MenuItem, indent string) string {
	var b strings.Builder
	for _, item := range items {
		switch {
		case item.IsSeparator:
			b.WriteString(indent + "---\n")
			continue
		case item.Checked:
			b.WriteString(indent + "* " + item.Label + "\n")
		case item.Disabled:
			b.WriteString(indent + "# " + item.Label + "\n")
		default:
			b.WriteString(indent + item.Label + "\n")
		}
		if item.ChildMenu != nil {
			b.WriteString(menuText(item.ChildMenu.Items, indent+"  "))
		}
	}
	return b.String()
}

func declaredBuild(file, name, dockerfile, target string) project.Build {
	return project.Build{ID: file + "#" + name, By: project.Compose, Name: name, Dockerfile: dockerfile, Target: target}
}

func foundBuild(name string) project.Build {
	return project.Build{ID: name, By: project.Found, Dockerfile: name}
}

func TestTheBuildsOfASmallProjectStandInOneMenu(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Build = "compose.yaml#api"
	n.Project.Builds = []project.Build{
		foundBuild("Dockerfile"), foundBuild("api/Dockerfile"),
		declaredBuild("compose.yaml", "api", "api/Dockerfile", "runtime"),
		{ID: "compose.yaml#away", By: project.Compose, Name: "away", Problem: "x"},
	}
	n.ContextDir, n.ContextDirs = "api", []string{"api", "."}
	s.show(n)
	want := "Dockerfile\n---\n# api/\nDockerfile\n---\n# compose.yaml\n* api   api/Dockerfile   target runtime\naway   not from here\n"
	if got := menuText(shell.top.builds(), ""); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := menuText(shell.top.contexts(), ""); got != "* api/\nshop/\n" {
		t.Errorf("contexts\n%s", got)
	}
	if shell.top.dockerfile.Selected != "api (compose.yaml)" || shell.top.context.Selected != "api/" || !shell.top.context.Visible() {
		t.Errorf("shown as %q in %q", shell.top.dockerfile.Selected, shell.top.context.Selected)
	}
	shell.top.builds()[0].Action()
	shell.top.contexts()[1].Action()
	if !slices.Contains(s.said, "build Dockerfile") || !slices.Contains(s.said, "context .") {
		t.Errorf("%q", s.said)
	}
}

func TestSixtyDockerfilesAreListedByFolderAndFiltered(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Project.Builds = []project.Build{foundBuild("Dockerfile")}
	for i := range 60 {
		n.Project.Builds = append(n.Project.Builds, foundBuild(fmt.Sprintf("%s/s%02d/Dockerfile", []string{"services", "tools"}[i%2], i)))
	}
	n.Project.Builds = append(n.Project.Builds, declaredBuild("compose.yaml", "api", "services/s00/Dockerfile", ""))
	n.Build = "tools/s03/Dockerfile"
	s.show(n)
	shell.top.dockerfile.Tapped(nil)
	if shell.sheet.popup == nil {
		t.Fatal("no sheet is open")
	}
	chosen := ""
	l := newBuildList(n.Project.Builds, n.Build, func(id string) { chosen = id }, nil)
	if len(l.rows) != 1+1+30+1+30+1+1 || l.rows[1].text != "services/   (30)" || l.rows[1].id != "" {
		t.Errorf("%d rows: %+v", len(l.rows), l.rows[:3])
	}
	l.show("S0 tools")
	if len(l.rows) != 1+5 || l.rows[1].text != "s01/Dockerfile" {
		t.Errorf("%+v", l.rows)
	}
	l.list.Select(0)
	if chosen != "" {
		t.Errorf("a title chose %q", chosen)
	}
	l.first()
	if chosen != "tools/s01/Dockerfile" {
		t.Errorf("Enter chose %q", chosen)
	}
	l.show("compose")
	l.list.Select(1)
	if chosen != "compose.yaml#api" {
		t.Errorf("a click chose %q", chosen)
	}
	if l.show("nothing of that name"); len(l.rows) != 0 {
		t.Errorf("%+v", l.rows)
	}
	l.first()
}
