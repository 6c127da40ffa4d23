package rewrite

import (
	"slices"
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/language/golang"
	"lightship/engine/rewrite/rule"
)

// startedBy proposes for a Go program that a script starts.
func startedBy(t *testing.T, script string) *Proposal {
	t.Helper()
	return proposePinned(t, map[string]string{
		"go.mod": "module example.com/shop\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() { println(1) }\n", "start.sh": script,
		"Dockerfile": "FROM golang:1.26-bookworm\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\nENTRYPOINT [\"sh\", \"start.sh\"]\n",
	}, nil)
}

func TestAScriptThatStartsABuiltProgramAndSomethingUnknownIsTried(t *testing.T) {
	for script, reason := range map[string]string{
		"#!/bin/sh\n. \"$MORE\"\nexec /shop\n":                `reads "$MORE"`,
		"#!/bin/sh\n\"$BEFORE\"\nexec /shop serve\n":          "starts a program that only running tells",
		"#!/bin/sh\n. \"$MORE\"\n\"$BEFORE\"\n/shop \"$@\"\n": `reads "$MORE"`,
	} {
		p := startedBy(t, script)
		i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.ID == golang.Split })
		refused := slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Rule == golang.Split && strings.Contains(f.Refused, reason) })
		if i < 0 || !refused {
			t.Errorf("%q: changes %+v, findings %+v", script, p.Changes, p.Findings)
			continue
		}
		c := p.Changes[i]
		if c.Default || !c.NeedsProof || len(c.Assumes) != 1 || c.Assumes[0].Kind != rule.AssumesStart {
			t.Errorf("%q: the split is %+v", script, c)
		}
		after, err := p.After(map[string]bool{golang.Split: true}, bases.Base{})
		if err != nil || !strings.Contains(string(after), "COPY --from=builder /shop /shop\n") || !strings.Contains(string(after), "start.sh") {
			t.Errorf("%q: %v\n%s", script, err, after)
		}
	}
}

func TestAScriptThatIsNotSeenToStartTheProgramOrStartsWhatNobodyBringsIsNotTried(t *testing.T) {
	for _, script := range []string{
		"#!/bin/sh\n. \"$MORE\"\nexec \"$PROGRAM\"\n",
		"#!/bin/sh\n. \"$MORE\"\nother-tool --up\nexec /shop\n",
	} {
		p := startedBy(t, script)
		if slices.ContainsFunc(p.Changes, func(c Change) bool { return c.ID == golang.Split }) {
			t.Errorf("%q: changes %+v", script, p.Changes)
		}
	}
}
