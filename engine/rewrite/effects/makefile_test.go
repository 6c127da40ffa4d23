package effects

import (
	"strings"
	"testing"

	"lightship/engine/dockerfile"
)

func TestMakeRunsTheRecipesOfItsTargetsAndOfWhatTheyNeed(t *testing.T) {
	env := dockerfile.NewEnvironment(map[string]string{"GO": "/opt/go", "TAGS": "net"})
	for _, c := range []struct {
		name, text string
		targets    []string
		want       string
	}{
		{"the first target", "all: b a\na:\n\techo a\nb: a\n\techo b\n", nil, "echo a|echo b"},
		{"a variable of the environment gives way to the Makefile's", "GO = go\nx:\n\t$(GO) build -tags ${TAGS}\n", nil, "go build -tags net"},
		{"a default gives way to the environment", "GO ?= go\nx:\n\t@$(GO) build\n", nil, "/opt/go build"},
		{"automatic variables", "bin/x: a.go b.go\n\tcp $< $@ $^ $$HOME\n", nil, "cp a.go bin/x a.go b.go $HOME"},
		{"what a shell prints stays for the shell", "V := $(shell git describe)\nx:\n\techo $(V)\n", nil, "echo $(git describe)"},
		{"a variable that names itself", "A = $(B)\nB = $(A)\nx:\n\techo $(A)\n", nil, "echo $(make)"},
		{"lines that go on", "x:\n\tgo build \\\n\t\t-o x\n", nil, "go build  \t\t-o x"},
		{"another target", "a:\n\techo a\nb:\n\techo b\n", []string{"b"}, "echo b"},
	} {
		lines, err := readMakefile(c.text).run(c.targets, map[string]string{}, env)
		got := make([]string, 0, len(lines))
		for _, l := range lines {
			got = append(got, l.text)
		}
		if err != nil || strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestAMakefileThatNeedsARunIsNotFollowed(t *testing.T) {
	for name, text := range map[string]string{
		"a condition":                              "ifdef A\nx:\n\techo a\nendif\n",
		"a target's own variable":                  "x: A = 1\nx:\n\techo $(A)\n",
		"no such target":                           "a:\n\techo a\n",
		"targets that need each other without end": manyTargets(40),
	} {
		if lines, err := readMakefile(text).run([]string{"x"}, map[string]string{}, dockerfile.Environment{}); err == nil {
			t.Errorf("%s: %v", name, lines)
		}
	}
}

// manyTargets is a chain of targets that is too long to follow.
func manyTargets(n int) string {
	text := "x: t0\n"
	for i := range n {
		text += "t" + strings.Repeat("i", i) + "0: t" + strings.Repeat("i", i+1) + "0\n"
	}
	return text
}

func TestVariablesThatDoubleEachOtherStayBounded(t *testing.T) {
	text := ""
	for i := range 60 {
		text += "V" + strings.Repeat("i", i) + " = $(V" + strings.Repeat("i", i+1) + ")$(V" + strings.Repeat("i", i+1) + ")\n"
	}
	text += "x:\n\techo $(V) " + strings.Repeat("$(shell ", 5000) + strings.Repeat(")", 5000) + "\n"
	lines, err := readMakefile(text).run(nil, map[string]string{}, dockerfile.Environment{})
	total := 0
	for _, l := range lines {
		total += len(l.text)
	}
	if err == nil && total > 2*mostWork {
		t.Errorf("%d bytes come of %d", total, len(text))
	}
}
