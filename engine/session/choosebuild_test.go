package session

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/engine/language/golang"
	"lightship/engine/rewrite"
)

// monorepo has two services, one with a compose file that says how it is built.
func monorepo(t *testing.T) string {
	t.Helper()
	return writeProject(t, map[string]string{
		"compose.yaml": `services:
  api:
    build:
      context: api
      dockerfile: ../docker/api.Dockerfile
      target: build
      args: {VERSION: "1", LEVEL: low}
      additional_contexts: {shared: ./shared}
  inline:
    build:
      context: web
      dockerfile_inline: |
        FROM golang:1.22
        COPY go.mod .
  away:
    build: https://github.com/example/app.git
`,
		"shared/x":                           "x",
		"docker/api.Dockerfile":              "FROM golang:1.22 AS build\nARG VERSION\nARG LEVEL\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\nFROM build\nCMD [\"./app\"]\n",
		"docker/api.Dockerfile.dockerignore": "big\n",
		"api/go.mod":                         "module example.com/api\n\ngo 1.22\n",
		"api/main.go":                        "package main\n\nfunc main() {}\n",
		"api/big":                            "12345678",
		"web/Dockerfile":                     "FROM golang:1.22\nWORKDIR /src\nCOPY go.mod main.go ./\nRUN go build -o app .\nCMD [\"./app\"]\n",
		"web/go.mod":                         "module example.com/web\n\ngo 1.22\n",
		"web/main.go":                        "package main\n\nfunc main() {}\n",
	})
}

func TestAChosenBuildBringsItsContextTargetAndArguments(t *testing.T) {
	s := start(t)
	dir := monorepo(t)
	s.Open(dir)
	s.SetBuildArgs(map[string]string{"LEVEL": "high"})
	if n := idle(t, s); n.Problem != nil || n.Build != "docker/api.Dockerfile" {
		t.Fatalf("%q, %+v", n.Build, n.Problem)
	}
	s.ChooseBuild("compose.yaml#api")
	n := idle(t, s)
	if n.Problem != nil || n.Build != "compose.yaml#api" || n.Dockerfile != "docker/api.Dockerfile" || n.ContextDir != "api" || n.Target != "build" {
		t.Fatalf("%+v, %+v", n, n.Problem)
	}
	if golang.Of(n.Project) == nil || golang.Of(n.Project).Module != "example.com/api" || n.Project.Dir != filepath.Join(dir, "api") || n.Project.Root != dir {
		t.Errorf("project %+v", n.Project)
	}
	given := map[string]string{}
	for _, arg := range n.BuildArgs {
		given[arg.Name] = arg.Value
	}
	if given["VERSION"] != "1" || given["LEVEL"] != "high" {
		t.Errorf("arguments %v: the declared one, and the user's over the declared one", given)
	}
	if !slices.Equal(n.ContextDirs, []string{"api", ".", "docker"}) {
		t.Errorf("contexts %q", n.ContextDirs)
	}
	r := s.request("before", n.Before.Text)
	if r.Context != n.Project.Dir || r.DockerfileName != "../docker/api.Dockerfile" || r.Contexts["shared"] != filepath.Join(dir, "shared") || r.Target != "build" {
		t.Errorf("request %+v", r)
	}
	size := measured(t, s)
	if size.Context.Ignored != 8 || size.Context.IgnoreFile != "../docker/api.Dockerfile.dockerignore" {
		t.Errorf("context %+v", size.Context)
	}
	s.ChooseTarget("")
	if n := idle(t, s); n.Target != "" {
		t.Errorf("the user's target: %q", n.Target)
	}
}

// measured waits for the build context's size.
func measured(t *testing.T, s *Session) *Snapshot {
	t.Helper()
	n, err := s.Wait(t.Context(), func(n *Snapshot) bool { return n.Context.Done })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnotherContextIsReadAndMeasuredAnew(t *testing.T) {
	s := start(t)
	dir := monorepo(t)
	s.Open(filepath.Join(dir))
	idle(t, s)
	s.ChooseDockerfile("web/Dockerfile")
	n := idle(t, s)
	if n.ContextDir != "web" || golang.Of(n.Project) == nil || n.After == nil || len(n.After.File.Stages) != 2 {
		t.Fatalf("the Dockerfile's own folder has what it copies: %q, %+v", n.ContextDir, n.Findings)
	}
	s.ChooseContext(".")
	n = idle(t, s)
	if n.Problem != nil || n.ContextDir != "." || golang.Of(n.Project) != nil || n.Project.Dir != dir || n.Dockerfile != "web/Dockerfile" {
		t.Errorf("%q, %+v, %+v", n.ContextDir, n.Project, n.Problem)
	}
	s.ChooseContext("nowhere")
	if n = idle(t, s); n.Problem == nil || n.ContextDir != "." {
		t.Errorf("%q, %+v", n.ContextDir, n.Problem)
	}
}

func TestADockerfileInsideAComposeFileIsShownAndSavedAsAFile(t *testing.T) {
	s := start(t)
	dir := monorepo(t)
	s.Open(dir)
	s.ChooseBuild("compose.yaml#inline")
	idle(t, s)
	s.ChooseBuild("compose.yaml#inline")
	n := idle(t, s)
	if n.Build != "compose.yaml#inline" || n.Dockerfile != "web/Dockerfile.inline" || !strings.HasPrefix(string(n.Before.Text), "FROM golang:1.22\nCOPY go.mod .") {
		t.Fatalf("%q, %q, %+v", n.Build, n.Dockerfile, n.Problem)
	}
	if _, err := os.Stat(filepath.Join(dir, n.Dockerfile)); err == nil {
		t.Error("a file was written without being asked for")
	}
}

func TestABuildThatIsElsewhereSaysWhere(t *testing.T) {
	s := start(t)
	s.Open(monorepo(t))
	idle(t, s)
	s.ChooseBuild("compose.yaml#away")
	n := idle(t, s)
	if n.Problem == nil || !strings.Contains(n.Problem.Detail, "compose.yaml:16") || !strings.Contains(n.Problem.Detail, "github.com/example/app.git") {
		t.Errorf("%+v", n.Problem)
	}
	s.ChooseBuild("compose.yaml#gone")
	if n = idle(t, s); n.Problem == nil || n.Build != "docker/api.Dockerfile" {
		t.Errorf("%q, %+v", n.Build, n.Problem)
	}
}

func TestTheGraphIsShownBeforeTheSourcesAreRead(t *testing.T) {
	s := start(t)
	var early bool
	stop := s.Subscribe(func(n *Snapshot) {
		if n.Job != nil && n.Job.Step == "reading the sources" && n.Project != nil && n.Before != nil && n.Before.Graph != nil && n.After == nil {
			early = true
		}
	})
	defer stop()
	s.Open(goProject(t, naive))
	n := idle(t, s)
	if !early || n.After == nil {
		t.Errorf("the graph came early: %v; after %v", early, n.After)
	}
}

func TestABrokenFileOfTheProjectIsAFindingAndNoMore(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.Open(dir)
	n := idle(t, s)
	if n.Problem != nil || n.After == nil {
		t.Fatalf("%+v", n.Problem)
	}
	if !slices.ContainsFunc(n.Findings, func(f rewrite.Finding) bool {
		return f.Rule == "unread-file" && strings.Contains(f.Why, "package.json:1")
	}) {
		t.Errorf("%+v", n.Findings)
	}
}

func TestAnIgnoreFileThatCannotBeReadIsAFinding(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte("[a-\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.Open(dir)
	isSaid := func(n *Snapshot) bool {
		return n.Job == nil && slices.ContainsFunc(n.Findings, func(f rewrite.Finding) bool {
			return f.Rule == "unread-context" && strings.Contains(f.Why, ".dockerignore")
		})
	}
	if _, err := s.Wait(t.Context(), isSaid); err != nil {
		t.Fatal(err)
	}
	s.ChoosePlatform("linux/arm64")
	if n := idle(t, s); !isSaid(n) || n.After == nil {
		t.Errorf("%+v", n.Findings)
	}
}
