package session

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// awaits is the first snapshot for which done is true.
func awaits(t *testing.T, s *Session, what string, done func(*Snapshot) bool) *Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	n, err := s.Wait(ctx, func(n *Snapshot) bool { return Idle(n) && done(n) })
	if err != nil {
		t.Fatalf("%s: %v; problem %+v", what, err, n.Problem)
	}
	return n
}

const twoStages = naive + `
FROM golang:1.22 AS debug
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
`

func TestAFileThatIsChangedOnDiskIsSaidToBeAndIsNoMoreOnceItIsAsItWas(t *testing.T) {
	for name, file := range map[string]string{"the Dockerfile": "Dockerfile", "a source": "go.mod", "an ignore file that was not there": ".dockerignore"} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			dir := goProject(t, naive)
			path := filepath.Join(dir, file)
			was, err := os.ReadFile(path)
			s.Open(dir)
			if n := idle(t, s); len(n.Outdated) > 0 {
				t.Fatalf("outdated at once: %q", n.Outdated)
			}
			put(t, path, string(was)+"\n# changed elsewhere\n")
			awaits(t, s, "changed", func(n *Snapshot) bool { return len(n.Outdated) == 1 && n.Outdated[0] == file })
			if err != nil {
				err = os.Remove(path)
			} else {
				err = os.WriteFile(path, was, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			awaits(t, s, "as it was", func(n *Snapshot) bool { return len(n.Outdated) == 0 })
		})
	}
}

func TestWhatLightshipSavesIsNobodysChange(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	idle(t, s)
	s.SaveDockerfile("")
	awaits(t, s, "saved", func(n *Snapshot) bool { return n.PlanSaved })
	// Files are looked at in their order of change: once this one is seen, the others were.
	put(t, filepath.Join(dir, "main.go"), "package main\n\nfunc main() {}\n")
	n := awaits(t, s, "changed", func(n *Snapshot) bool { return len(n.Outdated) > 0 })
	if len(n.Outdated) != 1 || n.Outdated[0] != "main.go" {
		t.Errorf("outdated: %q", n.Outdated)
	}
}

func TestReloadKeepsThePlan(t *testing.T) {
	s := start(t)
	dir := goProject(t, twoStages)
	s.Open(dir)
	idle(t, s)
	s.SetBuildArgs(map[string]string{"HTTP_PROXY": "http://proxy:1"})
	s.ChooseTarget("debug")
	idle(t, s)
	s.Toggle("go-trim-symbols", false)
	n := idle(t, s)
	base := ""
	for _, row := range n.Bases {
		if row.Ref != n.Base && row.Verdict.Level == "fits" {
			base = row.Ref
		}
	}
	s.ChooseBase(base)
	idle(t, s)
	put(t, filepath.Join(dir, "Dockerfile"), twoStages+"LABEL changed=yes\n")
	s.Reload()
	n = awaits(t, s, "reloaded", func(n *Snapshot) bool { return n.Resumed != nil })
	if n.Problem != nil || n.Target != "debug" || n.Base != base || base == "" || len(n.Outdated) > 0 || len(n.Resumed.Lost) > 0 || !n.Resumed.At.IsZero() {
		t.Fatalf("problem %+v, target %q, base %q of %q, outdated %q, resumed %+v", n.Problem, n.Target, n.Base, base, n.Outdated, n.Resumed)
	}
	if !strings.Contains(string(n.Before.Text), "changed=yes") || !strings.Contains(string(n.After.Text), "changed=yes") {
		t.Errorf("the text is not the new one:\n%s", n.After.Text)
	}
	if sw := find(t, n, "go-trim-symbols"); sw.On {
		t.Error("the change that was turned off is on")
	}
	if len(n.BuildArgs) != 1 || n.BuildArgs[0].Value != "http://proxy:1" {
		t.Errorf("arguments: %+v", n.BuildArgs)
	}
}

func TestAnotherTargetAndPlatformKeepThePlan(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, twoStages))
	idle(t, s)
	s.Toggle("go-trim-symbols", false)
	n := idle(t, s)
	base := ""
	for _, row := range n.Bases {
		if row.Ref != n.Base && row.Verdict.Level == "fits" {
			base = row.Ref
		}
	}
	s.ChooseBase(base)
	idle(t, s)
	s.ChoosePlatform("linux/arm64")
	s.ChooseTarget("debug")
	n = idle(t, s)
	if n.Target != "debug" || n.Platform != "linux/arm64" || find(t, n, "go-trim-symbols").On || n.Base != base || base == "" {
		t.Errorf("target %q, platform %q, base %q of %q, trim %v", n.Target, n.Platform, n.Base, base, find(t, n, "go-trim-symbols").On)
	}
	if n.Resumed != nil {
		t.Errorf("all fits, and yet: %+v", n.Resumed)
	}
}

func TestAStageThatIsNotThereIsRefusedAndTheTargetStays(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, twoStages))
	idle(t, s)
	s.ChooseTarget("of-another-project")
	n := idle(t, s)
	if n.Target != "" || n.Problem == nil || n.Problem.Next == "" || n.After == nil {
		t.Errorf("target %q, problem %+v", n.Target, n.Problem)
	}
}

// find is a change of a snapshot.
func find(t *testing.T, n *Snapshot, id string) Switch {
	t.Helper()
	for _, c := range n.Changes {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("no change %s", id)
	return Switch{}
}

func TestReloadSaysWhatDoesNotFitAnyMore(t *testing.T) {
	s := start(t)
	dir := goProject(t, twoStages)
	s.Open(dir)
	idle(t, s)
	s.ChooseTarget("debug")
	idle(t, s)
	s.Toggle("go-trim-symbols", false)
	n := idle(t, s)
	title := find(t, n, "go-trim-symbols").Title
	put(t, filepath.Join(dir, "Dockerfile"), strings.Replace(naive, "go build -o app", `go build -trimpath -ldflags="-s -w" -o app`, 1))
	s.Reload()
	n = awaits(t, s, "reloaded", func(n *Snapshot) bool { return n.Resumed != nil })
	if want := []Lost{{TargetPart, "debug"}, {ChangePart, title}}; len(n.Resumed.Lost) != 2 || n.Resumed.Lost[0] != want[0] || n.Resumed.Lost[1] != want[1] {
		t.Errorf("lost %+v, want %+v", n.Resumed.Lost, want)
	}
	if n.Target != "" {
		t.Errorf("target %q", n.Target)
	}
}

func TestReloadKeepsTheBuildAndSaysThatItIsGone(t *testing.T) {
	s := start(t)
	dir := writeProject(t, map[string]string{
		"Dockerfile":     "FROM scratch\n",
		"api/Dockerfile": naive, "api/go.mod": "module example.com/api\n\ngo 1.22\n", "api/main.go": "package main\n\nfunc main() {}\n",
	})
	s.Open(dir)
	idle(t, s)
	s.ChooseBuild("api/Dockerfile")
	awaits(t, s, "chosen", func(n *Snapshot) bool { return n.Build == "api/Dockerfile" })
	s.Reload()
	n := awaits(t, s, "reloaded", func(n *Snapshot) bool { return n.Resumed != nil })
	if n.Build != "api/Dockerfile" || len(n.Resumed.Lost) > 0 || n.Project.Root != dir {
		t.Fatalf("build %q of %s, lost %+v", n.Build, n.Project.Root, n.Resumed.Lost)
	}
	if err := os.Remove(filepath.Join(dir, "api", "Dockerfile")); err != nil {
		t.Fatal(err)
	}
	s.Reload()
	n = awaits(t, s, "reloaded again", func(n *Snapshot) bool { return n.Build != "api/Dockerfile" })
	if len(n.Resumed.Lost) != 1 || n.Resumed.Lost[0] != (Lost{BuildPart, "api/Dockerfile"}) || n.Project.Root != dir {
		t.Errorf("build %q of %s, resumed %+v", n.Build, n.Project.Root, n.Resumed)
	}
}
