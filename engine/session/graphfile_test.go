package session

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/stagegraph"
)

func TestTheGraphIsExportedInTheFormatOfItsName(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	idle(t, s)
	out := t.TempDir()
	for name, check := range map[string]func([]byte) bool{
		"a.svg": func(b []byte) bool { return bytes.HasPrefix(b, []byte("<svg")) && bytes.Contains(b, []byte("builder")) },
		"a.dot": func(b []byte) bool { return bytes.HasPrefix(b, []byte("digraph")) },
		"a.png": func(b []byte) bool { _, err := png.Decode(bytes.NewReader(b)); return err == nil },
	} {
		path := filepath.Join(out, "new", name)
		s.ExportGraph(path, "", SideAfter)
		n := idle(t, s)
		if n.Problem != nil {
			t.Fatalf("%s: %+v", name, n.Problem)
		}
		data, err := os.ReadFile(path)
		if err != nil || !check(data) {
			t.Errorf("%s: %v, %.80q", name, err, data)
		}
	}
}

func TestAnExportedGraphKeepsTheFileThatWasThere(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	idle(t, s)
	path := filepath.Join(t.TempDir(), "stages.svg")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.ExportGraph(path, FormatSVG, SideBefore)
	n := idle(t, s)
	if len(n.Saved) != 1 || n.Saved[0].Backup == "" {
		t.Fatalf("saved %+v, problem %+v", n.Saved, n.Problem)
	}
	if kept, err := os.ReadFile(n.Saved[0].Backup); err != nil || string(kept) != "mine" {
		t.Errorf("the backup: %v, %q", err, kept)
	}
}

func TestAGraphThatCannotBeExportedIsSaid(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	idle(t, s)
	path := filepath.Join(t.TempDir(), "a.gif")
	s.ExportGraph(path, "", SideBefore)
	if n := idle(t, s); n.Problem == nil || !strings.Contains(n.Problem.Next, ".svg") {
		t.Errorf("a format that is not there: %+v", n.Problem)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was written")
	}
	s.Open(writeProject(t, map[string]string{"Dockerfile": "FROM a\nCOPPY b c\n"}))
	idle(t, s)
	s.ExportGraph(filepath.Join(t.TempDir(), "a.svg"), "", SideBefore)
	if n := idle(t, s); n.Problem == nil || !strings.Contains(n.Problem.Title, "no graph") {
		t.Errorf("a broken Dockerfile: %+v", n.Problem)
	}
}

func TestAnEdgeSaysTheBytesOfItsLayer(t *testing.T) {
	text := "FROM golang:1.22 AS build\nCOPY . .\nFROM debian:12 AS base\nCOPY --from=build /lib /lib\n" +
		"FROM base\nRUN true\nCOPY --from=build /a /b /\nCOPY x y\n"
	file, err := dockerfile.Parse([]byte(text), dockerfile.Options{Name: "Dockerfile"})
	if err != nil {
		t.Fatal(err)
	}
	graph, err := stagegraph.New(file, "")
	if err != nil {
		t.Fatal(err)
	}
	v := &View{Text: []byte(text), File: file, Graph: graph, Notes: map[string]NodeNote{"image:debian:12": {OnDisk: 76}}}
	layers := []image.Layer{
		{Base: true, OnDisk: 76, CreatedBy: "COPY of the base"},
		{OnDisk: 5, CreatedBy: "COPY /lib /lib # buildkit"},
		{OnDisk: 1, CreatedBy: "RUN true"},
		{OnDisk: 7, CreatedBy: "COPY /a /b / # buildkit"},
		{OnDisk: 2, CreatedBy: "COPY x y # buildkit"},
	}
	measured := &compare.Side{Image: &image.Analysis{Layers: layers}}
	want := map[string]int64{
		"from image:golang:1.22 to stage:0": -1, "from image:debian:12 to stage:1": 76, "copy stage:0 to stage:1": 5,
		"from stage:1 to stage:2": -1, "copy stage:0 to stage:2": 7,
	}
	v.Notes["image:golang:1.22"], v.Notes["stage:1"] = NodeNote{OnDisk: -1}, NodeNote{OnDisk: -1}
	for i, bytes := range amounts(v, measured) {
		e := graph.Edges[i]
		if edge := fmt.Sprintf("%s %s to %s", e.Kind, e.From, e.To); bytes != want[edge] {
			t.Errorf("%s: %d bytes, want %d", edge, bytes, want[edge])
		}
	}
	measured.Image.Layers = layers[:3]
	for i, bytes := range amounts(v, measured) {
		if e := graph.Edges[i]; e.Kind == stagegraph.Copy && bytes != -1 {
			t.Errorf("a layer is missing, but %s brings %d bytes", e.From, bytes)
		}
	}
}
