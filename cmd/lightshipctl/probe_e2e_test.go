//go:build e2e

package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/build"
)

//go:embed testdata/probe.go.txt
var probe string

// probed is what the probe tells of a running image: answers to GET requests, and what commands printed.
type probed struct {
	HTTP   []string `json:"http"`
	Stdout []string `json:"stdout"`
	Ready  int64    `json:"ready_ms"`
}

// saidBy starts the image that a build left, as it is, and asks it what its expect.json lists. The steps of the build are
// in BuildKit's cache by now.
func saidBy(t *testing.T, engine *build.Engine, request build.Request, img v1.Image, want expected) probed {
	t.Helper()
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	argv := slices.Concat(config.Config.Entrypoint, config.Config.Cmd)
	text := request.Dockerfile
	request.Dockerfile, request.Tag = withProbe(t, text, argv, want), "probe"
	ran, err := engine.Build(context.Background(), request, nil)
	if err != nil {
		t.Fatalf("it does not run: %v\n%s", err, text)
	}
	return answer(t, ran)
}

// withProbe is a Dockerfile that goes on from the last stage of text and runs argv there under the probe, in a network
// of its own.
func withProbe(t *testing.T, text []byte, argv []string, want expected) []byte {
	t.Helper()
	last := regexp.MustCompile(`(?mi)^FROM[ \t]+(\S+)([ \t]+AS[ \t]+(\S+))?[ \t]*$`)
	found := last.FindAllSubmatchIndex(text, -1)
	if len(found) == 0 {
		t.Fatal("no FROM line")
	}
	at := found[len(found)-1]
	named := string(text)
	stage := "probed-stage"
	if at[6] >= 0 {
		stage = string(text[at[6]:at[7]])
	} else {
		named = string(text[:at[3]]) + " AS " + stage + string(text[at[3]:])
	}
	paths := make([]string, len(want.HTTP))
	for i, h := range want.HTTP {
		paths[i] = h.Path
	}
	commands := make([][]string, len(want.Commands))
	for i, c := range want.Commands {
		commands[i] = c.Args
	}
	// Once makes each probe another step: one from BuildKit's cache would say nothing.
	spec, err := json.Marshal(map[string]any{
		"Argv": argv, "Port": want.Port, "Paths": paths, "Commands": commands, "Once": time.Now().UnixNano(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return []byte(fmt.Sprintf(`%s
FROM golang:1.22 AS probe-build
COPY <<'PROBE' /probe/main.go
%sPROBE
RUN CGO_ENABLED=0 go build -o /probe/probe /probe/main.go
FROM %s
RUN --network=none --mount=type=bind,from=probe-build,source=/probe,target=/.probe ["/.probe/probe", "%s"]
`, named, probe, stage, base64.StdEncoding.EncodeToString(spec)))
}

// answer is what the probe printed in a build.
func answer(t *testing.T, built *build.Result) probed {
	t.Helper()
	for _, step := range built.Progress.Steps {
		for _, line := range step.Log {
			_, encoded, ok := strings.Cut(line.Text, "probed ")
			if !ok {
				continue
			}
			text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
			var said probed
			if err == nil {
				err = json.Unmarshal(text, &said)
			}
			if err != nil {
				t.Fatal(err)
			}
			return said
		}
	}
	t.Fatal("the probe said nothing")
	return probed{}
}

// checkAnswers compares what a sample said with what its expect.json wants.
func checkAnswers(t *testing.T, dockerfile string, said probed, want expected) {
	t.Helper()
	if len(said.HTTP) != len(want.HTTP) || len(said.Stdout) != len(want.Commands) {
		t.Fatalf("%s: answers %q, printed %q", dockerfile, said.HTTP, said.Stdout)
	}
	for i, h := range want.HTTP {
		status, rest, _ := strings.Cut(said.HTTP[i], " ")
		_, body, _ := strings.Cut(rest, " ")
		if status != fmt.Sprint(h.Status) || h.Body != "" && body != h.Body || !strings.Contains(body, h.BodyContains) {
			t.Errorf("%s: GET %s: %q", dockerfile, h.Path, said.HTTP[i])
		}
	}
	for i, c := range want.Commands {
		if said.Stdout[i] != c.Stdout {
			t.Errorf("%s: %q printed %q", dockerfile, c.Args, said.Stdout[i])
		}
	}
}
