package model

import (
	"slices"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/image"
)

func TestALayerIsOfTheLineThatMadeIt(t *testing.T) {
	text := "FROM golang:1.22 AS base\nENV A=b\nRUN apt-get update && \\\n    apt-get install -y git\nFROM base\nWORKDIR /app\nCOPY --chown=1000 --chmod=755 templates \\\n  /app/templates\nADD x.tar /\nRUN make\n"
	f, err := dockerfile.Parse([]byte(text), dockerfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	layers := []image.Layer{
		{Base: true, CreatedBy: "RUN make"},
		{Base: true},
		{CreatedBy: "RUN /bin/sh -c apt-get update &&     apt-get install -y git # buildkit"},
		{CreatedBy: "WORKDIR /app"},
		{CreatedBy: "COPY --chown=1000 --chmod=755 templates /app/templates # buildkit"},
		{CreatedBy: "ADD x.tar / # buildkit"},
		{CreatedBy: "something else"},
		{CreatedBy: "RUN /bin/sh -c make # buildkit"},
	}
	if got, want := LayerLines(f, 1, layers), []int{1, 1, 3, 6, 7, 9, 0, 10}; !slices.Equal(got, want) {
		t.Errorf("lines are %v, want %v", got, want)
	}
	if got := LayerLines(f, 7, layers[:2]); !slices.Equal(got, []int{0, 0}) {
		t.Errorf("lines of no stage are %v", got)
	}
}
