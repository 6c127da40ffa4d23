package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/docker/cli/cli/config"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/session"
	"github.com/moby/buildkit/session/auth/authprovider"
	"github.com/moby/buildkit/session/secrets/secretsprovider"
	"github.com/moby/buildkit/util/staticfs"
	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"

	"lightship/engine/build/store"
	"lightship/engine/foreign"
	"lightship/engine/save"
)

// maxIgnore is the most bytes that are read of an ignore file.
const maxIgnore = 1 << 20

// solveOptions is r in BuildKit's terms.
func solveOptions(r Request, s *store.Store) (client.SolveOpt, error) {
	buildContext, err := contextMount(r)
	if err != nil {
		return client.SolveOpt{}, fmt.Errorf("open the build context: %w", err)
	}
	file, name, err := dockerfileMount(r)
	if err != nil {
		return client.SolveOpt{}, err
	}
	attrs := map[string]string{"filename": name}
	if r.Target != "" {
		attrs["target"] = r.Target
	}
	if r.Platform != "" {
		attrs["platform"] = r.Platform
	}
	if r.NoCache {
		attrs["no-cache"] = ""
	}
	for k, v := range r.BuildArgs {
		attrs["build-arg:"+k] = v
	}
	mounts := map[string]fsutil.FS{"context": buildContext, "dockerfile": file}
	if err := namedContexts(r, attrs, mounts); err != nil {
		return client.SolveOpt{}, err
	}
	// Docker says on standard error when its configuration can't be read; without credentials public images do.
	keychain := config.LoadDefaultConfigFile(io.Discard)
	sum := sha256.Sum256([]byte(r.Context))
	return client.SolveOpt{
		Frontend:      "dockerfile.v0",
		FrontendAttrs: attrs,
		LocalMounts:   mounts,
		// The same key for the same folder lets BuildKit fetch only what changed in it.
		SharedKey: hex.EncodeToString(sum[:]),
		Session: []session.Attachable{authprovider.NewDockerAuthProvider(authprovider.DockerAuthProviderConfig{
			AuthConfigProvider: authprovider.LoadAuthConfig(keychain),
		}), secretsprovider.FromMap(r.BuildSecrets)},
		Exports: []client.ExportEntry{{
			Type: client.ExporterOCI,
			Attrs: map[string]string{
				"tar":            strconv.FormatBool(false),
				"oci-mediatypes": strconv.FormatBool(true),
				"compression":    "gzip",
			},
			OutputStore: s.Content(),
		}},
	}, nil
}

// contextMount is the build context's folder without the backups of what Lightship saved there, which would make another image of
// the same sources.
func contextMount(r Request) (fsutil.FS, error) {
	all, err := fsutil.NewFS(r.Context)
	if err != nil {
		return nil, err
	}
	backup := save.BackupsInContext(filepath.ToSlash(r.DockerfileName), r.Dockerfile)
	return fsutil.NewFilterFS(all, &fsutil.FilterOpt{Map: func(path string, stat *types.Stat) fsutil.MapResult {
		if os.FileMode(stat.Mode).IsRegular() && backup(filepath.ToSlash(path)) {
			return fsutil.MapResultExclude
		}
		return fsutil.MapResultKeep
	}})
}

// namedContexts adds the named contexts: an address goes to the frontend as it is, a folder is mounted under a name that
// can't be that of another mount.
func namedContexts(r Request, attrs map[string]string, mounts map[string]fsutil.FS) error {
	for name, value := range r.Contexts {
		if !filepath.IsAbs(value) {
			attrs["context:"+name] = value
			continue
		}
		folder, err := fsutil.NewFS(value)
		if err != nil {
			return fmt.Errorf("open the build context %s: %w", name, err)
		}
		mount := "named-" + name
		attrs["context:"+name], mounts[mount] = "local:"+mount, folder
	}
	return nil
}

// dockerfileMount is a folder in memory with the Dockerfile, under its own name, and its ignore file.
func dockerfileMount(r Request) (fsutil.FS, string, error) {
	name := path.Base(filepath.ToSlash(r.DockerfileName))
	if r.DockerfileName == "" {
		name = "Dockerfile"
	}
	mount := staticfs.NewFS()
	mount.Add(name, &types.Stat{Mode: 0o600}, r.Dockerfile)
	ignore, err := ignoreFile(r)
	if err != nil {
		return nil, "", err
	}
	if ignore != nil {
		// An empty file counts as none with BuildKit, and .dockerignore would be read: this one ignores nothing.
		mount.Add(name+".dockerignore", &types.Stat{Mode: 0o600}, append(ignore, '\n'))
	}
	return mount, name, nil
}

// ignoreFile is the text of the ignore file that goes with the Dockerfile, nil when BuildKit shall look for the
// .dockerignore of the context.
func ignoreFile(r Request) ([]byte, error) {
	if r.IgnoreFile != nil {
		return append([]byte{}, r.IgnoreFile...), nil
	}
	if r.DockerfileName == "" {
		return nil, nil
	}
	text, err := foreign.ReadFile(filepath.Join(r.Context, filepath.FromSlash(r.DockerfileName)+".dockerignore"), maxIgnore)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the ignore file: %w", err)
	}
	return text, nil
}

// newClient dials address without waiting for an answer.
func newClient(ctx context.Context, address string) (*client.Client, error) {
	c, err := client.New(context.WithoutCancel(ctx), address)
	if err != nil {
		return nil, fmt.Errorf("connect to BuildKit: %w", err)
	}
	return c, nil
}
