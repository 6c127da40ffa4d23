//go:build e2e

package session

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/proof"
)

// looker is a Go program that looks at what its environment names.
const looker = `package main

import (
	"fmt"
	"os"
)

func main() {
	at := os.Getenv("LOOK")
	info, err := os.Stat(at)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(at, info.IsDir(), info.Mode().IsRegular() && info.Size() > 0)
}
`

// tarOf is a tar with one file.
func tarOf(t *testing.T, name, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// byLayers are the files of all projects here, so that what comes before their own RUN is built once.
func byLayers(t *testing.T, dockerfile string) string {
	t.Helper()
	return writeProject(t, map[string]string{
		"go.mod": "module example.com/looker\n\ngo 1.22\n", "main.go": looker, "words.tar": tarOf(t, "words/a", "one\n"),
		"Makefile":   "install:\n\tmkdir -p /srv/site\n\techo hi > /srv/site/index\n",
		"named":      "/opt/named\n",
		"Dockerfile": dockerfile,
	})
}

// lookerWith is the Dockerfile of the looker with one more RUN.
func lookerWith(run, look string) string {
	return "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /looker .\nRUN " + run + "\nENV LOOK=" + look + "\nCMD [\"/looker\"]\n"
}

// builder is a session without anybody who looks on, on a BuildKit of its own: one for all projects here.
func builder(t *testing.T) *Session {
	t.Helper()
	cache := t.TempDir()
	log := logrus.New()
	log.SetOutput(io.Discard)
	config := os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG")
	s := New(Settings{
		Folders: Folders{Cache: cache, State: filepath.Join(cache, "state"), Config: filepath.Join(cache, "config")},
		Engine:  build.NewEngine(build.Settings{CacheDir: cache, BinDir: os.Getenv("LIGHTSHIP_BIN"), Config: config, Log: log}),
		Facts:   bases.NewRegistry(bases.Settings{CacheDir: cache, BuildkitdConfig: config, Log: log}), Log: log,
	})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// built opens a project, builds before and after, and starts both where there is an after.
func built(t *testing.T, s *Session, dir string) *Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	wait := func() *Snapshot {
		n, err := s.Wait(ctx, Settled)
		if err != nil || n.Problem != nil {
			t.Fatalf("%v, %+v", err, n.Problem)
		}
		return n
	}
	s.Open(dir)
	if n := wait(); n.After != nil && len(n.After.File.Stages) > 1 || !n.AwaitsLayers() {
		t.Fatalf("it is not refused without the image: %+v", n.Findings)
	}
	s.Rebuild()
	if n := wait(); n.After == nil || len(n.After.File.Stages) < 2 {
		return n
	}
	s.Learn(proof.Settings{})
	return wait()
}

func TestWhatARunWroteIsKnownByItsLayer(t *testing.T) {
	s := builder(t)
	for _, c := range []struct{ name, text, copied string }{
		{"a script in an argument", lookerWith(`perl -e 'mkdir "/opt/data"; open(F, ">", "/opt/data/words"); print F "one\n"'`, "/opt/data/words"), "/opt/data /opt/data"},
		{"a target of make", lookerWith("make install", "/srv/site/index"), "/srv/site /srv/site"},
		{"an archive", lookerWith("tar -xf words.tar -C /opt", "/opt/words/a"), "/opt/words /opt/words"},
		{"a name in a file", lookerWith("touch $(cat named)", "/opt/named"), "/opt/named /opt/named"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := built(t, s, byLayers(t, c.text))
			if n.Proof == nil || n.Proof.Verdict != proof.Same || !strings.Contains(string(n.After.Text), " "+c.copied+"\n") {
				t.Fatalf("proof %+v, findings %+v\n%s", n.Proof, n.Findings, n.Before.Text)
			}
			if r := n.Comparison; r.After.Image.OnDisk*2 > r.Before.Image.OnDisk || len(n.Rounds) > 0 {
				t.Errorf("after is %d of %d bytes, in %d rounds", r.After.Image.OnDisk, r.Before.Image.OnDisk, len(n.Rounds))
			}
		})
	}
	t.Run("what can't be told apart stays refused", func(t *testing.T) {
		n := built(t, s, byLayers(t, lookerWith(`perl -e 'open(F, ">>", "/etc/passwd"); print F "a:x:1:1::/:/bin/sh\n"'`, "/etc/passwd")))
		if n.Proof != nil || n.AwaitsLayers() {
			t.Errorf("findings %+v", n.Findings)
		}
	})
}
