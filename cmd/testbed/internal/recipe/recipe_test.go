package recipe_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lightship/cmd/testbed/internal/recipe"
	"lightship/testdata/bases"
)

const (
	treeText = "suite = \"bookworm\"\n[[step]]\nname = \"minimal\"\n[[step]]\nname = \"more\"\npackages = [\"git\"]\n"
	below    = "refs = [\"gcr.io/a/b:c\"]\nabout = \"x\"\n[[layer]]\ntree = \"t\"\nstep = \"more\"\n"
	above    = "refs = [\"docker.io/library/a:b\"]\nabout = \"x\"\nfrom = \"below\"\n"
)

func folder(changes map[string]string) fstest.MapFS {
	files := map[string]string{"trees/t.toml": treeText, "images/below.toml": below, "images/above.toml": above}
	for name, text := range changes {
		files[name] = text
	}
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fs
}

func load(t *testing.T, changes map[string]string) *recipe.Set {
	t.Helper()
	s, err := recipe.Load(folder(changes))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func local(ca, tool string) recipe.Local {
	return recipe.Local{HostCA: ca, Tool: func(string) (string, error) { return tool, nil }}
}

func TestTheRecipesOfTheHouseAreSound(t *testing.T) {
	s, err := recipe.Load(bases.Recipes)
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{
		"golang:1.22", "golang:1.22-bookworm", "debian:bookworm-slim", "ubuntu:24.04", "alpine:3.20",
		"gcr.io/distroless/static", "gcr.io/distroless/static:nonroot", "gcr.io/distroless/static-debian12:nonroot",
		"gcr.io/distroless/base-debian12", "gcr.io/distroless/base-debian12:nonroot", "gcr.io/distroless/base:nonroot",
		"gcr.io/distroless/cc-debian12", "gcr.io/distroless/cc-debian12:nonroot", "gcr.io/distroless/cc:nonroot",
		"docker/dockerfile:1", "docker/dockerfile:1.7", "debian:trixie-slim", "busybox:1.36", "nginx:1.26",
		"node:22", "node:22-slim", "python:3.13", "python:3.13-slim", "rust", "rust:1-trixie", "rust:1-slim",
		"eclipse-temurin:21-jdk", "eclipse-temurin:21-jre", "maven:3.9-eclipse-temurin-21",
		"gcr.io/distroless/base-nossl-debian12:nonroot",
		"gcr.io/distroless/static-debian13:nonroot", "gcr.io/distroless/base-nossl-debian13:nonroot",
		"gcr.io/distroless/base-debian13:nonroot", "gcr.io/distroless/cc-debian13:nonroot",
		"gcr.io/distroless/java21-debian13:nonroot", "gcr.io/distroless/nodejs22-debian13:nonroot",
		"gcr.io/distroless/python3-debian13:nonroot", "gcr.io/distroless/cc-debian13:debug",
		"gcr.io/distroless/static-debian13:debug-nonroot",
	} {
		r, err := s.Find(ref)
		if err != nil {
			t.Error(err)
			continue
		}
		if strings.HasSuffix(ref, ":nonroot") && r.Config.User != "65532" {
			t.Errorf("%s runs as %q", ref, r.Config.User)
		}
		if r.Ready && (r.Real.Download == 0 || r.Real.OnDisk == 0) {
			t.Errorf("%s doesn't say what the published image weighs", ref)
		}
	}
}

func TestTheStandInsStartWhatThePublishedImagesStart(t *testing.T) {
	s, err := recipe.Load(bases.Recipes)
	if err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string]string{
		"node:22":                      "[docker-entrypoint.sh] [node]",
		"node:22-slim":                 "[docker-entrypoint.sh] [node]",
		"python:3.13-slim":             "[] [python3]",
		"rust:1":                       "[] [bash]",
		"eclipse-temurin:21-jdk":       "[/__cacert_entrypoint.sh] [jshell]",
		"eclipse-temurin:21-jre":       "[/__cacert_entrypoint.sh] []",
		"maven:3.9-eclipse-temurin-21": "[/usr/local/bin/mvn-entrypoint.sh] [mvn]",
		"nginx:1.26":                   "[/docker-entrypoint.sh] [nginx -g daemon off;]",
		"gcr.io/distroless/java21-debian13:nonroot":    "[/usr/bin/java -jar] []",
		"gcr.io/distroless/nodejs22-debian13:nonroot":  "[/nodejs/bin/node] []",
		"gcr.io/distroless/python3-debian13:nonroot":   "[/usr/bin/python3.13] []",
		"gcr.io/distroless/static-debian13:nonroot":    "[] []",
		"gcr.io/distroless/static-debian13:debug":      "[/busybox/sh] []",
		"gcr.io/distroless/java21-debian13:debug":      "[/usr/bin/java -jar] []",
		"gcr.io/distroless/base-nossl-debian13:latest": "[] []",
	} {
		r, err := s.Find(ref)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := fmt.Sprint(r.Config.Entrypoint, " ", r.Config.Cmd); got != want {
			t.Errorf("%s starts %s, want %s", ref, got, want)
		}
	}
}

func TestAVariantStandsOnItsRecipeAndReplacesWhatItNames(t *testing.T) {
	text := "refs = [\"gcr.io/a/b:c\"]\nabout = \"x\"\nreal = { download = 1, on_disk = 2 }\n[config]\nuser = \"0\"\nenv = [\"A=b\"]\n" +
		"[[variant]]\nname = \"nonroot\"\nrefs = [\"gcr.io/a/b:nonroot\"]\nconfig = { user = \"65532\" }\n"
	s := load(t, map[string]string{"images/below.toml": text})
	r, err := s.Find("gcr.io/a/b:nonroot")
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "below-nonroot" || r.From != "below" || r.Config.User != "65532" || !slices.Equal(r.Config.Env, []string{"A=b"}) {
		t.Errorf("%+v", r)
	}
	if r.Real.OnDisk != 2 || r.About != "x" {
		t.Errorf("%+v", r)
	}
	if got := s.Below("below-nonroot"); !slices.Equal(got, []string{"below-nonroot", "below"}) {
		t.Error(got)
	}
	one, err := s.Hash("below", local("", ""))
	if err != nil {
		t.Fatal(err)
	}
	if two, err := s.Hash("below-nonroot", local("", "")); err != nil || two == one {
		t.Error("the variant has its recipe's hash", err)
	}
}

func TestAnImageComesAfterTheOneItStandsOn(t *testing.T) {
	if got := load(t, nil).Names(); !slices.Equal(got, []string{"below", "above"}) {
		t.Fatal(got)
	}
}

func TestAnUnknownImageIsTold(t *testing.T) {
	if _, err := load(t, nil).Find("nosuch:1"); !errors.Is(err, recipe.ErrUnknown) {
		t.Fatal(err)
	}
}

func TestMistakesInRecipesAreNamed(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"unknown field": {"images/above.toml", above + "sise = 1\n", "sise"},
		"no such tree":  {"images/below.toml", strings.Replace(below, `"t"`, `"u"`, 1), `no step "more"`},
		"no such step":  {"images/below.toml", strings.Replace(below, `"more"`, `"most"`, 1), `no step "most"`},
		"no such from":  {"images/above.toml", strings.Replace(above, "below", "nowhere", 1), "no recipe nowhere"},
		"a circle":      {"images/below.toml", strings.Replace(below, "[[layer]]", "from = \"above\"\n[[layer]]", 1), "itself"},
		"short ref":     {"images/above.toml", strings.Replace(above, "docker.io/library/", "", 1), "docker.io/library/a:b"},
		"same ref":      {"images/above.toml", strings.Replace(above, "docker.io/library/a:b", "gcr.io/a/b:c", 1), "both called"},
		"two sources":   {"images/below.toml", below + "module = \"m@v1\"\n", "exclude each other"},
		"empty layer":   {"images/above.toml", above + "[[layer]]\nby = \"x\"\n", "nothing"},
		"unclean path":  {"images/above.toml", above + "[[layer]]\n[[layer.file]]\npath = \"/etc/x\"\n", "relative"},
		"no suite":      {"images/above.toml", above + "[[layer]]\npackages = [\"x\"]\n", "suite"},
		"tree's step":   {"trees/t.toml", strings.Replace(treeText, "packages = [\"git\"]\n", "", 1), "a name and packages or a script"},
		"tree's start":  {"trees/t.toml", strings.Replace(treeText, "name = \"minimal\"", "name = \"minimal\"\npackages = [\"x\"]", 1), "first step"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := recipe.Load(folder(map[string]string{c.file: c.text}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestAHashFollowsAllThatTheImageIsMadeFrom(t *testing.T) {
	hash := func(changes map[string]string, l recipe.Local) string {
		h, err := load(t, changes).Hash("above", l)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	was := hash(nil, local("ca", "tool"))
	if again := hash(nil, local("other", "other")); again != was {
		t.Error("the hash follows a CA bundle and a tool that are not in the image")
	}
	for name, now := range map[string]string{
		"recipe": hash(map[string]string{"images/above.toml": above + "# more\n"}, local("ca", "tool")),
		"from":   hash(map[string]string{"images/below.toml": below + "# more\n"}, local("ca", "tool")),
		"tree":   hash(map[string]string{"trees/t.toml": treeText + "# more\n"}, local("ca", "tool")),
	} {
		if now == was {
			t.Errorf("the hash does not follow the %s", name)
		}
	}
	withCA := map[string]string{"trees/t.toml": treeText + "host_ca = true\n"}
	if hash(withCA, local("a", "")) == hash(withCA, local("b", "")) {
		t.Error("the hash does not follow the CA bundle")
	}
	withTool := map[string]string{"images/above.toml": above + "[[layer]]\ntool = \"x\"\nto = \"y\"\n"}
	if hash(withTool, local("", "a")) == hash(withTool, local("", "b")) {
		t.Error("the hash does not follow the tool")
	}
}
