//go:build e2e

package proof_test

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"lightship/engine/build"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/proof"
	"lightship/engine/rewrite/model"
)

// engine is one BuildKit for all tests: starting it takes longer than a proof.
var engine *build.Engine

// subject is the file of testdata/subject, compiled.
var subject string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if home := os.Getenv(rootlessVariable); home != "" {
		if err := proveAsUser(home); err != nil {
			log.Print(err)
			return 1
		}
		return 0
	}
	dir, err := os.MkdirTemp("", "lightship-proof-")
	if err != nil {
		log.Print(err)
		return 1
	}
	defer os.RemoveAll(dir)
	subject = filepath.Join(dir, "subject")
	compile := exec.Command("go", "build", "-o", subject, "./testdata/subject")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		log.Printf("compile the subject: %v: %s", err, out)
		return 1
	}
	quiet := logrus.New()
	quiet.SetOutput(io.Discard)
	engine = build.NewEngine(build.Settings{
		CacheDir: filepath.Join(dir, "cache"), BinDir: os.Getenv("LIGHTSHIP_BIN"), Config: os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG"), Log: quiet,
	})
	code := m.Run()
	if err := engine.Close(); err != nil {
		log.Print(err)
		return 1
	}
	return code
}

// place is a build context: files by name, and what Dockerfile text is built in it.
type place struct{ dir string }

// newPlace is a context with the subject as "subject" and the given files, name and text in turn.
func newPlace(t testing.TB, files ...string) place {
	t.Helper()
	p := place{t.TempDir()}
	text, err := os.ReadFile(subject)
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, "subject", string(text))
	for i := 0; i < len(files); i += 2 {
		p.write(t, files[i], files[i+1])
	}
	return p
}

func (p place) write(t testing.TB, name, text string) {
	t.Helper()
	at := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// build builds a Dockerfile in the place.
func (p place) build(t testing.TB, tag, text string) proof.Image {
	t.Helper()
	image, err := proof.Of(p.built(t, tag, text))
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// built is what a build of a Dockerfile in the place came to.
func (p place) built(t testing.TB, tag, text string) *build.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	result, err := engine.Build(ctx, build.Request{Context: p.dir, Dockerfile: []byte(text), DockerfileName: "Dockerfile", Tag: tag}, nil)
	if err != nil {
		t.Fatal(err)
	}
	results.Store(p.dir+text, result)
	return result
}

// results are what builds came to, by the place and the text.
var results sync.Map

// text is a Dockerfile of the place with the lines that bring what is in the image that is built of it.
func (p place) text(t testing.TB, text string) proof.Text {
	t.Helper()
	known, is := results.Load(p.dir + text)
	if !is {
		t.Fatal("it was not built")
	}
	built := known.(*build.Result)
	f, err := dockerfile.Parse([]byte(text), dockerfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	analysed, err := image.Analyze(t.Context(), built.Image, image.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files, err := image.List(t.Context(), built.Image, image.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines := model.LayerLines(f, 0, analysed.Layers)
	return proof.Text{File: f, Brings: func(path string) int {
		if layer := files.Layer(path); layer >= 0 {
			return lines[layer]
		}
		return 0
	}}
}

// prove builds both and proves them.
func (p place) prove(t testing.TB, before, after string, s proof.Settings) *proof.Result {
	t.Helper()
	b, a := p.build(t, "before", before), p.build(t, "after", after)
	return prove(t, b, a, s)
}

func prove(t testing.TB, before, after proof.Image, s proof.Settings) *proof.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	result, err := proof.Prove(ctx, engine, before, after, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// differing is the first row of a kind that differs, nil when there is none.
func differing(r *proof.Result, kind proof.Kind) *proof.Row {
	for i := range r.Rows {
		if r.Rows[i].Kind == kind && r.Rows[i].State == proof.Different {
			return &r.Rows[i]
		}
	}
	return nil
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
