package dockerfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
)

func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../../testdata/dockerfiles/*/*/Dockerfile")
	if err != nil || len(files) < 80 {
		t.Fatalf("%d files in the corpus: %v", len(files), err)
	}
	out := map[string][]byte{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(filepath.Dir(f))] = text
	}
	return out
}

func parse(t testing.TB, text string, o dockerfile.Options) *dockerfile.File {
	t.Helper()
	f, err := dockerfile.Parse([]byte(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestInstructionsCoverEveryLineThatSaysSomething(t *testing.T) {
	for name, text := range corpus(t) {
		f, err := dockerfile.Parse(text, dockerfile.Options{})
		if err != nil {
			continue
		}
		if !bytes.Equal(f.Source, text) {
			t.Errorf("%s: the source changed", name)
		}
		covered := map[int]bool{}
		mark := func(l dockerfile.Lines) {
			for n := l.First; n <= l.Last; n++ {
				covered[n] = true
			}
		}
		for _, a := range f.Args {
			mark(a.Lines)
		}
		for _, s := range f.Stages {
			for _, in := range s.Instructions {
				for n := in.Lines.First; n <= in.Lines.Last; n++ {
					if covered[n] {
						t.Errorf("%s: two instructions have line %d", name, n)
					}
				}
				mark(in.Lines)
				if !strings.Contains(string(text), in.Text) || in.Text == "" {
					t.Errorf("%s: %q is not in the source", name, in.Text)
				}
			}
		}
		for n := 1; f.Line(n) != "" || n <= bytes.Count(text, []byte("\n")); n++ {
			line := strings.TrimSpace(strings.TrimPrefix(f.Line(n), "\ufeff"))
			if line != "" && line[0] != '#' && !covered[n] {
				t.Errorf("%s: line %d belongs to no instruction: %q", name, n, line)
			}
		}
	}
}

func TestBuildArgsTargetAndPlatformChangeTheModel(t *testing.T) {
	text := "ARG V=1\nARG B=golang:$V\nFROM --platform=$BUILDPLATFORM $B AS one\nARG TARGETARCH V\nENV X=$V-$TARGETARCH\nRUN a\nFROM one\nRUN b\n"
	f := parse(t, text, dockerfile.Options{BuildArgs: map[string]string{"V": "9"}, Platform: "linux/arm64"})
	if f.Stages[0].Base != "golang:9" || f.Stages[1].Parent != 0 {
		t.Errorf("bases %q, %d", f.Stages[0].Base, f.Stages[1].Parent)
	}
	if got := f.Stages[1].Instructions[1].Env.Value("X"); got != "9-arm64" {
		t.Errorf("X=%q", got)
	}
	images := map[string]dockerfile.ImageConfig{"golang:1": {Env: []string{"PATH=/go/bin", "G=1"}, OnBuild: []string{"ENV O=$G"}}}
	f = parse(t, text, dockerfile.Options{Images: images})
	env := f.Stages[0].Instructions[3].Env
	if env.Value("PATH") != "/go/bin" || env.Value("O") != "1" || len(f.Stages[0].Triggers) != 1 {
		t.Errorf("the base's config is not seen: %v", env.Keys())
	}
}

func TestTargetIsFoundInAnyCase(t *testing.T) {
	f := parse(t, "FROM alpine AS Build\nFROM alpine\n", dockerfile.Options{})
	for name, want := range map[string]int{"": 1, "build": 0, "BUILD": 0} {
		if got, err := f.Target(name); err != nil || got != want {
			t.Errorf("%q: %d, %v", name, got, err)
		}
	}
	_, err := f.Target("biuld")
	if !errors.Is(err, dockerfile.ErrNoTarget) || !strings.Contains(err.Error(), "did you mean build?") {
		t.Errorf("%v", err)
	}
}

func TestATargetThatIsNoStageIsToldWhatToWriteInItsPlace(t *testing.T) {
	named := "FROM alpine AS build\nFROM alpine\nFROM alpine AS test\nFROM alpine\n"
	for name, c := range map[string]struct{ text, target, want string }{
		"the stages that have names":          {named, "x", "its stages are build, test"},
		"no stage has a name":                 {"FROM alpine\nFROM alpine\n", "x", "none of its stages has a name"},
		"the number of a named stage":         {named, "2", "not numbered: write test"},
		"the number of a stage without one":   {named, "1", "write AS NAME behind the FROM in line 2"},
		"the last stage's number":             {named, "3", "built when no target is given"},
		"a number that no stage has":          {named, "4", "its stages are build, test"},
		"more stages than anybody would read": {manyStages(20), "x", "and 8 more"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, c.text, dockerfile.Options{}).Target(c.target)
			if !errors.Is(err, dockerfile.ErrNoTarget) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func manyStages(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "FROM a AS s%d\n", i)
	}
	return b.String()
}

func TestAPlatformThatIsNoneIsSaid(t *testing.T) {
	_, err := dockerfile.Parse([]byte("FROM alpine\n"), dockerfile.Options{Platform: "nonsense"})
	if !errors.Is(err, dockerfile.ErrNoPlatform) || !strings.Contains(err.Error(), "linux/amd64") {
		t.Errorf("%v", err)
	}
}

func TestFrontendsAreDockerfilesOwnFromAnyRegistry(t *testing.T) {
	for ref, foreign := range map[string]bool{
		"docker/dockerfile:1": false, "docker.io/docker/dockerfile-upstream:master": false,
		"mirror.example.com:5000/docker/dockerfile:1.7": false, "tonistiigi/dockerfile:x": false,
		"ghcr.io/x/dockerfile-plus": true, "r2d4/mockerfile": true,
	} {
		_, err := dockerfile.Parse([]byte("# syntax="+ref+"\nFROM alpine\n"), dockerfile.Options{})
		if errors.Is(err, dockerfile.ErrForeignSyntax) != foreign {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

func TestValuesThatDoubleFromLineToLineAreStopped(t *testing.T) {
	double := "FROM alpine\nENV A=0123456789\n" + strings.Repeat("ENV A=$A$A$A$A\n", 40)
	f := parse(t, double, dockerfile.Options{})
	if err := f.Problem(0); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("%v", err)
	}
}
