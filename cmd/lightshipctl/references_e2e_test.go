//go:build e2e

package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sirupsen/logrus"

	"lightship/engine/build"
	"lightship/engine/image"
)

//go:embed testdata/probe.go.txt
var probe string

// expected is what a sample's expect.json says, as testdata/projects/README.md tells.
type expected struct {
	Language   string  `json:"language"`
	Reference  string  `json:"reference"`
	MaxPercent float64 `json:"max_percent"`
	AfterBase  string  `json:"after_base"`
	Port       int     `json:"port"`
	HTTP       []struct {
		Path         string `json:"path"`
		Status       int    `json:"status"`
		Body         string `json:"body"`
		BodyContains string `json:"body_contains"`
	} `json:"http"`
	Commands []struct {
		Args   []string `json:"args"`
		Stdout string   `json:"stdout"`
	} `json:"commands"`
}

// probed is what the probe tells of a running image: answers to GET requests, and what commands printed.
type probed struct {
	HTTP   []string `json:"http"`
	Stdout []string `json:"stdout"`
	Ready  int64    `json:"ready_ms"`
}

// measured is a sample's image: its size in bytes on disk, how long it took to build, and what it said.
type measured struct {
	onDisk  int64
	seconds float64
	said    probed
}

// sampleNames are the samples with a hand-written Dockerfile.
func sampleNames(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(samples, "*", "expect.json"))
	if err != nil || len(found) == 0 {
		t.Fatal("no samples", err)
	}
	for i, path := range found {
		found[i] = filepath.Base(filepath.Dir(path))
	}
	return found
}

func expectation(t *testing.T, sample string) expected {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, sample, "expect.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want expected
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatalf("%s: %v", sample, err)
	}
	return want
}

// referenceEngine is a BuildKit whose caches are those of the other tests here.
func referenceEngine(t *testing.T) *build.Engine {
	t.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	engine := build.NewEngine(build.Settings{
		CacheDir: filepath.Join(home, "cache", "lightship"), BinDir: filepath.Dir(program(t, "buildkitd")),
		Config: os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG"), Log: log,
	})
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

// measure builds a Dockerfile of a sample, weighs the image and starts it.
func measure(t *testing.T, engine *build.Engine, sample, dockerfile string, want expected) measured {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join(samples, sample))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, dockerfile))
	if err != nil {
		t.Fatal(err)
	}
	request := build.Request{Context: dir, Dockerfile: text, DockerfileName: dockerfile, Tag: sample}
	start := time.Now()
	built, err := engine.Build(context.Background(), request, nil)
	if err != nil {
		t.Fatalf("%s/%s: %v", sample, dockerfile, err)
	}
	seconds := time.Since(start).Seconds()
	a, err := image.Analyze(context.Background(), built.Image, image.Options{})
	if err != nil {
		t.Fatal(err)
	}
	config, err := built.Image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	argv := slices.Concat(config.Config.Entrypoint, config.Config.Cmd)
	request.Dockerfile, request.Tag = withProbe(t, text, argv, want), "probe"
	ran, err := engine.Build(context.Background(), request, nil)
	if err != nil {
		t.Fatalf("%s/%s does not run: %v", sample, dockerfile, err)
	}
	return measured{onDisk: a.OnDisk, seconds: seconds, said: answer(t, ran)}
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

func TestEachSampleAndItsReferenceAnswerTheSame(t *testing.T) {
	engine := referenceEngine(t)
	rows := "sample\tnaive MB\treference MB\tpercent\tat most\tnaive build s\treference build s\tnaive ready ms\treference ready ms\n"
	for _, sample := range sampleNames(t) {
		t.Run(sample, func(t *testing.T) {
			start := time.Now()
			want := expectation(t, sample)
			naive := measure(t, engine, sample, "Dockerfile", want)
			checkAnswers(t, "Dockerfile", naive.said, want)
			reference := measure(t, engine, sample, want.Reference, want)
			checkAnswers(t, want.Reference, reference.said, want)
			if d := cmp.Diff(naive.said.HTTP, reference.said.HTTP); d != "" {
				t.Errorf("other answers:\n%s", d)
			}
			percent := 100 * float64(reference.onDisk) / float64(naive.onDisk)
			if want.MaxPercent > 0 && percent > want.MaxPercent {
				t.Errorf("the reference has %.2f %% of the naive image, more than %g %%", percent, want.MaxPercent)
			}
			row := fmt.Sprintf("%s\t%.1f\t%.1f\t%.2f\t%g\t%.1f\t%.1f\t%d\t%d\n", sample, float64(naive.onDisk)/1e6,
				float64(reference.onDisk)/1e6, percent, want.MaxPercent, naive.seconds, reference.seconds,
				naive.said.Ready, reference.said.Ready)
			rows += row
			t.Logf("%.1f s in all: %s", time.Since(start).Seconds(), row)
		})
	}
	t.Log("\n" + rows)
	if dir := os.Getenv("LIGHTSHIP_ARTEFACTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "sizes.tsv"), []byte(rows), 0o644); err != nil {
			t.Error(err)
		}
	}
}
