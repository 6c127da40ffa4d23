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
