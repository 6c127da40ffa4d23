//go:build e2e

package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"lightship/engine/image/imagetest"
)

// littleNode is all of node that the programs here need: it prints what they log, and which release it is.
const littleNode = `package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	release, _ := os.ReadFile("/etc/release")
	for _, line := range strings.Fields(string(text)) {
		said := strings.TrimSuffix(strings.TrimPrefix(line, "console.log("), ")")
		if said == "process.version" {
			said = string(release)
		}
		fmt.Println(said)
	}
}
`

// nodes serves node:20-slim, whose support has ended, and node:24-slim on loopback. It gives a buildkitd.toml that leads there.
func nodes(t *testing.T) (config string) {
	t.Helper()
	dir := written(t, map[string]string{"main.go": littleNode})
	compile := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(dir, "node"), filepath.Join(dir, "main.go"))
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	node, err := os.ReadFile(filepath.Join(dir, "node"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	for _, release := range []string{"20", "24"} {
		at, err := name.ParseReference(host + "/library/node:" + release + "-slim")
		if err != nil {
			t.Fatal(err)
		}
		err = remote.Write(at, imagetest.Image(t, v1.Config{Env: []string{"PATH=/usr/local/bin:/bin"}}, imagetest.Layer{Files: map[string]string{
			"usr/local/bin/node": string(node), "etc/os-release": "ID=debian\nVERSION_ID=12\n", "etc/release": "v" + release,
		}}))
		if err != nil {
			t.Fatal(err)
		}
	}
	config = filepath.Join(dir, "buildkitd.toml")
	text := fmt.Sprintf("[registry.\"docker.io\"]\nmirrors = [%q]\n[registry.%q]\nhttp = true\n", host, host)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return config
}

func TestANewerReleaseOfARuntimeIsTriedAndKeptWhereTheProgramDoesTheSame(t *testing.T) {
	config, cache := nodes(t), t.TempDir()
	for _, c := range []struct{ program, from, says string }{
		{"console.log('hello')\n", "FROM node:24-slim\n", "+ Leave node:20-slim, whose support has ended, for node:24-slim"},
		{"console.log(process.version)\n", "FROM node:20-slim\n", "- Leave node:20-slim, whose support has ended, for node:24-slim"},
	} {
		dir := written(t, map[string]string{"app.js": c.program, "Dockerfile": "FROM node:20-slim\nWORKDIR /app\nCOPY app.js .\nCMD [\"node\", \"app.js\"]\n"})
		cmd := command(t, "optimize", dir, "--try", "--watch", "1s", "--out", filepath.Join(dir, "out"))
		cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+cache, "LIGHTSHIP_BUILDKITD_CONFIG="+config)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		after, readErr := os.ReadFile(filepath.Join(dir, "out", "Dockerfile"))
		if err != nil || readErr != nil || !strings.HasPrefix(string(after), c.from) || !strings.Contains(out.String(), c.says) {
			t.Errorf("%v, %v\n%s\n%s", err, readErr, out.String(), after)
		}
	}
}
