package bases

import (
	"strings"
	"testing"
)

func TestABaseIsKnownToHaveAToolOrThePackageThatBringsIt(t *testing.T) {
	for _, c := range []struct {
		ref, tool string
		carries   bool
		installs  string
	}{
		{"node:22", "curl", true, "curl"},
		{"node:22-slim", "curl", false, "curl"},
		{"node:22-alpine", "wget", true, "wget"},
		{"node:22-alpine", "curl", false, "curl"},
		{"nginx:1.29-alpine", "curl", true, "curl"},
		{"nginx:1.29-alpine-slim", "curl", false, "curl"},
		{"debian:bookworm-slim", "nc", false, "netcat-openbsd"},
		{"alpine:3.20", "nc", true, "netcat-openbsd"},
		{"debian:bookworm-slim", "bash", true, "bash"},
		{"alpine:3.20", "bash", false, "bash"},
		{"debian:bookworm-slim", "sleep", true, ""},
		{"gcr.io/distroless/static-debian12:nonroot", "sleep", false, ""},
		{"debian:bookworm-slim", "/opt/tools/curl", false, ""},
		{"example.com/own:1", "curl", false, ""},
		{"python:3.13", "convert", true, "imagemagick"},
		{"python:3.13-slim", "convert", false, "imagemagick"},
		{"golang:1.25", "convert", false, "imagemagick"},
		{"golang:1.25", "g++", true, "g++"},
		{"python:3.13-slim", "ffprobe", false, "ffmpeg"},
		{"python:3.13-alpine", "exiftool", false, "exiftool"},
		{"node:22-slim", "node", false, ""},
	} {
		b := Describe(c.ref)
		if got := b.Carries(c.tool); got != c.carries {
			t.Errorf("%s carries %s: %v", c.ref, c.tool, got)
		}
		if got := b.ToolPackage(c.tool); got != c.installs {
			t.Errorf("%s gets %s from %q, want %q", c.ref, c.tool, got, c.installs)
		}
	}
}

func TestAProgramComesFromOnePackage(t *testing.T) {
	if toolOf("pdftotext").Debian != "poppler-utils" || toolOf("/usr/bin/mysqldump").Alpine != "mysql-client" || toolOf("a-program").Debian != "" {
		t.Error("the table is not read")
	}
	for program, tool := range toolPackages() {
		if Common(program) || tool.Debian == "" {
			t.Errorf("%s is in every image, or no package brings it: %+v", program, tool)
		}
	}
}

func TestLibrariesOfASuiteNeedABaseOfThatSuite(t *testing.T) {
	program := Program{Linkage: Interpreted, Runtime: "python3", RuntimeVersion: "3.12", Libc: "glibc", Packages: []string{"libldap-2.5-0"}, Suite: "bookworm"}
	if v := Judge(program, Describe("python:3.12-slim-bookworm")); v.Level == DoesNotFit {
		t.Errorf("%+v", v)
	}
	if v := Judge(program, Describe("python:3.12-slim-trixie")); v.Level != DoesNotFit || !strings.Contains(strings.Join(v.Reasons, "\n"), "bookworm") {
		t.Errorf("%+v", v)
	}
}

func TestAVerdictNamesWhoNeedsAToolAndWhoAUser(t *testing.T) {
	program := Program{
		Linkage: Static, Installs: true,
		Tools: []Tool{{Name: "sh", Who: "the service job (compose.yaml:3)"}, {Name: "curl", Who: "the health check of the service web (compose.yaml:9)"}},
	}
	v := Judge(program, Describe(static))
	if v.Level != DoesNotFit || !strings.Contains(strings.Join(v.Reasons, "\n"), "the service job (compose.yaml:3) needs sh") {
		t.Errorf("%+v", v)
	}
	if v := Judge(program, Describe(debian)); v.Level == DoesNotFit || !strings.Contains(strings.Join(v.Reasons, "\n"), "curl is installed for the health check") {
		t.Errorf("%+v", v)
	}
	program.Installs = false
	if v := Judge(program, Describe(debian)); v.Level != DoesNotFit {
		t.Errorf("nothing is installed: %+v", v)
	}
	program.Tools, program.Users = nil, []Tool{{Name: "node", Who: "the service web (compose.yaml:2)"}}
	if v := Judge(program, Describe("node:22-slim")); v.Level == DoesNotFit {
		t.Errorf("%+v", v)
	}
	if v := Judge(program, Describe(debian)); v.Level != DoesNotFit {
		t.Errorf("%+v", v)
	}
}

func TestAptInstallsNothingOnReleasesWhosePackagesMoved(t *testing.T) {
	for ref, can := range map[string]bool{
		"python:3.9-buster": false, "node:16": false, "node:9-slim": false, "python:3.8.2-slim": false, "ubuntu:20.10": false,
		"python:3.7": true, "python:3.8-slim": true, "node:18": true, "node:22-slim": true, "debian:bookworm-slim": true, "ubuntu:22.04": true,
		"python:3.9-alpine": true, "python": true, "node:lts": true, "python:3.6.15": true,
	} {
		if why := InstallsNoMore(ref); (why == "") != can {
			t.Errorf("%s: %q", ref, why)
		}
	}
}
