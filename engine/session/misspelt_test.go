package session

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lightship/engine/build"
	"lightship/engine/dockerfile"
)

func TestAStageWhoseNameIsMisspeltIsNamed(t *testing.T) {
	file, err := dockerfile.Parse([]byte("FROM golang:1.22 AS builder\nRUN go build -o /app .\nFROM scratch\nCOPY --from=bulider /app /app\n"), dockerfile.Options{Name: "Dockerfile"})
	if err != nil {
		t.Fatal(err)
	}
	for ref, meant := range map[string]bool{
		"docker.io/library/bulider:latest": true, "docker.io/library/bulider:1.2": false, "docker.io/library/nginx:latest": false,
		"registry.example.com/bulider:latest": false, "docker.io/teams/bulider:latest": false,
	} {
		missing := &build.BaseError{Ref: ref, Kind: build.ErrBaseMissing, Line: 4, Err: errors.New("not found")}
		p := explainBuild(fmt.Errorf("build the before image: %w", missing), file)
		if got := strings.Contains(p.Next, "No stage is called bulider: did you mean builder?"); got != meant || p.Line != 4 {
			t.Errorf("%s: %q at line %d", ref, p.Next, p.Line)
		}
		if after := explainBuild(fmt.Errorf("%w: %w", errAfter, missing), file); after.Line != 0 {
			t.Errorf("a line of the after Dockerfile, %d, is taken for one of today's", after.Line)
		}
	}
}
