package bases

import (
	"strings"
	"testing"
	"time"

	"lightship/engine/image"
)

const (
	static  = "gcr.io/distroless/static-debian12:nonroot"
	base    = "gcr.io/distroless/base-debian12:nonroot"
	cc      = "gcr.io/distroless/cc-debian12:nonroot"
	alpine  = "alpine:3.20"
	debian  = "debian:bookworm-slim"
	ubuntu  = "ubuntu:24.04"
	someDay = "2026-11-23"
)

func TestVerdictsNameTheEvidence(t *testing.T) {
	glibc := Program{Linkage: DynamicGlibc, Needed: []string{"libc.so.6"}, GLIBC: "2.34"}
	cpp := Program{Linkage: DynamicGlibc, Needed: []string{"libc.so.6", "libstdc++.so.6"}, GLIBC: "2.34"}
	newer := Program{Linkage: DynamicGlibc, Needed: []string{"libc.so.6"}, GLIBC: "2.38"}
	js := Program{Linkage: Interpreted, Runtime: "node", RuntimeVersion: "22", Libc: "glibc"}
	addon, throughNPM, withCurl := js, js, js
	addon.Linkage, throughNPM.StartsWith, withCurl.Packages = DynamicGlibc, "npm", []string{"curl"}
	python := Program{Linkage: Interpreted, Runtime: "python3", RuntimeVersion: "3.13", Libc: "glibc"}
	java := Program{Linkage: Interpreted, Runtime: "java", RuntimeVersion: "21"}
	tests := []struct {
		name    string
		program Program
		ref     string
		level   Level
		says    string
	}{
		{"a static program on static", Program{Linkage: Static, NeedsCA: true}, static, Fits, "CA certificates are there"},
		{"a static program on base", Program{Linkage: Static}, base, Fits, "static"},
		{"a static program that calls out on scratch", Program{Linkage: Static, NeedsCA: true}, Scratch, Caveat, "no CA certificates"},
		{"a static program with zones on scratch", Program{Linkage: Static, NeedsZones: true}, Scratch, Caveat, "time zone"},
		{"a static program on an ended alpine", Program{Linkage: Static}, alpine, Caveat, "April 2026"},
		{"glibc on scratch", glibc, Scratch, DoesNotFit, "/lib64/ld-linux-x86-64.so.2"},
		{"glibc on static", glibc, static, DoesNotFit, "needs the loader /lib64/ld-linux-x86-64.so.2, which this base lacks"},
		{"glibc on alpine", glibc, alpine, DoesNotFit, "musl"},
		{"glibc on base", glibc, base, Fits, "glibc 2.36"},
		{"C++ on base", cpp, base, DoesNotFit, "libstdc++.so.6"},
		{"C++ on cc", cpp, cc, Fits, "glibc"},
		{"a newer glibc on bookworm", newer, debian, DoesNotFit, "GLIBC_2.38"},
		{"a newer glibc on noble", newer, ubuntu, Fits, "2.39"},
		{"musl on alpine", Program{Linkage: DynamicMusl}, alpine, Caveat, "ended"},
		{"musl on debian", Program{Linkage: DynamicMusl}, debian, DoesNotFit, "ld-musl"},
		{"a shell on static", Program{Linkage: Static, NeedsShell: true}, static, DoesNotFit, "shell"},
		{"a shell on debian", Program{Linkage: Static, NeedsShell: true}, debian, Fits, "bash"},
		{"JavaScript on static", js, static, DoesNotFit, "run by Node.js 22, which " + static + " does not carry"},
		{"JavaScript on Python", js, "python:3.13-slim", DoesNotFit, "carries Python"},
		{"JavaScript on its version", js, "node:22-slim", Fits, "Node.js 22 is there"},
		{"JavaScript on a newer version", js, "node:24-slim", Caveat, "made for Node.js 22"},
		{"JavaScript on musl", js, "node:22-alpine", Caveat, "may not load"},
		{"JavaScript on distroless", js, "gcr.io/distroless/nodejs22-debian13:nonroot", Fits, "Node.js 22 is there"},
		{"an add-on on another version", addon, "node:24-slim", DoesNotFit, "made for Node.js 22"},
		{"an add-on on musl", addon, "node:22-alpine", DoesNotFit, "musl"},
		{"npm start on distroless", throughNPM, "gcr.io/distroless/nodejs22-debian13:nonroot", DoesNotFit, "started with npm"},
		{"npm start on slim", throughNPM, "node:22-slim", Fits, "Node.js 22"},
		{"a Debian package on alpine", withCurl, "node:22-alpine", DoesNotFit, "curl"},
		{"Python on another version", python, "python:3.12-slim", DoesNotFit, "made for Python 3.13"},
		{"Python on scratch", python, Scratch, DoesNotFit, "Python 3.13"},
		{"Java on an older version", java, "eclipse-temurin:17-jre", DoesNotFit, "made for Java 21"},
		{"Java on a newer version", java, "eclipse-temurin:25-jre", Caveat, "made for Java 21"},
		{"an unknown program on static", Program{Linkage: Unknown}, static, DoesNotFit, "not known"},
		{"an unknown program on debian", Program{Linkage: Unknown}, debian, Caveat, "not known"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := judge(test.program, Describe(test.ref), day(someDay))
			if v.Level != test.level || !strings.Contains(strings.Join(v.Reasons, "; "), test.says) {
				t.Errorf("%s: %q, want %s with %q", v.Level, v.Reasons, test.level, test.says)
			}
		})
	}
}

func rowsFor(p Program, now time.Time, current string) []Candidate {
	var rows []Candidate
	for _, b := range Catalogue() {
		rows = append(rows, Candidate{Base: b, Facts: Snapshot(b.Ref), Verdict: judge(p, b, now)})
	}
	if current != "" {
		b := Describe(current)
		rows = append(rows, Candidate{Base: b, Facts: Snapshot(b.Ref), Verdict: judge(p, b, now), Current: true})
	}
	return rows
}

func TestTheSmallestBaseThatFitsIsRecommended(t *testing.T) {
	now := day(someDay)
	tests := []struct {
		name    string
		program Program
		want    string
	}{
		{"static Go", Program{Linkage: Static, NeedsCA: true}, static},
		{"cgo", Program{Linkage: DynamicGlibc, Needed: []string{"libc.so.6"}, GLIBC: "2.36"}, "gcr.io/distroless/base-nossl-debian12:nonroot"},
		{"cgo with libcrypto", Program{Linkage: DynamicGlibc, Needed: []string{"libcrypto.so.3"}, GLIBC: "2.36"}, base},
		{"cgo with C++", Program{Linkage: DynamicGlibc, Needed: []string{"libstdc++.so.6", "libgcc_s.so.1"}, GLIBC: "2.36"}, cc},
		{"a program started by a shell", Program{Linkage: Static, NeedsShell: true}, "alpine:3.24"},
		{"a program for a newer glibc", Program{Linkage: DynamicGlibc, GLIBC: "2.39"}, "gcr.io/distroless/base-nossl-debian13:nonroot"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ref, why := recommend(test.program, rowsFor(test.program, now, "golang:1.22"), now)
			if ref != test.want || why == "" {
				t.Errorf("got %s (%s), want %s", ref, why, test.want)
			}
		})
	}
}

func TestTheRuntimesOwnVersionIsKeptAlsoPastItsSupport(t *testing.T) {
	now := day(someDay)
	for name, c := range map[string]struct{ version, current, want string }{
		"a supported version":         {"22", "node:22", "gcr.io/distroless/nodejs22-debian13:nonroot"},
		"a version past its support":  {"18", "node:18-slim", ""},
		"the base's own next version": {"20", "node:20", "node:20-slim"},
		"a version that nobody knows": {"", "node:lts", "gcr.io/distroless/nodejs22-debian13:nonroot"},
	} {
		t.Run(name, func(t *testing.T) {
			p := Program{Linkage: Interpreted, Runtime: "node", RuntimeVersion: c.version, Libc: "glibc", Predicted: true}
			if ref, why := recommend(p, rowsFor(p, now, c.current), now); ref != c.want {
				t.Errorf("got %s (%s), want %s", ref, why, c.want)
			}
		})
	}
}

func TestAnImageOfAPrivateRegistryIsNotTakenForAnOfficialOne(t *testing.T) {
	for ref, want := range map[string]bool{
		"node:20": true, "docker.io/library/node:20": true, "mirror.example.com:5000/library/node:20@sha256:0": true,
		"registry.example.com/platform/node:20": false, "localhost:5000/node": false, "acme/node:20": false,
	} {
		if Official(ref) != want {
			t.Errorf("%s: %v", ref, !want)
		}
	}
}

func TestNothingLargerThanTodaysBaseIsRecommended(t *testing.T) {
	now := day(someDay)
	p := Program{Linkage: DynamicGlibc, GLIBC: "2.39"}
	if ref, _ := recommend(p, rowsFor(p, now, "gcr.io/distroless/base-nossl-debian12:nonroot"), now); ref != "" {
		t.Errorf("recommended %s", ref)
	}
}

func TestABuiltProgramReplacesWhatWasPredicted(t *testing.T) {
	p := Program{Linkage: Static, Predicted: true, NeedsCA: true}
	l := &image.Linkage{
		Path: "/app", Size: 9 << 20, Interpreter: "/lib64/ld-linux-x86-64.so.2", Needed: []string{"libc.so.6"}, GLIBC: "2.34", Go: "go1.22",
	}
	got := observed(l, p)
	if got.Linkage != DynamicGlibc || got.Predicted || got.GLIBC != "2.34" || got.Bytes != 9<<20 || !got.NeedsCA || len(got.Evidence) != 1 {
		t.Errorf("%+v", got)
	}
	if got := observed(&image.Linkage{Path: "/app"}, p); got.Linkage != Static || got.Predicted {
		t.Errorf("%+v", got)
	}
	if got := observed(nil, p); !got.Predicted {
		t.Errorf("%+v", got)
	}
}

func TestEachFigureOfTheCatalogueHasASource(t *testing.T) {
	c := load()
	if day(c.Taken).IsZero() {
		t.Error("the snapshot has no day")
	}
	for _, e := range append(c.Bases, c.Builders...) {
		if e.Snapshot.Source == "" {
			t.Errorf("%s: no source", e.Ref)
		}
	}
	for _, p := range c.Products {
		if p.Source == "" || p.Title == "" {
			t.Errorf("%s: title %q, source %q", p.Name, p.Title, p.Source)
		}
		for version, last := range p.Ends {
			if last != "" && day(last).IsZero() {
				t.Errorf("%s %s: %q is no day", p.Name, version, last)
			}
		}
	}
	for _, f := range c.Families {
		if f.Source == "" || f.Product != "" && c.product(f.Product).Name == "" {
			t.Errorf("%s: source %q, product %q", f.Name, f.Source, f.Product)
		}
	}
}

func TestATagSaysItsSuite(t *testing.T) {
	tests := []struct{ ref, suite, libc string }{
		{"golang:1.22", "bookworm", "2.36"},
		{"docker.io/library/golang:1.22", "bookworm", "2.36"},
		{"golang:1.21.5", "bookworm", "2.36"},
		{"golang:1.24", "trixie", "2.41"},
		{"golang", "trixie", "2.41"},
		{"golang:1.24-bookworm", "bookworm", "2.36"},
		{"golang:1.22-alpine3.20", "alpine3.20", "1.2.5"},
		{"golang:1.22-alpine", "alpine", ""},
		{"debian:12-slim", "bookworm", "2.36"},
		{"example.com/own:1", "", ""},
		{"golang:1.24.5", "bookworm", "2.36"},
		{"golang:1.24.6", "trixie", "2.41"},
		{"golang:1.23", "bookworm", "2.36"},
		{"golang:1.19", "bookworm", "2.36"},
		{"golang:1.19.9", "bullseye", "2.31"},
		{"golang:1.20.4", "bullseye", "2.31"},
		{"golang:1.20.5", "bookworm", "2.36"},
		{"golang:1.16", "", ""},
		{"golang:1", "trixie", "2.41"},
		{"golang:tip", "", ""},
		{"golang:1.25rc2", "", ""},
		{"rust", "trixie", "2.41"},
		{"rust:slim", "trixie", "2.41"},
		{"rust:1", "trixie", "2.41"},
		{"rust:1-slim", "trixie", "2.41"},
		{"rust:1.89", "trixie", "2.41"},
		{"rust:1.88", "bookworm", "2.36"},
		{"rust:1.88.0-slim", "bookworm", "2.36"},
		{"rust:1.88-trixie", "trixie", "2.41"},
		{"rust:1.85.1", "bookworm", "2.36"},
		{"rust:1.72", "bookworm", "2.36"},
		{"rust:1.60", "", ""},
		{"rust:1.60-buster", "buster", "2.28"},
		{"node:8-stretch", "stretch", "2.24"},
		{"centos:7", "centos7", "2.17"},
		{"registry.access.redhat.com/ubi9/nodejs-22:1", "ubi9", "2.34"},
		{"rust:1.85-alpine3.20", "alpine3.20", "1.2.5"},
		{"python:3.12", "trixie", "2.41"},
		{"python:3", "trixie", "2.41"},
		{"python:3.12.4-slim", "bookworm", "2.36"},
		{"python:3.12.11", "trixie", "2.41"},
		{"python:3.13.5", "bookworm", "2.36"},
		{"python:3.11.2", "", ""},
		{"python:3.8", "", ""},
		{"node:18", "bookworm", "2.36"},
		{"node:25.5.0-slim", "bookworm", "2.36"},
		{"node:26", "", ""},
		{"node:lts", "", ""},
	}
	for _, test := range tests {
		b := Describe(test.ref)
		if b.Suite != test.suite || b.LibcVersion != test.libc {
			t.Errorf("%s: %s %s", test.ref, b.Suite, b.LibcVersion)
		}
	}
}

func TestATagOfAnUnknownReleaseHasAShellAndSomeGlibc(t *testing.T) {
	for _, c := range []struct{ ref, libc, shell string }{
		{"node:26", "glibc", "bash"},
		{"rust:1.60-slim", "glibc", "bash"},
		{"rust:1.60-alpine", "musl", "sh"},
		{"golang:1.24-nanoserver", "", ""},
		{"example.com/own:1", "", ""},
	} {
		if b := Describe(c.ref); b.Libc != c.libc || b.LibcVersion != "" || b.Shell != c.shell {
			t.Errorf("%s: %s %s, shell %q", c.ref, b.Libc, b.LibcVersion, b.Shell)
		}
	}
}

func TestTheRuntimeOfATagWithoutAVersionIsThatOfItsVariantsAlone(t *testing.T) {
	p := Program{Language: "python", Runtime: "python3", RuntimeOf: "python", Linkage: Interpreted}
	for ref, fits := range map[string]bool{"python": true, "python:slim": true, "python:3.13-slim": false, "gcr.io/distroless/python3-debian13": false} {
		if v := Judge(p, Describe(ref)); (v.Level == DoesNotFit) == fits {
			t.Errorf("%s: %+v", ref, v)
		}
	}
}
