package bases

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
)

func TestEveryEntryOfTheCatalogueCanBePulledAndStandsOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range append(slices.Clone(load().Bases), load().Builders...) {
		ref, err := name.ParseReference(e.Ref)
		if err != nil {
			t.Fatal(err)
		}
		if seen[ref.Name()] {
			t.Errorf("%s stands twice", e.Ref)
		}
		seen[ref.Name()] = true
		if e.Name == "" || e.Variant == "" || e.Family == "" || e.Notes == "" {
			t.Errorf("%s: %+v", e.Ref, e.Base)
		}
		if e.Snapshot.Download == nil && e.Snapshot.OnDisk == nil && !strings.Contains(e.Snapshot.Source, "no figure published") {
			t.Errorf("%s: no figure, and its source is %q", e.Ref, e.Snapshot.Source)
		}
		if known := e.Snapshot.Download != nil || e.Snapshot.OnDisk != nil; known == strings.Contains(e.Snapshot.Source, "no figure published") || e.Snapshot.Source == "" {
			t.Errorf("%s: the source of its figures is %q", e.Ref, e.Snapshot.Source)
		}
		if (e.Runtime == "") != (e.RuntimeVersion == "") {
			t.Errorf("%s: runtime %q %q", e.Ref, e.Runtime, e.RuntimeVersion)
		}
	}
}

func TestWhatTheCatalogueSaysOfALibcIsWhatItsSuiteSays(t *testing.T) {
	for _, e := range load().Bases {
		b := Base{Suite: e.Suite}
		if load().standOn(&b); b.LibcVersion != "" && e.Libc != "" && (e.Libc != b.Libc || e.LibcVersion != b.LibcVersion) {
			t.Errorf("%s: %s %s, its suite has %s %s", e.Ref, e.Libc, e.LibcVersion, b.Libc, b.LibcVersion)
		}
	}
}

func TestABaseIsOfferedToTheProgramsItIsMeantFor(t *testing.T) {
	refs := func(language string) []string {
		var out []string
		for _, b := range CatalogueFor(language) {
			out = append(out, b.Ref)
		}
		return out
	}
	for _, c := range []struct {
		language, ref string
		offered       bool
	}{
		{"go", "gcr.io/distroless/static-debian12:nonroot", true},
		{"go", "node:24-slim", false},
		{"node", "node:24-slim", true},
		{"typescript", "node:24-slim", true},
		{"java", "gcr.io/distroless/java21-debian13:nonroot", true},
		{"python", "gcr.io/distroless/java21-debian13:nonroot", false},
		{"", "debian:trixie-slim", true},
		{"", "python:3.13-slim", false},
	} {
		if got := slices.Contains(refs(c.language), c.ref); got != c.offered {
			t.Errorf("%s for %q: %v", c.ref, c.language, got)
		}
	}
}

func TestANameSaysWhatRunsAndForHowLong(t *testing.T) {
	for _, c := range []struct {
		ref, runtime, version, support string
		nonLTS                         bool
	}{
		{"node:22-bookworm-slim", "node", "22", "2027-04-30", false},
		{"node:23-slim", "node", "23", "2025-06-01", true},
		{"node:18", "node", "18", "2025-04-30", false},
		{"docker.io/library/python:3.12.4-slim-bookworm", "python3", "3.12", "2028-06-30", false},
		{"gcr.io/distroless/nodejs22-debian12", "node", "22", "2027-04-30", false},
		{"gcr.io/distroless/java17-debian12:nonroot", "java", "17", "2027-10-31", false},
		{"gcr.io/distroless/python3-debian13", "python3", "3.13", "2029-10-31", false},
		{"eclipse-temurin:23-jre-noble", "java", "23", "2025-03-18", true},
		{"ubuntu:25.10", "", "", "2026-07-09", true},
		{"ubuntu:22.04", "", "", "2027-04-30", false},
		{"example.com/team/base:1", "", "", "", false},
	} {
		b := Describe(c.ref)
		support := ""
		if !b.Support.IsZero() {
			support = b.Support.Format("2006-01-02")
		}
		if b.Runtime != c.runtime || b.RuntimeVersion != c.version || support != c.support || b.NonLTS != c.nonLTS {
			t.Errorf("%s: %s %s until %q, non-LTS %v", c.ref, b.Runtime, b.RuntimeVersion, support, b.NonLTS)
		}
	}
}

func TestTheLighterVariantsOfTodaysBaseAreCandidates(t *testing.T) {
	for ref, want := range map[string]string{
		"node:21": "node:21-slim node:21-alpine", "python:3.12.4-bookworm": "python:3.12.4-slim-bookworm python:3.12.4-alpine",
		"eclipse-temurin:21-jdk": "eclipse-temurin:21-jre eclipse-temurin:21-jre-alpine", "node:22-slim": "", "golang:1.22": "",
		"node:latest": "node:slim node:alpine", "example.com/node:22@sha256:" + strings.Repeat("0", 64): "",
	} {
		var got []string
		for _, b := range Related(ref) {
			got = append(got, b.Ref)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", ref, got, want)
		}
	}
}

func TestTheUsersOwnBasesAreReadOrTheMistakeIsSaid(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{`{"bases": [{"ref": "registry.example.com/base/node:22", "name": "ours", "languages": ["node"], "support": "2029-01-31"}]}`, ""},
		{`{"bases": [{"ref": "Not A Ref"}]}`, "entry 1"},
		{`{"bases": [{"ref": "a/b:1"}, {"ref": "a/b:2", "support": "soon"}]}`, `entry 2: support "soon"`},
		{`{"bases": [{"ref": "a/b:1", "size": 3}]}`, "size"},
		{`{`, "bases.json"},
	} {
		path := filepath.Join(t.TempDir(), AdditionsFile)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := ReadAdditions(path)
		if c.says == "" {
			if err != nil || len(got) != 1 || got[0].Name != "ours" || got[0].Support.IsZero() || got[0].Runtime != "node" || got[0].Family != "own" {
				t.Errorf("%+v %v", got, err)
			}
			continue
		}
		if !errors.Is(err, ErrAdditions) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.text, err)
		}
	}
	if got, err := ReadAdditions(filepath.Join(t.TempDir(), "none")); got != nil || err != nil {
		t.Errorf("%v %v", got, err)
	}
}

func TestABaseThatItsRegistryDoesNotGiveIsNotRecommendedBesideOnesThatAre(t *testing.T) {
	fits := Verdict{Level: Fits, Reasons: []string{"fits"}}
	small := Candidate{Base: Base{Ref: "small"}, Facts: Facts{OnDisk: 10, Source: SourceSnapshot, Problem: "not found"}, Verdict: fits}
	large := Candidate{Base: Base{Ref: "large"}, Facts: Facts{OnDisk: 20, Source: SourceRegistry}, Verdict: fits}
	unending := Candidate{Base: Base{Ref: "interim", NonLTS: true}, Facts: Facts{OnDisk: 1, Source: SourceRegistry}, Verdict: fits}
	if ref, _ := Recommend(Program{}, []Candidate{small, unending, large}); ref != "large" {
		t.Errorf("recommended %q", ref)
	}
	if ref, _ := Recommend(Program{}, []Candidate{small, unending}); ref != "small" && ref != "" {
		t.Errorf("recommended %q", ref)
	}
	if ref, _ := Recommend(Program{}, []Candidate{small}); ref != "small" {
		t.Errorf("offline %q", ref)
	}
}

func TestARecommendationSaysWhyASmallerBaseThatFitsIsNotTheOne(t *testing.T) {
	fits := Verdict{Level: Fits, Reasons: []string{"the program is static"}}
	row := func(b Base, size int64) Candidate {
		return Candidate{Base: b, Facts: Facts{OnDisk: size, Source: SourceRegistry}, Verdict: fits}
	}
	best := row(Base{Ref: "best", RuntimeVersion: "8"}, 20e6)
	for says, smaller := range map[string]Candidate{
		"small is smaller, and is there to be chosen by hand":             row(Base{Ref: "small", ByHand: true}, 1e6),
		"small is smaller, and is a release without long-term support":    row(Base{Ref: "small", NonLTS: true}, 1e6),
		"small is smaller, and is past its support":                       row(Base{Ref: "small", Support: day("2001-01-01")}, 1e6),
		"small is smaller, and has another version of the runtime":        row(Base{Ref: "small", RuntimeVersion: "9"}, 1e6),
		"small is smaller, and was not confirmed by a registry":           {Base: Base{Ref: "small"}, Facts: Facts{OnDisk: 1e6, Source: SourceSnapshot}, Verdict: fits},
		"the smallest base to recommend that fits (20.0 MB on disk): the": row(Base{Ref: "large"}, 30e6),
	} {
		ref, why := Recommend(Program{RuntimeVersion: "8"}, []Candidate{smaller, best})
		if ref != "best" || !strings.Contains(why, says) {
			t.Errorf("%s: %s, want %q in it", ref, why, says)
		}
	}
	if _, why := Recommend(Program{}, []Candidate{best, row(Base{Ref: "large"}, 30e6)}); strings.Contains(why, "smaller") {
		t.Errorf("nothing is smaller, and yet: %s", why)
	}
}

func TestOfTwoBasesOfOneSizeTheOneOfTheBuildersReleaseIsRecommended(t *testing.T) {
	fits := Verdict{Level: Fits, Reasons: []string{"fits"}}
	row := func(ref, suite string, size int64) Candidate {
		return Candidate{Base: Base{Ref: ref, Suite: suite}, Facts: Facts{OnDisk: size, Source: SourceRegistry}, Verdict: fits}
	}
	current := row("builder", "bookworm", 1000)
	current.Current = true
	for _, c := range []struct {
		trixie int64
		want   string
	}{{95, "twelve"}, {80, "thirteen"}} {
		if ref, _ := Recommend(Program{}, []Candidate{row("thirteen", "trixie", c.trixie), row("twelve", "bookworm", 100), current}); ref != c.want {
			t.Errorf("%d: recommended %s", c.trixie, ref)
		}
	}
}

func TestTheReasonSaysTheSizeAsPeopleWriteIt(t *testing.T) {
	for _, c := range []struct {
		facts Facts
		want  string
	}{
		{Facts{OnDisk: 221_400_000}, "(221.4 MB on disk)"},
		{Facts{OnDisk: 221_400_000, OnDiskEstimated: true}, "(about 221.4 MB on disk)"},
		{Facts{OnDisk: 1_790_000}, "(1.8 MB on disk)"},
		{Facts{OnDisk: -1, Download: -1}, "(its size is not known)"},
	} {
		said := reason(Program{}, Candidate{Facts: c.facts, Verdict: Verdict{Level: Fits, Reasons: []string{"fits"}}})
		if !strings.Contains(said, c.want) {
			t.Errorf("%q does not say %q", said, c.want)
		}
	}
}

func TestTheEstimateOfASizeOnDiskIsNearWhatWasPublished(t *testing.T) {
	compared := 0
	for _, e := range append(slices.Clone(load().Bases), load().Builders...) {
		s := e.Snapshot
		if s.Download == nil || s.OnDisk == nil || s.Approximate || *s.Download == 0 {
			continue
		}
		compared++
		if ratio := float64(estimate(e.Ref, *s.Download)) / float64(*s.OnDisk); ratio < 0.88 || ratio > 1.12 {
			t.Errorf("%s: the estimate is %.2f of what was published", e.Ref, ratio)
		}
	}
	if compared < 10 {
		t.Errorf("%d sizes compared", compared)
	}
}

func TestSlimImagesHaveCertificatesWhereTheirFamilyInstallsThem(t *testing.T) {
	for ref, want := range map[string]bool{
		"python:3.12.7-slim": true, "python:slim": true, "python:3.9.5-slim": true, "ruby:3.1.2-slim-bullseye": true,
		"node:20.11.1-slim": false, "rust:1.70-slim": false, "debian:bookworm-slim": false,
	} {
		if got := Describe(ref).CACertificates; got != want {
			t.Errorf("%s: certificates %v", ref, got)
		}
	}
}

func TestAPatchReleaseThatTheDockerfileNamesIsKept(t *testing.T) {
	row := func(ref string, size int64) Candidate {
		return Candidate{Base: Describe(ref), Facts: Facts{OnDisk: size, Download: -1, Source: SourceSnapshot}, Verdict: Verdict{Level: Fits, Reasons: []string{"it fits"}}}
	}
	distroless, line := row("gcr.io/distroless/nodejs20-debian12:nonroot", 130e6), row("node:20-slim", 200e6)
	for _, c := range []struct {
		today string
		rows  []Candidate
		want  string
	}{
		{"node:20.11.1", []Candidate{distroless, line, row("node:20.11.1-slim", 210e6)}, "node:20.11.1-slim"},
		{"node:20.11.1", []Candidate{line, row("node:20.11.1-slim", -1)}, "node:20.11.1-slim"},
		{"node:20", []Candidate{distroless, line}, distroless.Ref},
		{"python:3.12.7-slim", []Candidate{row("python:3.12-slim", 120e6)}, "python:3.12.7-slim"},
		{"python:3.8.10", []Candidate{row("python:3.8.10-slim", 120e6), row("python:3.8-slim", 110e6)}, "python:3.8.10-slim"},
		// None is published of it: what was done before is as good.
		{"node:20.11.1", []Candidate{line}, "node:20-slim"},
	} {
		current := row(c.today, -1)
		current.Current = true
		program := Program{Linkage: Interpreted, RuntimeVersion: current.RuntimeVersion, Pinned: Pinned(c.today)}
		if ref, why := Recommend(program, append(c.rows, current)); ref != c.want {
			t.Errorf("%s: recommended %s (%s), not %s", c.today, ref, why, c.want)
		}
	}
	for ref, want := range map[string]string{
		"python:3.12": "", "python:3.12.7": "3.12.7", "node:20-slim": "", "node:20.11-alpine": "20.11", "eclipse-temurin:17.0.8_7-jdk": "17.0.8_7", "golang:1.22.3": "", "node:lts": "", "shop:1.2.3": "",
	} {
		if got := Pinned(ref); got != want {
			t.Errorf("%s names %q, not %q", ref, got, want)
		}
	}
}

func TestAProgramWhoseDockerfileNamesAReleaseIsRecommendedABaseOfIt(t *testing.T) {
	row := func(ref string, size int64) Candidate {
		return Candidate{Base: Describe(ref), Facts: Facts{OnDisk: size, Source: SourceSnapshot}, Verdict: Verdict{Level: Fits, Reasons: []string{"it fits"}}}
	}
	current := row("node:22-bullseye", 1000e6)
	current.Current = true
	rows := []Candidate{row("node:22-slim", 200e6), row("node:22-bullseye-slim", 230e6), row("gcr.io/distroless/nodejs22-debian13:nonroot", 150e6), current}
	for _, c := range []struct {
		program Program
		want    string
	}{
		{Program{Linkage: DynamicGlibc, Release: NamedSuite("node:22-bullseye")}, "node:22-bullseye-slim"},
		{Program{Linkage: Interpreted, Release: "bullseye", Packages: []string{"openssl"}}, "node:22-bullseye-slim"},
		{Program{Linkage: Interpreted, Release: "bullseye"}, "gcr.io/distroless/nodejs22-debian13:nonroot"},
		{Program{Linkage: DynamicGlibc, Release: NamedSuite("node:22")}, "gcr.io/distroless/nodejs22-debian13:nonroot"},
	} {
		if ref, why := Recommend(c.program, rows); ref != c.want {
			t.Errorf("%+v is recommended %s (%s), not %s", c.program, ref, why, c.want)
		}
	}
}
