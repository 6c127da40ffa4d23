package buildkitd

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lightship/engine/foreign"
)

// maxConfig is the most bytes that are read of a buildkitd.toml.
const maxConfig = 1 << 20

// hostNetwork is behind the configuration of a daemon whose RUN steps are to have this computer's network.
const hostNetwork = "-host-network"

// errOtherConfig says that the daemon that runs was started with another configuration, and that others use it.
var errOtherConfig = errors.New("BuildKit runs with another configuration")

// configuration names what a configuration file says, so that only those who want the same share a daemon: a hash of its
// bytes, "none" without a file. It fails with ErrConfig.
func configuration(path string) (string, error) {
	if path == "" {
		return "none", nil
	}
	text, err := foreign.ReadFile(path, maxConfig)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrConfig, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6]), nil
}

// hasConfiguration says whether the daemon whose sockets are in run was started with a configuration. One of an older Lightship
// does not say, and is taken for another.
func hasConfiguration(run, config string) bool {
	text, err := os.ReadFile(configurationFile(run))
	return err == nil && bytes.Equal(text, []byte(config))
}

func configurationFile(run string) string { return filepath.Join(run, "configuration") }
