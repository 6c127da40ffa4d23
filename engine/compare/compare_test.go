package compare

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/build"
	"lightship/engine/image"
	"lightship/engine/pull"
)

func layer(n int, download int64, base bool, createdBy string) image.Layer {
	digest := v1.Hash{Algorithm: "sha256", Hex: fmt.Sprintf("%064d", n)}
	return image.Layer{Digest: digest, DiffID: digest, Download: download, OnDisk: 3 * download, Files: 10, Base: base, CreatedBy: createdBy}
}

func analysis(layers ...image.Layer) *image.Analysis {
	a := &image.Analysis{Download: 1000, Layers: layers}
	seen := map[v1.Hash]bool{}
	for _, l := range layers {
		a.OnDisk += l.OnDisk
		if !seen[l.Digest] {
			a.Download += l.Download
		}
		seen[l.Digest] = true
	}
	return a
}

func naive() *image.Analysis {
	return analysis(
		layer(1, 50e6, true, "ADD rootfs.tar / # buildkit"),
		layer(2, 250e6, true, "COPY /target/ / # buildkit"),
		layer(3, 100, false, "WORKDIR /app"),
		layer(4, 1000, false, "COPY go.mod go.sum ./ # buildkit"),
		layer(5, 20e6, false, "RUN /bin/sh -c go mod download # buildkit"),
		layer(6, 3e6, false, "COPY . . # buildkit"),
		layer(7, 30e6, false, "RUN /bin/sh -c go build -o /server . # buildkit"),
	)
}

func light() *image.Analysis {
	return analysis(
		layer(8, 700e3, true, "base"),
		layer(9, 200e3, false, "COPY /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ # buildkit"),
		layer(10, 2e6, false, "COPY /out/app /app # buildkit"),
	)
}

func input() Input {
	return Input{
		Made: time.Date(2026, 3, 4, 5, 6, 7, 8, time.UTC), Version: "1.0", Project: "shop", Dockerfile: "Dockerfile",
		Base: "static", BeforeBase: "golang:1.22", Link: pull.DefaultLink(), Rates: pull.DefaultRates(),
		Before: Built{Text: []byte("FROM golang:1.22\n"), Image: naive()},
		After:  Built{Text: []byte("FROM scratch\n"), Image: light()},
	}
}

func TestTheThreeCasesCountTheNewBytes(t *testing.T) {
	c := New(input())
	got := map[string][2]int64{}
	for _, p := range c.Pulls {
		got[p.Name] = [2]int64{p.BeforeBytes, p.AfterBytes}
	}
	want := map[string][2]int64{
		ColdNode:  {c.Before.Image.Download, c.After.Image.Download},
		BaseThere: {100 + 1000 + 53e6 + 1000, 2.2e6 + 1000},
		CodeOnly:  {33e6 + 1000, 2e6 + 1000},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if c.Cold().Name != ColdNode || c.Cold().Ratio() < 20 {
		t.Errorf("cold = %+v", c.Cold())
	}
}

func TestALayerThatStandsTwiceIsFetchedOnce(t *testing.T) {
	l := layer(1, 5e6, false, "COPY . . # buildkit")
	got := coldNode(Side{Image: analysis(l, l)})
	want := load{bytes: 5e6 + 1000, blobs: []pull.Blob{{Download: 5e6, OnDisk: 15e6, Files: 10}, {OnDisk: 15e6, Files: 10}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(load{})); diff != "" {
		t.Error(diff)
	}
}

func TestHistoryTellsWhatASourceChangeRewrites(t *testing.T) {
	for line, want := range map[string]bool{
		"COPY . . # buildkit":                                                true,
		"COPY --chown=nonroot main.go . # buildkit":                          true,
		"ADD src /src # buildkit":                                            true,
		"/bin/sh -c #(nop) COPY dir:0123 in /app ":                           true,
		"COPY go.mod go.sum ./ # buildkit":                                   false,
		"COPY go.* ./ # buildkit":                                            false,
		"COPY package.json package-lock.json ./ # buildkit":                  false,
		"COPY go.mod main.go ./ # buildkit":                                  true,
		"COPY /usr/share/zoneinfo /usr/share/zoneinfo # buildkit":            false,
		"COPY /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ # buildkit": false,
		"RUN /bin/sh -c cp -r . /app # buildkit":                             false,
		"WORKDIR /app":                                                       false,
		"":                                                                   false,
	} {
		if got := bringsCode(line); got != want {
			t.Errorf("bringsCode(%q) = %v", line, got)
		}
	}
}

func TestPackagesThatAreInstalledBeforeTheSourcesComeStayWhenOnlyTheSourcesChange(t *testing.T) {
	a := analysis(
		layer(1, 10, true, ""), layer(2, 20, false, "COPY /opt/python /opt/python # buildkit"), layer(3, 30, false, "COPY /code /code # buildkit"),
	)
	final := "FROM python:3.13-slim\nCOPY --from=builder /opt/python /opt/python\nCOPY --from=builder /code /code\n"
	for name, c := range map[string]struct {
		text string
		want int64 // 0 for what is not known
	}{
		"installed first": {"FROM python AS builder\nCOPY --from=uv /uv /bin/\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app /code\n" + final, 1030},
		"sources first":   {"FROM python AS builder\nCOPY . /code\nRUN pip install -r requirements.txt\n" + final, 0},
		"changed later":   {"FROM python AS builder\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app /code\nRUN pip uninstall -y x\n" + final, 0},
		"in a parent":     {"FROM python AS parent\nCOPY . /code\nFROM parent AS builder\nRUN pip install -r requirements.txt\n" + final, 0},
		"from an image":   {"FROM python AS builder\n" + strings.ReplaceAll(final, "--from=builder /opt", "--from=python:3.13 /opt"), 1030},
		"not readable":    {"FRUM", 0},
	} {
		if got, known := codeOnly(Side{Image: a, Text: c.text}, ""); got.bytes != c.want || known != (c.want > 0) {
			t.Errorf("%s: %d new bytes, known %v, want %d", name, got.bytes, known, c.want)
		}
	}
}

func TestANodeServiceIsNotChargedItsPackagesForItsSources(t *testing.T) {
	text := "FROM node AS deps\nCOPY package.json .\nRUN npm ci\nFROM node\nCOPY src src\nCOPY --from=deps /app/node_modules node_modules\n"
	sources, packages := "COPY src src # buildkit", "COPY /app/node_modules node_modules # buildkit"
	for name, c := range map[string]struct {
		layers []image.Layer
		want   int64 // 0 for what is not known
	}{
		"packages below":         {[]image.Layer{layer(2, 5000, false, packages), layer(3, 30, false, sources)}, 1030},
		"packages above":         {[]image.Layer{layer(2, 30, false, sources), layer(3, 5000, false, packages)}, 0},
		"hardly anything above":  {[]image.Layer{layer(2, 3000, false, sources), layer(3, 5, false, packages)}, 4005},
		"a RUN above is made":    {[]image.Layer{layer(2, 30, false, sources), layer(3, 5000, false, "RUN npm run build # buildkit")}, 6030},
		"no sources of its own":  {[]image.Layer{layer(2, 5000, false, packages)}, 0},
		"a base that is unknown": {[]image.Layer{layer(1, 10, false, ""), layer(2, 30, false, sources)}, 0},
	} {
		layers := c.layers
		if c.layers[0].CreatedBy != "" {
			layers = append([]image.Layer{layer(1, 10, true, "")}, layers...)
		}
		if got, known := codeOnly(Side{Image: analysis(layers...), Text: text}, ""); got.bytes != c.want || known != (c.want > 0) {
			t.Errorf("%s: %d new bytes, known %v, want %d", name, got.bytes, known, c.want)
		}
	}
}

func TestWhatIsNotKnownIsNotComputedAndIsNull(t *testing.T) {
	in := input()
	for i := range in.After.Image.Layers {
		in.After.Image.Layers[i].Base = false // as when the base's registry was too slow
	}
	in.After.Text = []byte("FROM static\n")
	c := New(in)
	for _, p := range c.Pulls[1:] {
		if p.AfterKnown() || !p.BeforeKnown() || p.Ratio() != 0 || !strings.HasPrefix(p.Faster(), "not known") {
			t.Errorf("%+v: %s", p, p.Faster())
		}
	}
	if cold := c.Cold(); !cold.Known() || cold.Ratio() < 20 {
		t.Errorf("a cold node needs no base to be known: %+v", cold)
	}
	text, err := json.Marshal(c.Pulls[1])
	if err != nil || !strings.Contains(string(text), `"after_bytes":null`) || !strings.Contains(string(text), `"after":null`) {
		t.Errorf("%v: %s", err, text)
	}
	var back PullCase
	if err := json.Unmarshal(text, &back); err != nil || back != c.Pulls[1] {
		t.Errorf("%v: %+v came back as %+v", err, c.Pulls[1], back)
	}
}

func TestOnlyAlikeBuildsAreCompared(t *testing.T) {
	for name, c := range map[string]struct {
		before, after Side
		want          bool
	}{
		"both cold":           {Side{Steps: 3}, Side{Steps: 5}, true},
		"one warm":            {Side{Steps: 3}, Side{Steps: 5, CachedSteps: 5}, false},
		"both warm":           {Side{Steps: 3, CachedSteps: 3}, Side{Steps: 5, CachedSteps: 5}, true},
		"one partly":          {Side{Steps: 3, CachedSteps: 1}, Side{Steps: 5}, false},
		"nothing known of it": {Side{}, Side{Steps: 5, CachedSteps: 5}, false},
	} {
		if got := (&Comparison{Before: c.before, After: c.after}).BuildsAlike(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAnImageWhoseBaseIsNotKnownIsTold(t *testing.T) {
	known, unknown := analysis(layer(1, 10, true, ""), layer(2, 20, false, "")), analysis(layer(1, 10, false, ""), layer(2, 20, false, ""))
	for name, c := range map[string]struct {
		side Side
		want bool
	}{
		"layers of the base":     {Side{Image: known, Text: "FROM golang\n"}, false},
		"none that is known":     {Side{Image: unknown, Text: "FROM golang AS a\nFROM a\n"}, true},
		"no base at all":         {Side{Image: unknown, Text: "FROM golang AS a\nFROM scratch\n"}, false},
		"a text nobody can read": {Side{Image: unknown, Text: "FRUM"}, true},
	} {
		got := &Comparison{Before: c.side, After: c.side}
		if before, after := got.BaseUnknown(); before != c.want || after != c.want {
			t.Errorf("%s: %v", name, before)
		}
	}
}

func TestWithoutHistoryACodeOnlyRedeployIsNotKnown(t *testing.T) {
	a := analysis(layer(1, 10, true, ""), layer(2, 20, false, ""), layer(3, 30, false, ""))
	if got, known := codeOnly(Side{Image: a}, ""); known {
		t.Errorf("new bytes = %d", got.bytes)
	}
	if got, known := baseThere(Side{Image: analysis(layer(1, 10, true, ""))}, ""); got.bytes != 1000 || !known {
		t.Errorf("new bytes of a bare base = %d, want its config", got.bytes)
	}
}

func TestTheCurveRunsFromTenMegabitToOneGigabit(t *testing.T) {
	c := New(input())
	if len(c.Curve) != 25 || c.Curve[0].BitsPerSecond != 10e6 || c.Curve[24].BitsPerSecond != 1e9 {
		t.Fatalf("curve of %d points: %+v", len(c.Curve), c.Curve)
	}
	for i, p := range c.Curve[1:] {
		if last := c.Curve[i]; p.BitsPerSecond <= last.BitsPerSecond || p.Before.Expected > last.Before.Expected || p.After.Expected > last.After.Expected {
			t.Errorf("point %d: %+v after %+v", i+1, p, last)
		}
	}
	// 100 Mbit/s is the middle of the curve, so that the curve and the cold case say the same.
	if middle := c.Curve[12]; middle.BitsPerSecond != 100e6 || middle.Before != c.Cold().Before || middle.After != c.Cold().After {
		t.Errorf("middle of the curve %+v, cold case %+v", middle, c.Cold())
	}
}

func TestStandInsAreToldOnce(t *testing.T) {
	in := input()
	in.Before.Image.StandIn = "made from Debian"
	in.After.Image.StandIn = "made by a test"
	// Before and after may stand on the same base.
	in.StandIns = slices.Repeat([]StandIn{{Ref: "golang:1.22", Says: "made from Debian"}}, 2)
	want := []StandIn{{Ref: "golang:1.22", Says: "made from Debian"}, {Ref: "static", Says: "made by a test"}}
	if diff := cmp.Diff(want, New(in).StandIns); diff != "" {
		t.Error(diff)
	}
	if got := New(input()).StandIns; got == nil || len(got) != 0 {
		t.Errorf("stand-ins of real bases = %#v", got)
	}
}

func TestOnlyTheDockerfilesStepsAreCounted(t *testing.T) {
	in := input()
	in.Before.Build = &build.Result{Wall: 3 * time.Second, Progress: build.Progress{Steps: []build.Step{
		{Name: "[internal] load metadata", State: build.Cached},
		{Name: "[1/2] FROM golang", Instruction: "FROM golang", State: build.Cached},
		{Name: "[2/2] RUN go build", Instruction: "RUN go build", State: build.Finished},
	}}}
	s := New(in).Before
	if s.BuildTime != 3*time.Second || s.Steps != 2 || s.CachedSteps != 1 {
		t.Errorf("side = %+v", s)
	}
}

func TestNewLeavesItsInputAlone(t *testing.T) {
	in := input()
	in.Changes = []AppliedChange{{ID: "a", Title: "A"}}
	c := New(in)
	in.Changes[0].Title = "changed"
	if c.Changes[0].Title != "A" || c.Schema != SchemaVersion || c.Made.Nanosecond() != 0 {
		t.Errorf("comparison = %+v", c)
	}
	if math.Abs(c.Ratio()-float64(naive().OnDisk)/float64(light().OnDisk)) > 1e-9 || c.DownloadRatio() < 1 {
		t.Errorf("ratios %v, %v", c.Ratio(), c.DownloadRatio())
	}
}

func TestAddedIsWhatStandsAboveTheBase(t *testing.T) {
	onScratch, unknown := input(), input()
	onScratch.Base = "scratch"
	for _, layers := range []*image.Analysis{onScratch.After.Image, unknown.After.Image} {
		for i := range layers.Layers {
			layers.Layers[i].Base = false
		}
	}
	for name, tt := range map[string]struct {
		in    Input
		bytes int64
		known bool
	}{
		"a base": {input(), 2.2e6, true}, "scratch": {onScratch, 2.9e6, true}, "a base whose layers are not known": {unknown, 0, false},
	} {
		added, known := New(tt.in).Added()
		var bytes int64
		for _, b := range added {
			bytes += b.Download
		}
		if bytes != tt.bytes || known != tt.known {
			t.Errorf("%s: %d bytes, known %v", name, bytes, known)
		}
	}
}
