package rewrite

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language"
)

// digestOf makes a digest of a letter.
func digestOf(letter string) string { return "sha256:" + strings.Repeat(letter, 64) }

// proposePinned proposes for a project of files, where the digests of these images are known.
func proposePinned(t *testing.T, files, digests map[string]string) *Proposal {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	options := dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"}
	f, err := dockerfile.Parse([]byte(files["Dockerfile"]), options)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Propose(Input{
		File: f, Options: options, Project: p, Candidates: bases.Catalogue(), Now: testDay(), Digest: func(ref string) string { return digests[ref] },
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

const staticBase = "gcr.io/distroless/static-debian13:nonroot"

var pinnedGo = map[string]string{
	"Dockerfile": "FROM golang:1.26@" + digestOf("a") + "\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\nCMD [\"/shop\"]\n",
	"go.mod":     "module example.com/shop\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() { println(1) }\n",
}

func TestASplitKeepsThePinnedBuilderAndPinsTheFinalBase(t *testing.T) {
	known := map[string]string{"debian:trixie-slim": digestOf("b"), staticBase: digestOf("c")}
	p := proposePinned(t, pinnedGo, known)
	on := p.defaults()
	for final, want := range map[bool]string{true: staticBase + "@" + digestOf("c"), false: "debian:trixie-slim@" + digestOf("b")} {
		on[FinalBase], on["nonroot-user"] = final, false
		after, err := p.After(on, bases.Describe(staticBase))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"FROM golang:1.26@" + digestOf("a") + " AS builder\n", "\nFROM " + want + "\n"} {
			if !strings.Contains(string(after), line) {
				t.Errorf("no %q in\n%s", line, after)
			}
		}
		again := proposePinned(t, map[string]string{"Dockerfile": string(after), "go.mod": pinnedGo["go.mod"], "main.go": pinnedGo["main.go"]}, known)
		for _, c := range again.Changes {
			if final && c.Default && c.ID != "dockerignore" { // whose file is not written here
				t.Errorf("%s is proposed again", c.ID)
			}
		}
	}
}

func TestAPinnedBaseStaysWhereNoDigestIsKnown(t *testing.T) {
	p := proposePinned(t, pinnedGo, nil)
	for _, c := range p.Changes {
		if c.ID == "go-split" || c.ID == FinalBase {
			t.Errorf("%s is proposed", c.ID)
		}
	}
	refused := false
	for _, f := range p.Findings {
		refused = refused || f.Rule == "go-split" && strings.Contains(f.Refused, "that of debian:trixie-slim is not known") && f.Next == lookUp
	}
	if !refused {
		t.Errorf("the reason is not said:\n%s", listed(p.Findings, ofPatterns))
	}
	after, err := p.After(p.defaults(), bases.Base{})
	if err != nil || !strings.Contains(string(after), "FROM golang:1.26@"+digestOf("a")+"\n") {
		t.Errorf("the other changes are not made: %v\n%s", err, after)
	}
}

func TestABaseWhoseDigestIsNotKnownIsRefusedInAPinnedFile(t *testing.T) {
	p := proposePinned(t, pinnedGo, map[string]string{"debian:trixie-slim": digestOf("b")})
	if _, err := p.After(p.defaults(), bases.Describe(staticBase)); !errors.Is(err, ErrBaseRefused) || !strings.Contains(err.Error(), "is not known") {
		t.Errorf("got %v", err)
	}
}

func TestAFinalStageThatIsPinnedGetsAPinnedBase(t *testing.T) {
	files := map[string]string{
		"Dockerfile": "FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /shop .\n\nFROM debian:trixie-slim@" + digestOf("a") +
			"\nCOPY --from=build /shop /shop\nCMD [\"/shop\"]\n",
		"go.mod": pinnedGo["go.mod"], "main.go": pinnedGo["main.go"],
	}
	p := proposePinned(t, files, map[string]string{staticBase: digestOf("c")})
	after, err := p.After(p.defaults(), bases.Describe(staticBase))
	if err != nil || !strings.Contains(string(after), "\nFROM "+staticBase+"@"+digestOf("c")+"\n") {
		t.Errorf("%v\n%s", err, after)
	}
}

func TestTheSlimVariantOfAPinnedPythonIsPinned(t *testing.T) {
	files := map[string]string{
		"Dockerfile":       "FROM python:3.13@" + digestOf("a") + "\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD [\"python\", \"app.py\"]\n",
		"requirements.txt": "flask==3.0.0\n", "app.py": "import flask\n",
	}
	p := proposePinned(t, files, map[string]string{"python:3.13-slim": digestOf("b")})
	after, err := p.After(p.defaults(), bases.Describe("python:3.13-slim"))
	if err != nil || !strings.Contains(string(after), "\nFROM python:3.13-slim@"+digestOf("b")+"\n") || !strings.HasPrefix(string(after), "FROM python:3.13@"+digestOf("a")) {
		t.Errorf("%v\n%s", err, after)
	}
}
