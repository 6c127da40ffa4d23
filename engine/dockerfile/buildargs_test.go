package dockerfile

import (
	"fmt"
	"strings"
	"testing"
)

func TestBuildArgsAreEachNamedOnceWithTheirDefault(t *testing.T) {
	const text = `ARG GO=1.22
ARG BASE
FROM golang:$GO AS build
ARG GO
ARG TARGETARCH
ARG BASE=x COMMIT
FROM scratch
ARG COMMIT=none
`
	f, err := Parse([]byte(text), Options{BuildArgs: map[string]string{"GO": "1.23"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range f.BuildArgs() {
		got = append(got, fmt.Sprintf("%d %s=%s %v", a.Lines.First, a.Name, a.Default, a.HasDefault))
	}
	if want := "1 GO=1.22 true|2 BASE=x true|6 COMMIT=none true"; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
}
