package buildkitd

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/moby/buildkit/cmd/buildkitd/config"
	"github.com/pelletier/go-toml/v2"
)

// docs/security.md says how RUN steps are kept off this computer's loopback.
func TestTheNetworkOfRUNStepsIsWhatBuildkitdTomlSays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "buildkitd.toml")
	text := []byte("[worker.oci]\nnetworkMode = \"bridge\"\n")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	var c config.Config
	if err := toml.Unmarshal(text, &c); err != nil || c.Workers.OCI.Mode != "bridge" {
		t.Fatalf("BuildKit reads %q, %v", c.Workers.OCI.Mode, err)
	}
	args, err := configArgs(path)
	if err != nil || !slices.Contains(args, path) {
		t.Errorf("the daemon is not given the file: %v, %v", args, err)
	}
	for _, path := range []string{path, ""} {
		if args, err := configArgs(path); err != nil || slices.Contains(args, "--oci-worker-net") {
			t.Errorf("a flag stands over what the file says: %v, %v", args, err)
		}
	}
}

func TestAFolderWhereAFileStandsSaysWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cache")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := private(filepath.Join(file, "buildkit")); !errors.Is(err, ErrNoPermission) {
		t.Errorf("the error is %v", err)
	}
}
