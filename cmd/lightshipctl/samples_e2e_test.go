//go:build e2e

package main

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/sirupsen/logrus"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/image"
)

const samples = "../../testdata/projects"

// stored is an image of the local OCI store.
func stored(t *testing.T, digest v1.Hash) v1.Image {
	t.Helper()
	index, err := layout.ImageIndexFromPath(filepath.Join(home, "cache", "lightship", "store"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := index.Image(digest)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// unpacked is a folder with the file system of an image.
func unpacked(t *testing.T, img v1.Image) string {
	t.Helper()
	dir := t.TempDir()
	stream := mutate.Extract(img)
	defer func() { _ = stream.Close() }()
	for archive := tar.NewReader(stream); ; {
		h, err := archive.Next()
		if err == io.EOF {
			return dir
		}
		if err == nil {
			err = unpack(dir, h, archive)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// unpack makes one entry of an image, with its owner when we are root.
func unpack(dir string, h *tar.Header, from io.Reader) error {
	path := filepath.Join(dir, h.Name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := unpackAt(path, dir, h, from); err != nil || os.Geteuid() != 0 || h.Typeflag == tar.TypeLink {
		return err
	}
	if err := os.Lchown(path, h.Uid, h.Gid); err != nil || h.Typeflag == tar.TypeSymlink {
		return err
	}
	return os.Chmod(path, h.FileInfo().Mode())
}

func unpackAt(path, dir string, h *tar.Header, from io.Reader) error {
	switch h.Typeflag {
	case tar.TypeDir:
		return os.MkdirAll(path, 0o755)
	case tar.TypeSymlink:
		return os.Symlink(h.Linkname, path)
	case tar.TypeLink:
		return os.Link(filepath.Join(dir, h.Linkname), path)
	case tar.TypeReg:
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(file, from)
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
		return err
	}
	return nil
}

// container is the image's own command, with args after it, in a folder that holds its file system: as its user when
// we are root, and as root of a user namespace otherwise.
func container(t *testing.T, img v1.Image, args ...string) *exec.Cmd {
	t.Helper()
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	root := unpacked(t, img)
	line := slices.Concat(config.Config.Entrypoint, config.Config.Cmd, args)
	dir := config.Config.WorkingDir
	if dir == "" {
		dir = "/"
	}
	path := line[0]
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	attributes := &syscall.SysProcAttr{Chroot: root}
	switch {
	case os.Geteuid() != 0:
		attributes.Cloneflags = syscall.CLONE_NEWUSER
		attributes.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		attributes.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	case config.Config.User != "":
		attributes.Credential = &syscall.Credential{Uid: 65532, Gid: 65532}
	}
	return &exec.Cmd{Path: path, Args: line, Dir: dir, Env: config.Config.Env, SysProcAttr: attributes}
}

// served is what the image's program answers to GET requests.
func served(t *testing.T, img v1.Image, paths ...string) []string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := container(t, img)
	cmd.Env = append(cmd.Env, fmt.Sprintf("PORT=%d", port))
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	answers := make([]string, len(paths))
	for i, path := range paths {
		url := fmt.Sprintf("http://127.0.0.1:%d%s", port, path)
		for answers[i] == "" {
			answers[i], err = get(ctx, url)
			if ctx.Err() != nil {
				t.Fatalf("%s: %v\n%s", path, err, log.String())
			}
		}
	}
	return answers
}

func get(ctx context.Context, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		time.Sleep(50 * time.Millisecond)
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return fmt.Sprintf("%s %s %s", answer.Status, answer.Header.Get("Content-Type"), body), err
}

// referenceSize is the bytes on disk of the image of a sample's Dockerfile.reference.
func referenceSize(t *testing.T, sample string) int64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, sample, "Dockerfile.reference"))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs(filepath.Join(samples, sample))
	if err != nil {
		t.Fatal(err)
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	engine := build.NewEngine(build.Settings{
		CacheDir: filepath.Join(home, "cache", "lightship"), BinDir: filepath.Dir(program(t, "buildkitd")),
		Config: os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG"), Log: log,
	})
	defer func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	}()
	built, err := engine.Build(context.Background(), build.Request{
		Context: dir, Dockerfile: text, DockerfileName: "Dockerfile.reference", Tag: "reference",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := image.Analyze(context.Background(), built.Image, image.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a.OnDisk
}

func TestTheGoSampleGetsLightAndAnswersTheSame(t *testing.T) {
	c, _ := optimized(t, filepath.Join(samples, "go-web"))
	before, after := c.Before.Image.OnDisk, c.After.Image.OnDisk
	if before < 650e6 {
		t.Errorf("before is %d bytes on disk, not over 650 MB", before)
	}
	if after >= 10e6 {
		t.Errorf("after is %d bytes on disk, not under 10 MB", after)
	}
	paths := []string{"/", "/healthz", "/api/entries"}
	answersBefore := served(t, stored(t, c.Before.Image.Digest), paths...)
	answersAfter := served(t, stored(t, c.After.Image.Digest), paths...)
	for i := range paths {
		if answersBefore[i] != answersAfter[i] || !strings.HasPrefix(answersAfter[i], "200 ") {
			t.Errorf("GET %s: before %q, after %q", paths[i], answersBefore[i], answersAfter[i])
		}
	}
	if reference := referenceSize(t, "go-web"); float64(after) > 1.02*float64(reference) {
		t.Errorf("after is %d bytes on disk, the reference %d", after, reference)
	}
}

func TestTheCgoSampleRunsOnABaseWithACLibraryOnly(t *testing.T) {
	dir := filepath.Join(samples, "go-cgo")
	for _, ref := range []string{"scratch", "gcr.io/distroless/static-debian12:nonroot", "alpine:3.20"} {
		_, stderr, code := run(t, "optimize", dir, "--base", ref)
		if code != 3 || !strings.Contains(stderr, ref) || !strings.Contains(stderr, "go-sqlite3") {
			t.Errorf("%s: exit code %d\n%s", ref, code, stderr)
		}
	}
	c, _ := optimized(t, dir)
	if !strings.Contains(c.Base, "/base-") && !strings.Contains(c.Base, "/cc-") {
		t.Errorf("the base is %s", c.Base)
	}
	for _, side := range []compare.Side{c.Before, c.After} {
		out, err := container(t, stored(t, side.Image.Digest), "query", "lighthouse").CombinedOutput()
		if err != nil || string(out) != "555-0101\n" {
			t.Errorf("%s: %q, %v", side.Text, out, err)
		}
	}
	if reference := referenceSize(t, "go-cgo"); float64(c.After.Image.OnDisk) > 1.02*float64(reference) {
		t.Errorf("after is %d bytes on disk, the reference %d", c.After.Image.OnDisk, reference)
	}
}
