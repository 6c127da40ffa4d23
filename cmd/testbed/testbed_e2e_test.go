//go:build e2e

package main

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"lightship/engine/image"
)

// run runs testbed until ctx ends and gives what it wrote to standard error.
func run(ctx context.Context, out io.Writer, args ...string) (string, error) {
	var said bytes.Buffer
	cmd := command()
	cmd.SetArgs(args)
	cmd.SetOut(out)
	cmd.SetErr(&said)
	err := cmd.ExecuteContext(ctx)
	return said.String(), err
}

// files are the paths and the content of an image's files, and for links where they lead.
func files(t *testing.T, img v1.Image) map[string]string {
	t.Helper()
	all := map[string]string{}
	stream := mutate.Extract(img)
	defer func() { _ = stream.Close() }()
	for in := tar.NewReader(stream); ; {
		h, err := in.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.Trim(h.Name, "/")] = h.Linkname + string(text)
	}
}

func TestTheSmallImagesAreBuiltServedAndStandFromTheCache(t *testing.T) {
	dir := t.TempDir()
	refs := []string{"alpine:3.20", "gcr.io/distroless/static:nonroot", "gcr.io/distroless/base-debian12"}
	if said, err := run(t.Context(), io.Discard, slices.Concat([]string{"build", "--dir", dir}, refs)...); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	said, err := run(t.Context(), io.Discard, slices.Concat([]string{"build", "--dir", dir}, refs)...)
	if err != nil || strings.Count(said, "built already\n") != len(refs) || strings.Count(said, "\n") != len(refs) {
		t.Fatalf("the second build did something: %v\n%s", err, said)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		_, err := run(ctx, in, slices.Concat([]string{"serve", "--dir", dir}, refs)...)
		_ = in.CloseWithError(err)
		ended <- err
	}()
	told := make([]byte, 200)
	n, err := out.Read(told)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	address, _, _ := strings.Cut(string(told[:n]), "\n")
	posted, err := os.ReadFile(filepath.Join(dir, "address"))
	if err != nil || strings.TrimSpace(string(posted)) != address {
		t.Fatalf("served at %q, posted %q: %v", address, posted, err)
	}
	t.Run("alpine", func(t *testing.T) { checkAlpine(t, pull(t, address, "library/alpine:3.20")) })
	t.Run("static", func(t *testing.T) { checkStatic(t, pull(t, address, "distroless/static:nonroot")) })
	t.Run("base", func(t *testing.T) {
		if all := files(t, pull(t, address, "distroless/base-debian12:latest")); all["lib/x86_64-linux-gnu/libc.so.6"] == "" {
			t.Error("no C library")
		}
	})
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "buildkitd.toml")); err == nil {
		t.Error("buildkitd.toml is still there")
	}
}

func pull(t *testing.T, address, ref string) v1.Image {
	t.Helper()
	tag, err := name.NewTag(address + "/" + ref)
	if err != nil {
		t.Fatal(err)
	}
	img, err := remote.Image(tag)
	if err != nil {
		t.Fatal(err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.Config.Labels[image.StandInLabel] == "" {
		t.Error("it doesn't say that it is a stand-in")
	}
	return img
}

func checkAlpine(t *testing.T, img v1.Image) {
	all := files(t, img)
	if all["bin/sh"] != "/bin/busybox" || !strings.HasPrefix(all["lib/ld-musl-x86_64.so.1"], "\x7fELF") {
		t.Error("no shell or no musl")
	}
	for path := range all {
		if strings.Contains(path, "libc.so.6") {
			t.Errorf("glibc is in it: %s", path)
		}
	}
}

func checkStatic(t *testing.T, img v1.Image) {
	all := files(t, img)
	for _, path := range []string{
		"etc/passwd", "etc/nsswitch.conf", "etc/ssl/certs/ca-certificates.crt", "home/nonroot", "tmp",
		"usr/share/zoneinfo/Europe/Berlin", "var/lib/dpkg/status.d/tzdata", "etc/mime.types", "etc/services",
	} {
		if _, ok := all[path]; !ok {
			t.Errorf("no %s", path)
		}
	}
	if _, shell := all["bin/sh"]; shell {
		t.Error("a shell is in it")
	}
}
