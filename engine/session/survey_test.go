package session

import (
	"context"
	"testing"

	"lightship/engine/bases"
)

// weighing knows what images weigh.
type weighing struct{ snapshotFacts }

func (weighing) Facts(_ context.Context, ref, _ string) (bases.Facts, error) {
	sizes := map[string]int64{"golang:1.22": 823e6, "scratch": 0}
	if size, known := sizes[ref]; known {
		return bases.Facts{Download: -1, OnDisk: size, Source: "test"}, nil
	}
	return bases.Facts{Download: -1, OnDisk: -1, Source: "test"}, nil
}

func TestEachBuildOfARepositoryIsLookedAtForItself(t *testing.T) {
	s := startWith(t, weighing{})
	s.Open(writeProject(t, map[string]string{
		"Dockerfile": "FROM scratch\nCOPY x /\n", "x": "x",
		"api/Dockerfile": naive, "api/go.mod": "module example.com/api\n\ngo 1.22\n", "api/main.go": "package main\n\nfunc main() {}\n",
		"bad/Dockerfile": "FROM golang:1.22\nCOPPY . .\n",
		"compose.yaml":   "services:\n  away:\n    build: https://example.com/away.git\n",
	}))
	before := idle(t, s)
	s.Survey()
	n := awaits(t, s, "surveyed", func(n *Snapshot) bool { return len(n.Survey) == 4 && n.Survey["api/Dockerfile"].BaseOnDisk > 0 })
	api := n.Survey["api/Dockerfile"]
	if api.Language != "go" || api.Base != "golang:1.22" || api.BaseOnDisk != 823e6 || api.Changes == 0 || api.NextBase == "" || api.NextBase == api.Base || api.NextOnDisk != -1 {
		t.Errorf("%+v", api)
	}
	if root := n.Survey["Dockerfile"]; root.Base != "scratch" || root.Problem != "" {
		t.Errorf("%+v", root)
	}
	for _, id := range []string{"bad/Dockerfile", "compose.yaml#away"} {
		if row := n.Survey[id]; row.Problem == "" || row.Language != "" {
			t.Errorf("%s: %+v", id, row)
		}
	}
	s.ChooseBuild("api/Dockerfile")
	if on := turnedOn(idle(t, s)); api.Changes != on {
		t.Errorf("the survey counts %d changes, and %d are on when it is open", api.Changes, on)
	}
	if n.Build != before.Build || n.Before != before.Before || n.Problem != before.Problem {
		t.Error("what is open is another")
	}
}

// turnedOn is how many changes of a plan are on.
func turnedOn(n *Snapshot) int {
	on := 0
	for _, c := range n.Changes {
		if c.On {
			on++
		}
	}
	return on
}

func TestTheLanguageIsThatOfWhatTheDockerfileBuilds(t *testing.T) {
	s := start(t)
	dir := writeProject(t, map[string]string{
		"package.json": `{"name":"tools","version":"1.0.0","main":"index.js"}`, "index.js": "",
		"api/go.mod": "module example.com/api\n\ngo 1.22\n", "api/main.go": "package main\n\nfunc main() {}\n",
		"api/Dockerfile": "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN cd api && go build -o /app .\nCMD [\"/app\"]\n",
	})
	s.Open(dir)
	n := idle(t, s)
	if n.ContextDir != "." || n.Language() != "go" {
		t.Errorf("in the context %q the language is %q", n.ContextDir, n.Language())
	}
}
