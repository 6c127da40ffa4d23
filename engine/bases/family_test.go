package bases

import (
	"slices"
	"testing"
	"time"

	"lightship/assets"
)

func TestAddingABaseFamilyIsOneEntryOfData(t *testing.T) {
	entry := []byte(`{"families": [{
		"name": "zap", "images": ["zap", "registry.example.com/zap/*"], "languages": ["zap"], "runtime": "zap", "product": "zap", "numbers": 1, "nonroot": "zapper",
		"config": {"user": "zapper", "home": "/home/zapper", "dir": "/srv", "entrypoint": ["zap"], "env": {"ZAP_HOME": "/opt/zap"}},
		"variants": [{"suffix": "slim", "from": "4", "suite_last": true}], "source": "made up"
	}]}`)
	end := []byte(`{"products": [{"name": "zap", "title": "Zap", "source": "made up", "ends": {"3": "2020-05-01", "4": ""}}]}`)
	c, err := parse(assets.Bases(), entry, end)
	if err != nil {
		t.Fatal(err)
	}
	b := c.describe("registry.example.com/zap/base:3.1-bookworm")
	if b.Family != "zap" || b.Runtime != "zap" || b.RuntimeVersion != "3" || b.Suite != "bookworm" || b.LibcVersion != "2.36" ||
		b.NonRoot != "zapper" || !b.Config.Known || b.Config.Dir != "/srv" || b.Config.Env["ZAP_HOME"] != "/opt/zap" || b.User != "zapper" {
		t.Errorf("%+v", b)
	}
	if e, ok := Ended(b, time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)); !ok || e.What != "Zap 3" {
		t.Errorf("%+v", e)
	}
	f, _ := c.family("zap")
	if got := f.Variants[0].tag(c, "4.2-bookworm"); got != "4.2-slim-bookworm" {
		t.Errorf("variant %q", got)
	}
	if got := f.Variants[0].tag(c, "3.9"); got != "" {
		t.Errorf("variant %q of a version without it", got)
	}
}

func TestWhatAnImageSetsIsKnownForItsFamilyAndUnknownForOthers(t *testing.T) {
	for _, c := range []struct{ ref, user, home, dir string }{
		{"node:22", "root", "/root", "/"},
		{"mirror.example.com/library/node:22", "root", "/root", "/"},
		{"golang:1.26", "root", "/root", "/go"},
		{"gcr.io/distroless/static-debian12:nonroot", "65532", "/home/nonroot", "/home/nonroot"},
		{"gcr.io/distroless/base-debian12", "root", "/root", "/"},
		{"quay.io/jupyter/base-notebook:2024-10-07", "1000", "/home/jovyan", "/home/jovyan"},
		{"jupyter/scipy-notebook", "1000", "/home/jovyan", "/home/jovyan"},
		{"ghcr.io/puppeteer/puppeteer:23", "pptruser", "/home/pptruser", "/home/pptruser"},
		{"registry.access.redhat.com/ubi9/nodejs-22:1", "1001", "/opt/app-root/src", "/opt/app-root/src"},
		{"registry.access.redhat.com/ubi9/python-312", "1001", "/opt/app-root/src", "/opt/app-root/src"},
		{"registry.access.redhat.com/ubi9/ubi-minimal:9.4", "root", "/root", "/"},
		{"gradle:8-jdk21", "root", "/root", "/home/gradle"},
		{"gradle:4.10-jdk8", "gradle", "/home/gradle", "/home/gradle"},
		{"php:8.3-apache", "root", "/root", "/var/www/html"},
		{"php:8.3-cli", "root", "/root", "/"},
		{"nginxinc/nginx-unprivileged:1.27-alpine", "101", "", "/"},
		{"mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", "1654", "/home/app", "/"},
		{"cimg/node:20.11", "circleci", "/home/circleci", "/home/circleci/project"},
		{"bitnami/nginx:1.27", "1001", "/", ""},
	} {
		b := Describe(c.ref)
		if !b.Config.Known || b.User != c.user || b.Config.Home != c.home || b.Config.Dir != c.dir {
			t.Errorf("%s: user %q, %+v", c.ref, b.User, b.Config)
		}
	}
	for _, ref := range []string{"registry.example.com/team/base:1", "registry.example.com/node:22", "acme/worker", "cgr.dev/chainguard/node", "registry.access.redhat.com/ubi9/other-1"} {
		if b := Describe(ref); b.Config.Known || b.User != "" {
			t.Errorf("%s: user %q, %+v", ref, b.User, b.Config)
		}
	}
	if b := Describe("node:8-onbuild"); b.Config.Dir != "/usr/src/app" || !slices.Contains(b.Config.OnBuild, "RUN npm install") {
		t.Errorf("%+v", b.Config)
	}
}

func TestAVariantIsOfferedFromTheVersionItExistsIn(t *testing.T) {
	for ref, want := range map[string][]string{
		"nginx:1.13-alpine":                  nil,
		"nginx:1.19-alpine":                  nil,
		"nginx:1.22-alpine":                  nil,
		"nginx:1.22":                         {"nginx:1.22-alpine"},
		"nginx:1.23.2-alpine":                nil,
		"nginx:1.23.3-alpine":                {"nginx:1.23.3-alpine-slim"},
		"nginx:1.23-alpine":                  {"nginx:1.23-alpine-slim"},
		"nginx:1.25-alpine3.18":              {"nginx:1.25-alpine3.18-slim"},
		"nginx:stable-alpine3.19":            {"nginx:stable-alpine3.19-slim"},
		"nginx:alpine3.20":                   {"nginx:alpine3.20-slim"},
		"nginx:1.25-alpine3.18-perl":         nil,
		"nginx:bookworm":                     {"nginx:alpine-slim", "nginx:alpine"},
		"node:22-bookworm":                   {"node:22-bookworm-slim", "node:22-alpine"},
		"node:10-stretch":                    {"node:10-alpine"},
		"node:22-alpine3.20":                 nil,
		"python:3.13-bookworm":               {"python:3.13-slim-bookworm", "python:3.13-alpine"},
		"python:3.13-windowsservercore-1809": nil,
		"python:slim":                        nil,
		"node:lts":                           {"node:lts-slim", "node:lts-alpine"},
		"eclipse-temurin:21-jdk-noble":       {"eclipse-temurin:21-jre-noble", "eclipse-temurin:21-jre-alpine"},
		"eclipse-temurin:17.0.8_7-jdk-jammy": {"eclipse-temurin:17.0.8_7-jre-jammy", "eclipse-temurin:17.0.8_7-jre-alpine"},
		"eclipse-temurin:21-jdk-alpine":      {"eclipse-temurin:21-jre-alpine"},
		"eclipse-temurin:16-jdk":             nil,
	} {
		var got []string
		for _, b := range Related(ref) {
			got = append(got, b.Ref)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", ref, got, want)
		}
	}
	for ref, want := range map[string]string{
		"python:3.12": "python:3.12-slim", "python:3.12-bookworm": "python:3.12-slim-bookworm", "node:20-bullseye": "node:20-bullseye-slim",
		"debian:bookworm": "debian:bookworm-slim", "debian:12.5": "debian:12.5-slim", "ruby:3.3-bookworm": "ruby:3.3-slim-bookworm", "python": "python:slim",
		"python:3.12-alpine": "", "node:22-slim": "", "golang:1.22": "", "ubuntu:24.04": "", "python:3.13-rc-bookworm": "", "python:slim": "",
	} {
		if got, _ := Slim(ref); got != want {
			t.Errorf("the slim variant of %s is %q, want %q", ref, got, want)
		}
	}
}
