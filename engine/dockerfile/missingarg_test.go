package dockerfile

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestAnArgWithoutAValueIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"the tag":       {"ARG VERSION\nFROM node:${VERSION}\n", []string{"VERSION"}},
		"the image":     {"ARG BASE\nFROM $BASE\n", []string{"BASE"}},
		"a part of it":  {"ARG SUITE\nFROM python:3.13-slim-${SUITE}@\n", []string{"SUITE"}},
		"the registry":  {"ARG REGISTRY\nFROM ${REGISTRY}/library/alpine:3.22\n", []string{"REGISTRY"}},
		"two of them":   {"ARG REPO\nARG TAG\nFROM $REPO:$TAG\n", []string{"REPO", "TAG"}},
		"the platform":  {"ARG WHERE\nFROM --platform=$WHERE alpine:3.22\n", []string{"WHERE"}},
		"none declared": {"FROM alpine:${TAG}\n", []string{"TAG"}},
	} {
		_, err := Parse([]byte(c.text), Options{Name: "Dockerfile", Platform: "linux/amd64"})
		var missing *MissingArgError
		if !errors.As(err, &missing) || !slices.Equal(missing.Names, c.want) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.Contains(err.Error(), "--build-arg "+c.want[0]+"=...") {
			t.Errorf("%s: how it is given is not said: %v", name, err)
		}
	}
}
