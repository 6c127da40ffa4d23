package buildkitd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// errDamaged says that BuildKit can't read what it kept.
var errDamaged = errors.New("what BuildKit kept is damaged")

// damaged finds in a daemon's log that it can't read one of its databases, whose library is bbolt.
var damaged = regexp.MustCompile(`invalid database|file size too small|checksum error|version mismatch|` +
	`(?:panic: |fatal error: |unexpected fault)[^\n]*(?:page|freelist|bucket|fault)|go\.etcd\.io/bbolt`)

// startOrHeal is start; when the daemon can't read what it kept, that is put aside and the daemon starts with nothing: all of it can be
// made again.
func startOrHeal(ctx context.Context, s Settings, run, config string) (*Daemon, error) {
	d, err := start(ctx, s, run, config)
	if !errors.Is(err, errDamaged) {
		return d, err
	}
	aside, moved := putAside(s)
	if moved != nil {
		return nil, errors.Join(err, moved)
	}
	if s.Log != nil {
		s.Log.Warnf("what BuildKit kept in %s was damaged: it is put aside as %s, and what is needed is made again", rootDir(s), aside)
	}
	return start(ctx, s, run, config)
}

// putAside renames the daemon's root; what was put aside before is removed, so that the disk does not fill.
func putAside(s Settings) (string, error) {
	old, err := filepath.Glob(rootDir(s) + ".damaged-*")
	if err != nil {
		return "", fmt.Errorf("look for what was put aside: %w", err)
	}
	for _, dir := range old {
		if err := os.RemoveAll(dir); err != nil {
			return "", folderError("remove what was put aside", err)
		}
	}
	aside := rootDir(s) + ".damaged-" + time.Now().UTC().Format("20060102T150405")
	if err := os.Rename(rootDir(s), aside); err != nil {
		return "", folderError("put BuildKit's folder aside", err)
	}
	return aside, nil
}

// sweep empties the daemon's folder for temporary files: what one that was killed left there is of no use. No other daemon runs.
func sweep(s Settings) error {
	if err := os.RemoveAll(tempDir(s)); err != nil {
		return folderError("sweep BuildKit's temporary files", err)
	}
	return private(tempDir(s))
}

// tempDir is where the daemon makes temporary files and folders, the points of its mounts among them.
func tempDir(s Settings) string { return filepath.Join(s.StateDir, "tmp") }
