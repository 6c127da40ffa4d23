package rewrite

import (
	"errors"
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/rewrite/rules"
)

func TestAReleaseWithoutSupportIsLeftInAllStagesOfASplit(t *testing.T) {
	const text = "FROM python:3.8\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD [\"python\", \"app.py\"]\n"
	p := proposePinned(t, map[string]string{"Dockerfile": text, "app.py": "import flask\nprint(flask)\n", "requirements.txt": "flask==2.0\n"}, nil)
	on := p.defaults()
	if on[rules.EndOfLifeBase] {
		t.Fatal("it is on without having been tried")
	}
	after, err := p.After(on, bases.Describe("python:3.8-slim"))
	if err != nil || strings.Count(string(after), "FROM python:3.8") != 2 {
		t.Fatalf("%v\n%s", err, after)
	}
	on[rules.EndOfLifeBase] = true
	after, err = p.After(on, bases.Describe("python:3.8-slim"))
	if err != nil || strings.Contains(string(after), "3.8") || !strings.Contains(string(after), "FROM python:3.11-slim\n") {
		t.Errorf("%v\n%s", err, after)
	}
	other, err := p.After(on, bases.Describe("debian:bookworm-slim"))
	if err == nil || !errors.Is(err, ErrBaseRefused) {
		t.Errorf("a base without the runtime: %v\n%s", err, other)
	}
}

func TestABaseOfWhichNoNewerReleaseIsKnownDoesNotStartWhatTheNextOneBuilt(t *testing.T) {
	const text = "FROM node:18\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node\", \"app.js\"]\n"
	p := proposePinned(t, map[string]string{
		"Dockerfile": text,
		"app.js":     "require('a')\n", "package.json": `{"name":"a","dependencies":{"a":"1"}}`, "package-lock.json": `{"lockfileVersion":3,"packages":{}}`,
	}, nil)
	on := p.defaults()
	on[rules.EndOfLifeBase] = true
	after, err := p.After(on, bases.Describe("gcr.io/distroless/nodejs18-debian12:nonroot"))
	if !errors.Is(err, ErrBaseRefused) || !strings.Contains(err.Error(), "no newer gcr.io/distroless/nodejs18-debian12:nonroot is known") {
		t.Errorf("%v\n%s", err, after)
	}
}
