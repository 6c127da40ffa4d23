package gui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/engine/project"
	"lightship/engine/records"
	"lightship/engine/session"
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
	if len(l.listed) != 62 || l.listed[1] != "services/s00/Dockerfile" || l.table.Selected() != "tools/s03/Dockerfile" {
		t.Errorf("%d builds: %q; %q is marked", len(l.listed), l.listed[:3], l.table.Selected())
	}
	test.Type(l.filter, "S0 tools")
	if len(l.listed) != 5 || l.listed[0] != "tools/s01/Dockerfile" {
		t.Errorf("%q", l.listed)
	}
	l.first()
	if chosen != "tools/s01/Dockerfile" {
		t.Errorf("Enter chose %q", chosen)
	}
	l.filter.SetText("compose")
	if !slices.Equal(l.listed, []string{"compose.yaml#api"}) {
		t.Errorf("%q", l.listed)
	}
	if l.filter.SetText("nothing of that name"); len(l.listed) != 0 {
		t.Errorf("%q", l.listed)
	}
	l.first()
}

func TestARepositoryOpensOnASheetWithARowForEachDockerfile(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Project.Dockerfiles = []string{"Dockerfile", "api/Dockerfile"}
	n.Project.Builds = []project.Build{foundBuild("Dockerfile"), foundBuild("api/Dockerfile"), foundBuild("bad/Dockerfile")}
	n.Build = "Dockerfile"
	s.show(n)
	if shell.sheet.popup == nil || !slices.Contains(s.said, "survey") {
		t.Fatalf("no sheet; said %q", s.said)
	}
	next := *n
	next.Survey = map[string]session.Surveyed{
		"api/Dockerfile": {
			Build: "api/Dockerfile", Language: "go", Base: "golang:1.22", BaseOnDisk: 823e6, NextBase: "scratch", NextOnDisk: 0, Changes: 1,
			Last: &records.Result{Made: time.Now().Add(-73 * time.Hour), BeforeOnDisk: 812e6, AfterOnDisk: 14e6},
		},
		"bad/Dockerfile": {Build: "bad/Dockerfile", Problem: "Dockerfile can't be read at line 2", BaseOnDisk: -1, NextOnDisk: -1},
	}
	s.show(&next)
	l := shell.builds
	cells := l.cells(&l.groups[0], n.Project.Builds[1])
	var said []string
	for _, c := range cells {
		said = append(said, c.Text, c.Second)
	}
	want := []string{"api/Dockerfile", "", "Go", "", "golang:1.22", "823 MB", "1 change", "base lighter by 823 MB", "812 MB to 14 MB", "3 days ago"}
	if !slices.Equal(said, want) {
		t.Errorf("%q, want %q", said, want)
	}
	if cells = l.cells(&l.groups[0], n.Project.Builds[2]); cells[3].Second != "Dockerfile can't be read at line 2" {
		t.Errorf("%+v", cells)
	}
	l.choose("api/Dockerfile")
	if shell.sheet.popup != nil || s.said[len(s.said)-1] != "build api/Dockerfile" {
		t.Errorf("said %q", s.said)
	}
	again := opened()
	again.Project = n.Project
	again.Page = "changes"
	other, o, _ := started(t)
	o.show(again)
	if other.sheet.popup != nil {
		t.Error("a project that was left on a page opens on the sheet")
	}
}
