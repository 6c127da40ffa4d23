package gui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func join(dir, name string) string { return filepath.Join(dir, name) }

// copySample copies the sample in from into the folder into, so that the user's edits never touch the original, and
// returns the copy's path. A copy that is there already is used as it is.
func copySample(from, into string) (string, error) {
	to := filepath.Join(into, filepath.Base(from))
	if _, err := os.Stat(to); err == nil {
		return to, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("look for the sample's copy: %w", err)
	}
	if err := os.MkdirAll(into, 0o755); err != nil {
		return "", fmt.Errorf("make a folder for the sample: %w", err)
	}
	// The copy gets its name when it is whole, so that a copy that failed is not taken for the sample.
	part, err := os.MkdirTemp(into, ".sample-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the sample: %w", err)
	}
	defer os.RemoveAll(part)
	if err := os.CopyFS(part, os.DirFS(from)); err != nil {
		return "", fmt.Errorf("copy the sample: %w", err)
	}
	if err := os.Chmod(part, 0o755); err != nil {
		return "", fmt.Errorf("copy the sample: %w", err)
	}
	if err := os.Rename(part, to); err != nil {
		return "", fmt.Errorf("name the sample's copy: %w", err)
	}
	return to, nil
}
