package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"lightship/engine/image/imagetest"
)

// published are images that a test's registry has, by reference below docker.io or gcr.io: the files of one layer.
type published map[string]map[string]string

func smallBases() published {
	shell := map[string]string{
		"bin/sh": "#!\n", "sbin/apk": "#!/bin/sh\n", "etc/passwd": "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/sbin/nologin\n",
		"etc/os-release": "ID=alpine\nVERSION_ID=3.20.0\nPRETTY_NAME=\"Alpine Linux v3.20\"\n", "etc/ssl/cert.pem": strings.Repeat("PEM", 2000),
		"lib/apk/db/installed": "P:musl\nV:1\n\nP:busybox\nV:1\n\n",
	}
	return published{
		"library/alpine:3.20":                 shell,
		"distroless/static-debian12:nonroot":  {"etc/passwd": "root:x:0:0::/root:/sbin/nologin\n", "etc/ssl/certs/ca-certificates.crt": "PEM"},
		"library/golang:1.22":                 {"usr/local/go/bin/go": strings.Repeat("go", 100_000)},
		"library/debian:bookworm-slim":        {"bin/sh": "#!\n", "usr/share/x": strings.Repeat("y", 50_000)},
		"distroless/base-debian12:nonroot":    {"lib64/ld-linux-x86-64.so.2": "x", "usr/share/x": strings.Repeat("y", 20_000)},
		"distroless/static-debian13:nonroot":  {"etc/passwd": "root:x:0:0::/root:/sbin/nologin\n", "usr/share/x": strings.Repeat("z", 9_000)},
		"distroless/base-debian13:nonroot":    {"lib64/ld-linux-x86-64.so.2": "x", "usr/share/x": strings.Repeat("z", 30_000)},
		"distroless/static-debian12:elsewhat": {},
	}
}

// onRegistry serves images on loopback and makes that the mirror of docker.io and gcr.io for what the test runs, with
// folders of its own; it returns the images.
func onRegistry(t *testing.T, images published) map[string]v1.Image {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	home := t.TempDir()
	config := filepath.Join(home, "buildkitd.toml")
	text := fmt.Sprintf("[registry.\"docker.io\"]\n  mirrors = [%q]\n[registry.\"gcr.io\"]\n  mirrors = [%q]\n[registry.%q]\n  http = true\n", host, host, host)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LIGHTSHIP_BUILDKITD_CONFIG", config)
	t.Setenv("DOCKER_CONFIG", home)
	for _, variable := range []string{"XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(variable, filepath.Join(home, variable))
	}
	out := map[string]v1.Image{}
	for ref, files := range images {
		tag, err := name.NewTag(host+"/"+ref, name.Insecure)
		if err != nil {
			t.Fatal(err)
		}
		out[ref] = imagetest.Image(t, v1.Config{}, imagetest.Layer{Files: files})
		if err := remote.Write(tag, out[ref]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// goShop is a little Go project.
func goShop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range map[string]string{
		"go.mod": "module example.com/shop\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() { println(1) }\n",
		"Dockerfile": "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\nCMD [\"/shop\"]\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// jsonLine is a line of bases --format json as a script reads it.
type jsonLine struct {
	Ref      string   `json:"ref"`
	Download *int64   `json:"download_bytes"`
	OnDisk   *int64   `json:"on_disk_bytes"`
	Image    *int64   `json:"image_bytes"`
	Pull     *float64 `json:"pull_seconds"`
	Packages *int     `json:"packages"`
	Verdict  string   `json:"verdict"`
	Source   string   `json:"source"`
	Reasons  []string `json:"reasons"`
}

func TestBasesPrintsWhatTheRegistrySaysAndNullForWhatNobodySays(t *testing.T) {
	images := onRegistry(t, smallBases())
	dir := goShop(t)
	text, err := ctl(t, "bases", dir, "--platform", "linux/amd64", "--format", "json", "--sort", "download")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var lines []jsonLine
	if err := json.Unmarshal([]byte(text), &lines); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	by := map[string]jsonLine{}
	last, unknown := int64(-1), 0
	for _, l := range lines {
		by[l.Ref] = l
		if l.Download == nil {
			unknown++
			if l.Pull != nil {
				t.Errorf("%s: the download is not known, and the pull takes %v", l.Ref, *l.Pull)
			}
			continue
		}
		if unknown > 0 || *l.Download < last {
			t.Errorf("%s is out of order", l.Ref)
		}
		last = *l.Download
	}
	if unknown == 0 {
		t.Error("no line is without a figure, so nothing was seen of null")
	}
	manifest, err := images["library/alpine:3.20"].Manifest()
	if err != nil {
		t.Fatal(err)
	}
	alpine := by["alpine:3.20"]
	want := manifest.Config.Size + manifest.Layers[0].Size
	if alpine.Download == nil || *alpine.Download != want || alpine.Pull == nil || alpine.Packages == nil || *alpine.Packages != 2 || alpine.Source != "registry" {
		t.Errorf("alpine:3.20, which downloads %d bytes: %+v", want, alpine)
	}
	if ubuntu := by["ubuntu:24.04"]; ubuntu.Source != "snapshot" || ubuntu.Packages != nil {
		t.Errorf("ubuntu:24.04: %+v", ubuntu)
	}
}

func TestBasesInOtherFormatsAndOnlyThoseThatFit(t *testing.T) {
	onRegistry(t, smallBases())
	dir := goShop(t)
	shell := strings.Replace(textOf(t, filepath.Join(dir, "Dockerfile")), `["/shop"]`, "/shop $HOME", 1)
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(shell), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		format string
		refs   func(text string) []string
	}{
		{"table", func(text string) []string {
			table, _, _ := strings.Cut(text, "\n\n")
			return column(strings.Split(table, "\n")[1:], "  ", 0)
		}},
		{"markdown", func(text string) []string { return column(strings.Split(strings.TrimSpace(text), "\n")[2:], "|", 1) }},
		{"csv", func(text string) []string {
			rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			if err != nil || rows[0][0] != "ref" {
				t.Fatalf("%v\n%s", err, text)
			}
			var refs []string
			for _, row := range rows[1:] {
				refs = append(refs, row[0])
			}
			return refs
		}},
	} {
		t.Run(c.format, func(t *testing.T) {
			args := []string{"bases", dir, "--platform", "linux/amd64", "--format", c.format, "--sort", "name"}
			all, err := ctl(t, args...)
			if err != nil {
				t.Fatalf("%v\n%s", err, all)
			}
			fits, err := ctl(t, append(args, "--fits")...)
			if err != nil {
				t.Fatalf("%v\n%s", err, fits)
			}
			every, some := c.refs(all), c.refs(fits)
			static := "gcr.io/distroless/static-debian12:nonroot"
			if !slices.IsSorted(every) || !slices.Contains(every, static) || slices.Contains(some, static) || !slices.Contains(some, "debian:bookworm-slim") {
				t.Errorf("all: %v\nthose that fit: %v", every, some)
			}
		})
	}
}

func textOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// column is one column of lines.
func column(lines []string, by string, i int) []string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.TrimSpace(strings.Split(l, by)[i]))
	}
	return out
}

func TestBasesRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, c := range []struct{ flag, value, says string }{
		{"--sort", "colour", `--sort "colour" is not known; use recommended, name`},
		{"--format", "xml", `--format "xml" is not known; use table, json, csv or markdown`},
		{"--link", "fast", "fast"},
	} {
		if text, err := ctl(t, "bases", goShop(t), c.flag, c.value); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: %v\n%s", c.flag, c.value, err, text)
		}
	}
	if _, err := ctl(t, "bases", filepath.Join(t.TempDir(), "nowhere")); err == nil {
		t.Error("a folder that is not there has bases")
	}
}

func TestInspectPrintsWhatIsInAnImage(t *testing.T) {
	images := onRegistry(t, smallBases())
	shallow, err := ctl(t, "inspect", "alpine:3.20", "--platform", "linux/amd64", "--shallow")
	if err != nil || strings.Contains(shallow, "nobody") || !strings.Contains(shallow, "estimated from the download") {
		t.Errorf("%v\n%s", err, shallow)
	}
	text, err := ctl(t, "inspect", "alpine:3.20", "--platform", "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	digest, err := images["library/alpine:3.20"].Digest()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{digest.String(), "shell              sh", "package manager    apk", "packages           2", "root=0 nobody=65534", "CA certificates    yes", "time zones         no", "2026-04-01"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	text, err = ctl(t, "inspect", "alpine:3.20", "--platform", "linux/amd64", "--format", "json")
	var got struct {
		Ref   string
		Facts struct {
			Download int64 `json:"download_bytes"`
			Contents struct {
				Packages int `json:"packages"`
			} `json:"contents"`
		} `json:"facts"`
	}
	if err != nil || json.Unmarshal([]byte(text), &got) != nil || got.Ref != "alpine:3.20" || got.Facts.Download <= 0 || got.Facts.Contents.Packages != 2 {
		t.Errorf("%v %+v\n%s", err, got, text)
	}
}

func TestInspectSaysWhyItKnowsNothing(t *testing.T) {
	onRegistry(t, published{"library/alpine:3.20": {"a": "b"}})
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"example/none:1"}, "nothing is known of example/none:1: example/none:1 is not at "},
		{[]string{"Not A Ref"}, "Not A Ref"},
		{[]string{"alpine:3.20", "--format", "yaml"}, `--format "yaml" is not known; use text or json`},
	} {
		_, err := ctl(t, append([]string{"inspect"}, c.args...)...)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
	var f *failure
	if _, err := ctl(t, "inspect", "example/none:1"); !errors.As(err, &f) || f.code != 3 {
		t.Errorf("%v", err)
	}
}
