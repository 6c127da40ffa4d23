package rewrite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"lightship/engine/bases"
	"lightship/engine/language"
)

// interpretedCases are the archives testdata/LANGUAGE-split/CASE.txtar, testdata/web/CASE.txtar and testdata/starts/CASE.txtar, which are of any
// language: a project with its
// Dockerfile as the project room reads it, and what the patterns make of it. A line "base: REF" in the archive's comment
// chooses the final base.
func interpretedCases(t *testing.T) []ruleCase {
	t.Helper()
	var out []ruleCase
	for _, rule := range []string{"node-split", "node-omit-dev", "python-split", "web", "starts"} {
		paths, err := filepath.Glob("testdata/" + rule + "/*.txtar")
		if err != nil || len(paths) == 0 {
			t.Fatalf("no cases of %s: %v", rule, err)
		}
		for _, path := range paths {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(path), ".txtar")
			out = append(out, ruleCase{rule: rule, name: rule + "/" + name, path: path, archive: archive})
		}
	}
	return out
}

// interpretedBase is the final base that a case's comment names, else the first of these that fits.
func interpretedBase(c ruleCase) func(p *Proposal) bases.Base {
	return func(p *Proposal) bases.Base {
		for line := range strings.Lines(string(c.archive.Comment)) {
			if ref, ok := strings.CutPrefix(strings.TrimSpace(line), "base: "); ok {
				return bases.Describe(ref)
			}
		}
		program := p.Program(p.defaults())
		for _, ref := range []string{
			"gcr.io/distroless/nodejs22-debian13:nonroot", "gcr.io/distroless/python3-debian13:nonroot",
			"node:22-slim", "node:22-alpine", "python:3.13-slim", "python:3.12-slim", "python:3.13-alpine",
			"nginx:stable-alpine-slim", "nginx:1.26-alpine-slim", "nginx:1.27-alpine-slim", "nginx:1.29-alpine-slim", "nginx:alpine-slim",
			"gcr.io/distroless/static-debian12:nonroot", "gcr.io/distroless/cc-debian12:nonroot", "gcr.io/distroless/java21-debian13:nonroot",
			"eclipse-temurin:21-jre", "debian:bookworm-slim",
		} {
			b := bases.Describe(ref)
			b.Support = time.Time{} // what is chosen does not depend on the day
			if b.Runtime == program.Runtime && bases.Judge(program, b).Level == bases.Fits {
				return b
			}
		}
		return bases.Describe(p.SplitBase)
	}
}

func TestEveryInterpretedCaseGivesItsDockerfileAndFindings(t *testing.T) {
	for _, c := range interpretedCases(t) {
		t.Run(c.name, func(t *testing.T) {
			oneOfMany(t, c.name)
			source := c.file("Dockerfile")
			p := c.propose(t, source)
			on := p.defaults()
			for id := range on {
				on[id] = on[id] && ofPatterns(id)
			}
			after, err := p.After(on, interpretedBase(c)(p))
			if err != nil {
				after = []byte("error: " + err.Error() + "\n")
			}
			got := map[string]string{"want.findings": listed(p.Findings, ofPatterns)}
			if string(after) != string(source) {
				got["want.Dockerfile"] = strings.ReplaceAll(string(after), "\r\n", "\n")
			}
			c.compare(t, got)
		})
	}
}

func TestEveryInterpretedPatternHasEnoughCases(t *testing.T) {
	if testing.Short() {
		t.Skip("cases are counted, which has nothing for the race detector")
	}
	split, refused := map[string]int{}, map[string]int{}
	for _, c := range interpretedCases(t) {
		p := c.propose(t, c.file("Dockerfile"))
		if slices.ContainsFunc(p.Changes, func(change Change) bool { return change.ID == c.rule }) {
			split[c.rule]++
		} else {
			refused[c.rule]++
		}
	}
	for _, rule := range []string{"node-split", "node-omit-dev", "python-split"} {
		if split[rule] < 5 || refused[rule] < 5 {
			t.Errorf("%s: %d cases that are changed and %d that are refused, want 5 of each", rule, split[rule], refused[rule])
		}
	}
}

func TestABaseWithoutTheRuntimeIsRefusedForEveryInterpretedCase(t *testing.T) {
	for _, c := range interpretedCases(t) {
		if leftOut(c.name) {
			continue
		}
		p := c.propose(t, c.file("Dockerfile"))
		if c.rule == "starts" || !slices.ContainsFunc(p.Changes, func(change Change) bool { return change.ID == FinalBase }) {
			continue
		}
		on := p.defaults()
		for _, change := range p.Changes {
			if change.ID == FinalBase { // It is off with a split that has to be tried.
				on[FinalBase] = true
				for _, needed := range change.Needs {
					on[needed] = true
				}
			}
		}
		for _, ref := range []string{"scratch", "gcr.io/distroless/static-debian12:nonroot", "debian:bookworm-slim"} {
			if _, err := p.After(on, bases.Describe(ref)); !errors.Is(err, ErrBaseRefused) {
				t.Errorf("%s on %s: %v", c.name, ref, err)
			}
		}
	}
}

func TestNoStageIsPutBeforeOneThatIsNamedByItsNumber(t *testing.T) {
	for _, c := range interpretedCases(t) {
		if c.name != "node-omit-dev/modules-of-the-build-stage" {
			continue
		}
		source := strings.Replace(string(c.file("Dockerfile")), "FROM node:22-slim", "FROM node:22-slim AS shop", 1)
		for _, line := range []string{"COPY --from=1 /app /copy", "RUN --mount=type=bind,from=1,source=/app,target=/copy ls /copy"} {
			in := c.propose(t, []byte(source+"\nFROM shop AS debug\n"+line+"\n")).in
			in.Target = "shop"
			p, err := Propose(in)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(p.Findings, func(f Finding) bool { return f.Rule == "node-omit-dev" })
			if i < 0 || !strings.Contains(p.Findings[i].Refused, "by its number") {
				t.Errorf("%s: %+v", line, p.Findings)
			}
		}
		return
	}
	t.Fatal("the case is not there")
}

func TestStagesThatCopyFromEachOtherManyTimesAreReadOnce(t *testing.T) {
	var text strings.Builder
	text.WriteString("FROM node:22 AS s0\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\n")
	for i := range 40 {
		fmt.Fprintf(&text, "FROM node:22 AS s%d\n", i+1)
		for _, name := range []string{"", "a", "b"} {
			fmt.Fprintf(&text, "COPY --from=s%d / /%s\nCOPY --from=s%d /app /app%s\n", i, name, i, name)
		}
	}
	text.WriteString("CMD [\"node\", \"x.js\"]\n")
	dir := t.TempDir()
	for name, content := range map[string]string{"Dockerfile": text.String(), "package.json": `{"name": "x", "devDependencies": {"jest": "1"}}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(proposeText(t, p, []byte(text.String())).Findings) == 0 {
		t.Error("no findings")
	}
}

func TestTheIgnoreFileLeavesALocalVirtualEnvironmentOutBeforeASplit(t *testing.T) {
	for _, c := range interpretedCases(t) {
		if c.name != "python-split/poetry-local-virtual-environment-is-ignored" {
			continue
		}
		p := c.propose(t, c.file("Dockerfile"))
		on := p.defaults()
		for _, ignored := range []bool{true, false} {
			on[Dockerignore] = ignored
			after, err := p.After(on, interpretedBase(c)(p))
			if err != nil {
				t.Fatal(err)
			}
			if split := strings.Contains(string(after), "AS builder"); split != ignored {
				t.Errorf("with the ignore file %v, split %v", ignored, split)
			}
		}
		return
	}
	t.Fatal("the case is not there")
}
