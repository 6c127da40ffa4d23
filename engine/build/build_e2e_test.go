//go:build e2e

package build_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/moby/buildkit/client"

	"lightship/engine/build"
)

func TestADockerfileBecomesAnImageInTheStore(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	started := time.Now()
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("started in %s", time.Since(started))
	dir := newContext(t)
	result := mustBuild(t, e, dir, shellFile+"RUN echo hello >/greeting; echo built\n")
	layers, err := result.Image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	if len(layers) != 2 {
		t.Errorf("%d layers, want 2", len(layers))
	}
	for _, layer := range layers {
		if mediaType, err := layer.MediaType(); err != nil || !strings.HasSuffix(string(mediaType), "tar+gzip") {
			t.Errorf("layer of type %s, %v", mediaType, err)
		}
	}
	step, _ := stepWith(result.Progress, "RUN")
	if step.Line != 3 || step.State != build.Finished || len(step.Log) != 1 || step.Log[0].Text != "built" {
		t.Errorf("RUN step is %+v", step)
	}
	again := mustBuild(t, e, dir, shellFile+"RUN echo hello >/greeting; echo built\n")
	if step, _ := stepWith(again.Progress, "RUN"); step.State != build.Cached {
		t.Errorf("second build's RUN is %s, want cached", step.State)
	}
	if again.Digest != result.Digest {
		t.Error("the same build gave another image")
	}
}

func TestAFailingStepIsNamedWithItsLogAndLine(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	_, err := buildText(t, e, newContext(t), shellFile+"\n# now it fails\nRUN echo on the way; exit 7\n")
	var step *build.StepError
	if !errors.As(err, &step) {
		t.Fatalf("error is %v", err)
	}
	if step.ExitCode != 7 || step.Step.Line != 5 || step.Step.State != build.Failed || len(step.Step.Log) != 1 {
		t.Errorf("step error is %+v", step)
	}
	t.Log(err)
}

func TestAMissingBaseIsNamed(t *testing.T) {
	config, _ := startRegistry(t)
	e := newEngine(t, build.Settings{CacheDir: t.TempDir(), Config: config})
	_, err := buildText(t, e, newContext(t), "# the base\nFROM nowhere:9\n")
	var base *build.BaseError
	if !errors.As(err, &base) || !errors.Is(err, build.ErrBaseMissing) {
		t.Fatalf("error is %v", err)
	}
	if base.Ref != "docker.io/library/nowhere:9" || base.Line != 2 {
		t.Errorf("base error is %+v", base)
	}
	t.Log(err)
}

func TestABuildSeenBeforeWorksWithoutItsRegistry(t *testing.T) {
	config, stop := startRegistry(t)
	cache := t.TempDir()
	dir := newContext(t)
	text := "# syntax=docker/dockerfile:1\nFROM shell:1\nRUN echo hello >/greeting\n"
	first := build.NewEngine(build.Settings{CacheDir: cache, BinDir: binDir(t), Config: config})
	online, err := buildText(t, first, dir, text)
	if err := errors.Join(err, first.Close()); err != nil {
		t.Fatal(err)
	}
	stop()
	offline := mustBuild(t, newEngine(t, build.Settings{CacheDir: cache, Config: config}), dir, text)
	if step, _ := stepWith(offline.Progress, "RUN"); step.State != build.Cached || step.Line != 3 {
		t.Errorf("RUN step is %+v", step)
	}
	if offline.Digest != online.Digest {
		t.Error("the same build gave another image")
	}
	_, err = buildText(t, newEngine(t, build.Settings{CacheDir: cache, Config: config}), dir, "FROM never:1\n")
	if !errors.Is(err, build.ErrUnreachable) {
		t.Errorf("error for an image never seen is %v", err)
	}
}

func TestASecondExportSendsNewBlobsOnly(t *testing.T) {
	cache := t.TempDir()
	e := newEngine(t, build.Settings{CacheDir: cache})
	dir := newContext(t)
	text := shellFile + "RUN random 20000000 >/large\n"
	mustBuild(t, e, dir, text)
	before := blobs(t, cache)
	mustBuild(t, e, dir, text+"RUN echo hello >/greeting\n")
	after := blobs(t, cache)
	if len(after) != len(before)+3 {
		t.Errorf("%d blobs became %d, want a layer, a config and a manifest more", len(before), len(after))
	}
	for name, info := range before {
		if !os.SameFile(info, after[name]) {
			t.Errorf("blob %s was written again", name)
		}
	}
}

func blobs(t *testing.T, cache string) map[string]os.FileInfo {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(cache, "store", "blobs", "sha256"))
	if err != nil {
		t.Fatal(err)
	}
	infos := map[string]os.FileInfo{}
	for _, entry := range entries {
		if infos[entry.Name()], err = entry.Info(); err != nil {
			t.Fatal(err)
		}
	}
	return infos
}

func TestAPathWithSpacesAndLettersOfAllKindsWorks(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: filepath.Join(t.TempDir(), "Zwischen speicher größe 缓存")})
	dir := filepath.Join(t.TempDir(), "mein Projekt – été 船")
	writeFile(t, filepath.Join(dir, "bin", "sh"), shell(t))
	mustBuild(t, e, dir, shellFile+"RUN echo hello\n")
}

func TestAReadOnlyProjectIsBuilt(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	dir := newContext(t)
	mountReadOnly(t, dir)
	mustBuild(t, e, dir, shellFile+"RUN echo hello\n")
}

func TestALargeContextShowsProgressAndCanBeCanceled(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	dir := newContext(t)
	large, err := os.Create(filepath.Join(dir, "large.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(large.Truncate(2<<30), large.Close()); err != nil {
		t.Fatal(err)
	}
	var most int64
	took, err := await(t, e, request(dir, "FROM scratch\nCOPY . /\n"), "load build context",
		func(s build.Step) bool { most = max(most, s.Current); return s.Current > 64<<20 },
		func(cancel func()) { cancel() })
	t.Logf("canceled at %d bytes, gone in %s: %v", most, took, err)
	if err == nil || took > 2*time.Second {
		t.Errorf("canceled build returned %v after %s", err, took)
	}
	r := request(dir, "FROM scratch\nCOPY . /\n")
	r.IgnoreFile = []byte("large.bin\n")
	ignored, err := e.Build(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	step, _ := stepWith(ignored.Progress, "load build context")
	if step.Current > 64<<20 {
		t.Errorf("context is %d bytes with the large file ignored", step.Current)
	}
}

func TestTheIgnoreFileOfTheDockerfileComesFirst(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	dir := newContext(t, ".dockerignore", "secret\n", "secret", "s", "public", "p", "web.Dockerfile.dockerignore", "public\n")
	check := "RUN [ -e /all/secret ]\n"
	r := request(dir, shellFile+"COPY . /all\n"+check)
	if _, err := e.Build(t.Context(), r, nil); err == nil {
		t.Error(".dockerignore was not honoured")
	}
	r.DockerfileName = "web.Dockerfile"
	if _, err := e.Build(t.Context(), r, nil); err != nil {
		t.Errorf("web.Dockerfile.dockerignore was not honoured: %v", err)
	}
	r.DockerfileName, r.IgnoreFile = "Dockerfile", []byte{}
	if _, err := e.Build(t.Context(), r, nil); err != nil {
		t.Errorf("an empty ignore file ignores something: %v", err)
	}
}

func TestTheRawEventsAreHandedOn(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	raw := make(chan *client.SolveStatus)
	seen := make(chan int)
	go func() {
		n := 0
		for range raw {
			n++
		}
		seen <- n
	}()
	r := request(newContext(t), shellFile)
	r.Raw = raw
	if _, err := e.Build(t.Context(), r, nil); err != nil {
		t.Fatal(err)
	}
	if n := <-seen; n == 0 {
		t.Error("no event")
	}
}

func TestALayerOfABaseIsGivenAwayOnceItIsPulled(t *testing.T) {
	config, _ := startRegistry(t)
	e := newEngine(t, build.Settings{CacheDir: t.TempDir(), Config: config})
	result := mustBuild(t, e, newContext(t), "FROM shell:1\nRUN echo hello >/greeting\n")
	layers, err := result.Image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	digest, err := layers[0].Digest()
	if err != nil {
		t.Fatal(err)
	}
	blob, size, err := e.Blob(t.Context(), digest)
	if err != nil {
		t.Fatal(err)
	}
	got, n, err := v1.SHA256(blob)
	if err := errors.Join(err, blob.Close()); err != nil || got != digest || n != size {
		t.Errorf("the layer %s has %d bytes with the digest %s, and was said to have %d: %v", digest, n, got, size, err)
	}
	if _, _, err := e.Blob(t.Context(), v1.Hash{Algorithm: "sha256", Hex: strings.Repeat("0", 64)}); !errors.Is(err, build.ErrNoBlob) {
		t.Errorf("a blob that nobody has gives %v", err)
	}
}
