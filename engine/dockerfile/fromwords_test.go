package dockerfile

import "testing"

func TestTheWordsOfAFromStandWhereTheyAreWritten(t *testing.T) {
	for text, want := range map[string][]string{
		"FROM golang:1.26 AS make":                                  {"golang:1.26", "AS", "make"},
		"FROM \\\n  golang:1.26 AS make":                            {"golang:1.26", "AS", "make"},
		"FROM --platform=$BUILDPLATFORM \\ \n# why\n\ngo:1":         {"go:1"},
		"from\tnode:22\\\n-slim\\\n as\\\n web":                     {"node:22-slim", "as", "web"},
		"FROM `\r\n  mcr.example.org/server:ltsc2022 AS `\r\n  win": {"mcr.example.org/server:ltsc2022", "AS", "win"},
		"FROM alpine": {"alpine"},
	} {
		words := FromWords(text)
		if len(words) != len(want) {
			t.Errorf("%q: %v, want %v", text, words, want)
			continue
		}
		for i, w := range words {
			if w.Text != want[i] || text[w.First:w.First+1] != want[i][:1] || text[w.Last-1:w.Last] != want[i][len(want[i])-1:] {
				t.Errorf("%q: word %d is %+v, want %s", text, i, w, want[i])
			}
		}
	}
}

func TestThePlatformOfAFromIsAmongItsFlags(t *testing.T) {
	for text, want := range map[string]string{
		"FROM --platform=$BUILDPLATFORM golang:1.26 AS make":     "--platform=$BUILDPLATFORM",
		"FROM \\\n  --platform=linux/arm64 \\\n  node:22 AS web": "--platform=linux/arm64",
		"FROM node:22 AS --platform=linux/arm64":                 "",
		"FROM alpine":                                            "",
		"FROM":                                                   "",
		"":                                                       "",
	} {
		if got := FromPlatform(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
