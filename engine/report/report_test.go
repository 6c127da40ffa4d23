package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/pull"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	beforeText = "FROM golang:1.22\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nEXPOSE 8080\nCMD [\"./server\"]\n"
	afterText  = "# syntax=docker/dockerfile:1\nFROM golang:1.22 AS build\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg/mod go mod download\nCOPY . .\n" +
		"RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -ldflags=\"-s -w\" -o /out/server .\n\n" +
		"FROM gcr.io/distroless/static-debian12:nonroot\nWORKDIR /app\nCOPY --from=build /out/server ./server\nEXPOSE 8080\nENTRYPOINT [\"./server\"]\n"
)

func hash(digit string) v1.Hash {
	return v1.Hash{Algorithm: "sha256", Hex: strings.Repeat(digit, 64)}
}

// sample is a comparison with every field in use.
func sample() *compare.Comparison {
	amd64 := v1.Platform{OS: "linux", Architecture: "amd64"}
	before := &image.Analysis{
		Digest: hash("b"), Platform: amd64, Download: 299_400_000, OnDisk: 831_000_000,
		Layers: []image.Layer{
			{Digest: hash("1"), DiffID: hash("2"), Download: 49_500_000, OnDisk: 120_000_000, Files: 6200, CreatedBy: "# debian.sh --arch 'amd64' out/ 'bookworm'", Base: true},
			{Digest: hash("3"), DiffID: hash("4"), Download: 210_000_000, OnDisk: 590_000_000, Files: 21000, CreatedBy: "COPY /target/ / # buildkit", Base: true},
			{Digest: hash("5"), DiffID: hash("6"), Download: 400_000, OnDisk: 900_000, Files: 40, CreatedBy: "COPY . . # buildkit"},
			{Digest: hash("7"), DiffID: hash("8"), Download: 39_490_000, OnDisk: 120_100_000, Files: 3900, CreatedBy: "RUN /bin/sh -c go build -o server . # buildkit"},
		},
		Shares: []image.Share{
			{Origin: image.OriginSystem, OnDisk: 381_000_000},
			{Origin: image.OriginToolchain, OnDisk: 226_000_000},
			{Origin: image.OriginCaches, OnDisk: 170_000_000},
			{Origin: image.OriginOverhead, OnDisk: 34_000_000},
			{Origin: image.OriginProgram, OnDisk: 12_000_000},
			{Origin: image.OriginHidden, OnDisk: 7_000_000},
			{Origin: image.OriginSources, OnDisk: 1_000_000},
		},
		Surface: image.Surface{Packages: 431, Executables: 1204, Shells: 3, Compilers: 4, Setuid: 9},
		Cmd:     []string{"./server"}, Entrypoint: []string{}, WorkingDir: "/app", Ports: []string{"8080/tcp"},
		StandIn: "made from Debian bookworm packages",
		Program: &image.Linkage{Path: "/app/server", Size: 12_000_000, Machine: "x86-64", Go: "go1.22.5", Interpreter: "/lib64/ld-linux-x86-64.so.2", Needed: []string{"libc.so.6"}, GLIBC: "2.34"},
	}
	after := &image.Analysis{
		Digest: hash("a"), Platform: amd64, Download: 2_800_000, OnDisk: 9_600_000,
		Layers: []image.Layer{
			{Digest: hash("9"), DiffID: hash("c"), Download: 800_000, OnDisk: 2_200_000, Files: 900, CreatedBy: "bazel build", Base: true},
			{Digest: hash("d"), DiffID: hash("e"), Download: 1_990_000, OnDisk: 7_400_000, Files: 3, CreatedBy: "COPY /out/server ./server # buildkit"},
		},
		Shares:  []image.Share{{Origin: image.OriginProgram, OnDisk: 7_100_000}, {Origin: image.OriginSystem, OnDisk: 1_600_000}, {Origin: image.OriginOverhead, OnDisk: 900_000}},
		Surface: image.Surface{Packages: 5, Executables: 1},
		User:    "nonroot", Entrypoint: []string{"./server"}, Cmd: []string{}, WorkingDir: "/app", Ports: []string{"8080/tcp"},
		Script: "/bin/sh",
	}
	steps := func(cached int) build.Progress {
		var p build.Progress
		for i := range 6 {
			state := build.Finished
			if i < cached {
				state = build.Cached
			}
			p.Steps = append(p.Steps, build.Step{Instruction: "RUN", State: state})
		}
		return p
	}
	rates := pull.Rates{Gunzip: 172e6, Zstd: 560e6, Write: 910e6, PerFile: 31 * time.Microsecond, Measured: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	return compare.New(compare.Input{
		Made: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC), Version: "0.1.0", Project: "shop-api", Dockerfile: "Dockerfile",
		Platform: "linux/amd64", Base: "gcr.io/distroless/static-debian12:nonroot", BeforeBase: "golang:1.22", Engine: "Embedded BuildKit 0.34 · rootless",
		Changes: []compare.AppliedChange{{ID: "split-stages", Title: "Build in one stage, run in another"}, {ID: "trim-symbols", Title: "Leave out debugging symbols"}},
		Before:  compare.Built{Text: []byte(beforeText), Image: before, Build: &build.Result{Wall: 16 * time.Second, Progress: steps(1)}},
		After:   compare.Built{Text: []byte(afterText), Image: after, Build: &build.Result{Wall: 17200 * time.Millisecond, Progress: steps(3)}},
		Link:    pull.DefaultLink(), Rates: rates,
	})
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (run with -update when it should):\n%s", name, diff)
	}
}

func written(t *testing.T, write func(io.Writer, *compare.Comparison) error, c *compare.Comparison) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := write(&buf, c); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestReportsLookAsTheyDid(t *testing.T) {
	golden(t, "report.html", written(t, WriteHTML, sample()))
	golden(t, "report.md", written(t, WriteMarkdown, sample()))
	golden(t, "report.json", written(t, WriteJSON, sample()))
}

func TestTheJSONReportFollowsItsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	bare := compare.New(compare.Input{
		Before: compare.Built{Image: analyzed(t)}, After: compare.Built{Image: analyzed(t)}, Link: pull.DefaultLink(), Rates: pull.DefaultRates(),
	})
	for name, c := range map[string]*compare.Comparison{"full": sample(), "bare": bare} {
		text := written(t, WriteJSON, c)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var back compare.Comparison
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(written(t, WriteJSON, &back), text); diff != "" {
			t.Errorf("%s does not come back as it went: %s", name, diff)
		}
	}
	var broken map[string]any
	if err := json.Unmarshal(written(t, WriteJSON, sample()), &broken); err != nil {
		t.Fatal(err)
	}
	broken["schema"] = 2.0
	if schema.Validate(broken) == nil {
		t.Error("a report of another version passes")
	}
}

func TestHostileTextStaysText(t *testing.T) {
	const evil = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\" onload=\"alert(3)` | [x](javascript:alert(4)) {{.}} ]]>"
	c := sample()
	c.Project, c.Dockerfile, c.Target, c.Platform, c.Base, c.Engine, c.Version = evil, evil, evil, evil, evil, evil, evil
	c.Changes = []compare.AppliedChange{{ID: evil, Title: evil}}
	c.StandIns = []compare.StandIn{{Ref: evil, Says: evil}}
	c.Before.Text, c.After.Text = evil+"\n", evil+"\r\nFROM "+evil
	c.Before.Image.Layers[0].CreatedBy, c.Before.Image.User = evil, evil
	c.Before.Image.Shares[0].Origin = image.Origin(evil)
	page := written(t, WriteHTML, c)
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	styles := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "img", "link", "iframe", "object", "a", "use", "image":
			t.Errorf("the page holds <%s>", n.Data)
		case "style":
			styles++
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
	if styles != 1 || bytes.Contains(page, []byte("ZgotmplZ")) {
		t.Errorf("%d style elements", styles)
	}
	markdown := string(written(t, WriteMarkdown, c))
	if strings.Contains(markdown, "<script") && !strings.Contains(markdown, "\\<script") {
		t.Errorf("Markdown holds a script: %s", markdown)
	}
}

func TestThePageNeedsNothingElse(t *testing.T) {
	page := string(written(t, WriteHTML, sample()))
	for _, outside := range []string{"http://", "https://", "url(", "@import", "<script", "<link"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page holds %q", outside)
		}
	}
	for _, want := range []string{"831 MB", "9.6 MB", "87 times lighter", "100 Mbit/s · 30 ms", "Measured on stand-ins", "prefers-color-scheme: dark", "@media print"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestALinkOutsideOfTheCurveIsSaid(t *testing.T) {
	c := sample()
	c.Link.BitsPerSecond = 5e9
	if page := string(written(t, WriteHTML, c)); !strings.Contains(page, "lies outside of this drawing") || strings.Contains(page, "your link,") {
		t.Error("the link is drawn, or not said to be outside")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAFailedWriteIsReported(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *compare.Comparison) error{"html": WriteHTML, "json": WriteJSON, "md": WriteMarkdown} {
		if err := write(full{}, sample()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
