package model_test

import (
	"errors"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/foreign"
	"lightship/engine/foreign/foreigntest"
	"lightship/engine/rewrite/model"
)

// modelOf is the model of a Dockerfile without a project.
func modelOf(t *testing.T, text string) *model.Model {
	t.Helper()
	f, err := dockerfile.Parse([]byte(text), dockerfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.New(f, nil, model.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestARUNOfMoreCommandsThanAnybodyWritesIsNotRead(t *testing.T) {
	for name, text := range map[string]string{
		"a script":       "FROM alpine:3.20\nRUN <<EOF\n" + strings.Repeat("touch /a\n", 10_001) + "EOF\n",
		"a command":      "FROM alpine:3.20\nRUN apk add" + strings.Repeat(" \\\n a", 2_001) + "\n",
		"many of a file": strings.Repeat("FROM alpine:3.20\nRUN "+strings.Repeat("a;", 2000)+"\n", 11),
	} {
		m := modelOf(t, text)
		final := m.Stages[len(m.Stages)-1]
		var why error
		for _, err := range final.Unread {
			why = err
		}
		if !errors.Is(why, foreign.ErrLarge) {
			t.Errorf("%s: %v", name, why)
		}
	}
	m := modelOf(t, "FROM alpine:3.20\nRUN "+strings.Repeat("a;", 9_000)+"\n")
	if len(m.Final().Unread) != 0 {
		t.Errorf("9,000 commands: %v", m.Final().Unread)
	}
}

func TestWhatGrowsWithEachLineOfAScriptIsNotFollowed(t *testing.T) {
	for name, script := range map[string]string{
		"a value that doubles":    "A=aaaaaaaa; " + strings.Repeat("A=$A$A; ", 2000) + "echo $A",
		"a value that is changed": "A=" + strings.Repeat("a", 1000) + "; B=${A//a/" + strings.Repeat("b", 1000) + "}; C=${B//b/$B}; echo $C$C",
		"a folder in a folder":    strings.Repeat("cd folder; ", 5000) + "echo",
	} {
		foreigntest.Watch(t, name, func() {
			scripts := modelOf(t, "FROM alpine:3.20\nRUN "+script+"\n").Final().Scripts
			for _, s := range scripts {
				last := s.Commands[len(s.Commands)-1]
				if last.Name() != "echo" || len(last.Args) > 1 && last.Args[1].Known || len(last.Dir) > 5000 {
					t.Errorf("%s: the last command is said to be %.60q in %.60s", name, last.Name(), last.Dir)
				}
			}
		})
	}
	kept := modelOf(t, "FROM alpine:3.20\nRUN A=1.2.3; B=${A//./-}; echo $B "+strings.Repeat("x", 20_000)+"\n").Final().Scripts
	for _, s := range kept {
		if last := s.Commands[len(s.Commands)-1]; last.Arg(1) != "1-2-3" || !last.Args[2].Known {
			t.Errorf("what people write: %.60q", last.Arg(1))
		}
	}
}
