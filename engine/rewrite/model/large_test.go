package model_test

import (
	"errors"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/foreign"
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
