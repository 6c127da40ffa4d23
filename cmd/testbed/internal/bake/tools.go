package bake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// module is the path of a Go module's zip, downloaded by the go command unless its cache has it.
func (b *Baker) module(ctx context.Context, module string) (string, error) {
	b.Progress("downloading module " + module)
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GO111MODULE=on")
	out, err := cmd.Output()
	var got struct{ Zip, Error string }
	if bad := json.Unmarshal(out, &got); bad == nil && got.Error != "" {
		err = errors.New(got.Error)
	}
	if err != nil {
		return "", fmt.Errorf("download module %s: %w", module, err)
	}
	return got.Zip, nil
}

// npm is the path of the tarball of a package of the npm registry, name@version, downloaded by npm unless the store has
// it.
func (b *Baker) npm(ctx context.Context, pkg string) (string, error) {
	return shared(b, "npm "+pkg, func() (string, error) {
		kept := b.Store.Path("npm", strings.ReplaceAll(pkg, "/", "-")+".tgz")
		if _, err := os.Stat(kept); err == nil {
			return kept, nil
		}
		if _, err := exec.LookPath("npm"); err != nil {
			return "", fmt.Errorf("download npm package %s: npm is not installed; on Debian or Ubuntu: apt-get install npm", pkg)
		}
		b.Progress("downloading npm package " + pkg)
		dir, err := os.MkdirTemp(b.Store.Path("npm"), ".new-*")
		if err != nil {
			return "", fmt.Errorf("download npm package %s: %w", pkg, err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", "--pack-destination", dir, pkg)
		cmd.Dir = dir
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err != nil {
			return "", fmt.Errorf("download npm package %s: %w: %s", pkg, err, strings.TrimSpace(said.String()))
		}
		got, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
		if err == nil && len(got) != 1 {
			err = fmt.Errorf("npm left %d files", len(got))
		}
		if err == nil {
			err = os.Rename(got[0], kept)
		}
		if err != nil {
			return "", fmt.Errorf("download npm package %s: %w", pkg, err)
		}
		return kept, nil
	})
}

// tool is the path of the program of a main package: the one in BinDir, or one built for the store.
func (b *Baker) tool(importPath string) (string, error) {
	return shared(b, "tool "+importPath, func() (string, error) {
		ready := filepath.Join(b.BinDir, path.Base(importPath))
		if info, err := os.Stat(ready); err == nil && info.Mode().IsRegular() {
			return ready, nil
		}
		b.Progress("building " + path.Base(importPath))
		out := b.Store.Path("tools", path.Base(importPath))
		cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, importPath)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err != nil {
			return "", fmt.Errorf("build %s: %w: %s", importPath, err, strings.TrimSpace(said.String()))
		}
		return out, nil
	})
}

func (b *Baker) toolDigest(importPath string) (string, error) {
	return shared(b, "digest "+importPath, func() (string, error) {
		program, err := b.tool(importPath)
		if err != nil {
			return "", err
		}
		file, err := os.Open(program)
		if err != nil {
			return "", fmt.Errorf("read tool: %w", err)
		}
		defer func() { _ = file.Close() }()
		digest, _, err := v1.SHA256(file)
		return digest.String(), err
	})
}
