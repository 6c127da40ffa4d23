package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite"
)

const lintedText = `FROM debian:bookworm-slim
ENV DB_PASSWORD=hunter2
RUN apt-get update && apt-get install -y --no-install-recommends curl
CMD PASS=hunter2 curl --version
`

// linted is what the rules say to a Dockerfile with a secret in it.
func linted(t *testing.T, text string) *Lint {
	t.Helper()
	o := dockerfile.Options{Name: "docker/my api.Dockerfile", Platform: "linux/amd64"}
	f, err := dockerfile.Parse([]byte(text), o)
	if err != nil {
		t.Fatal(err)
	}
	p, err := rewrite.Propose(rewrite.Input{File: f, Options: o, Project: &project.Project{Dir: t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	return &Lint{Version: "test", Files: []LintFile{NewLintFile(o.Name, p, false)}}
}

func TestSARIFIsValidAgainstItsSchema(t *testing.T) {
	for name, text := range map[string]string{"findings": lintedText, "nothing": "FROM scratch\nCOPY a /a\n"} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := WriteSARIF(&out, linted(t, text)); err != nil {
				t.Fatal(err)
			}
			doc := sarif.NewReport()
			if err := json.Unmarshal(out.Bytes(), doc); err != nil {
				t.Fatal(err)
			}
			if err := doc.Validate(); err != nil {
				t.Errorf("%v\n%s", err, out.String())
			}
			rules := doc.Runs[0].Tool.Driver.Rules
			for _, r := range doc.Runs[0].Results {
				if *rules[r.RuleIndex].ID != *r.RuleID {
					t.Errorf("index %d of %s is %s", r.RuleIndex, *r.RuleID, *rules[r.RuleIndex].ID)
				}
				if uri := *r.Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != "docker/my%20api.Dockerfile" {
					t.Errorf("uri %s", uri)
				}
			}
		})
	}
}

func TestASecretStandsInNoFormatOfTheFindings(t *testing.T) {
	l := linted(t, lintedText)
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text":  func(b *bytes.Buffer) error { return WriteLintText(b, l) },
		"json":  func(b *bytes.Buffer) error { return WriteLintJSON(b, l) },
		"sarif": func(b *bytes.Buffer) error { return WriteSARIF(b, l) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "hunter2") {
			t.Errorf("%s says the secret:\n%s", name, out.String())
		}
		if !strings.Contains(out.String(), "secret-in-image") || !strings.Contains(out.String(), "PASS=********") {
			t.Errorf("%s does not say that there is one:\n%s", name, out.String())
		}
	}
}

func TestLintTextIsOneLineForEachFindingAndASum(t *testing.T) {
	var out bytes.Buffer
	if err := WriteLintText(&out, linted(t, lintedText)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "lint.txt")
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || out.String() != string(want) {
		t.Errorf("%v: got\n%s", err, out.String())
	}
	out.Reset()
	if err := WriteLintText(&out, &Lint{}); err != nil || !strings.HasPrefix(out.String(), "Nothing to gain") {
		t.Errorf("%v: %s", err, out.String())
	}
}
