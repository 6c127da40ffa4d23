package dockerfile_test

import (
	"errors"
	"strings"
	"testing"

	"lightship/engine/dockerfile"

	"github.com/google/go-cmp/cmp"
)

func TestDirectivesAreInTheModel(t *testing.T) {
	f := parse(t, "# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=A,B;experimental=all;error=true\nFROM alpine\n", dockerfile.Options{})
	want := dockerfile.Check{Skip: []string{"A", "B"}, Experimental: []string{"all"}, Error: true}
	if diff := cmp.Diff(want, f.Check); diff != "" || f.Syntax != "docker/dockerfile:1" || f.Escape != '`' {
		t.Errorf("%s, syntax %q, escape %q", diff, f.Syntax, f.Escape)
	}
}

func TestAnotherFrontendIsNamedWithItsLine(t *testing.T) {
	for text, line := range map[string]int{
		"# syntax=o/other\n": 1, "#!/bin/sh\n# syntax=o/other\n": 2, "# escape=`\n# syntax = o/other\n": 2, "// syntax=o/other\n": 1,
		`{"syntax": "o/other"}`: 1,
	} {
		var foreign *dockerfile.ForeignSyntaxError
		_, err := dockerfile.Parse([]byte(text), dockerfile.Options{})
		if !errors.As(err, &foreign) || foreign.Frontend != "o/other" || foreign.Line != line {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNamedContextsStandInPlaceOfBasesAndStages(t *testing.T) {
	text := "FROM alpine AS a\nFROM busybox:1 AS b\nFROM a\n"
	f := parse(t, text, dockerfile.Options{
		Platform: "linux/arm64",
		Contexts: map[string]string{
			"docker.io/library/alpine:latest": "./alpine", "b": "docker-image://other", "busybox:1::linux/amd64": "never",
		},
		Images: map[string]dockerfile.ImageConfig{"other": {OnBuild: []string{"RUN x"}}},
	})
	a, b, last := f.Stages[0], f.Stages[1], f.Stages[2]
	if a.Context == nil || *a.Context != (dockerfile.NamedContext{Name: "alpine", Source: "./alpine"}) || a.Replaced {
		t.Errorf("a stands on %v", a.Context)
	}
	if b.Context == nil || !b.Replaced || len(b.Triggers) > 0 {
		t.Errorf("b is %+v", b)
	}
	if last.Context != nil || last.Parent != 0 {
		t.Errorf("the last stands on %v, %d", last.Context, last.Parent)
	}
}

func TestContextsThatCannotBeAreRefused(t *testing.T) {
	for name, source := range map[string]string{"Upper": "x", "a": "", "a::moon/": "x"} {
		_, err := dockerfile.Parse([]byte("FROM alpine\n"), dockerfile.Options{Contexts: map[string]string{name: source}})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, source, err)
		}
	}
}

func TestALineThatIsTooLongIsRefusedWhereItStands(t *testing.T) {
	_, err := dockerfile.Parse([]byte("FROM alpine\nRUN "+strings.Repeat("x", 70000)+"\n"), dockerfile.Options{})
	if err == nil || !strings.Contains(err.Error(), "greater than max allowed size") {
		t.Errorf("%.200v", err)
	}
}

func TestSourcesOfAddAreToldApartAsBuildKitDoes(t *testing.T) {
	for source, want := range map[string]dockerfile.SourceKind{
		"https://example.com/x.tar": dockerfile.HTTPSource, "https://github.com/o/r.git#v1:dir": dockerfile.GitSource,
		"git@github.com:o/r.git": dockerfile.GitSource, "https://github.com/o/r": dockerfile.HTTPSource,
		"github.com/o/r": dockerfile.LocalSource, "./x": dockerfile.LocalSource, "git://h/r.git": dockerfile.GitSource,
	} {
		if _, got := dockerfile.RemoteSource(source); got != want {
			t.Errorf("%s is %s, not %s", source, got, want)
		}
	}
}
