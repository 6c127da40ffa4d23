package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"lightship/engine/foreign"
	"lightship/engine/save"
)

// Folders are where Lightship keeps its own files, by the XDG base directory specification. Nothing of the user's is
// ever kept in them, and nothing of Lightship's outside of them.
type Folders struct {
	// Cache holds what can be made again: BuildKit's state, the local OCI store, facts about bases.
	Cache string
	// State holds logs.
	State string
	// Config holds settings.json and, if the user has one, buildkitd.toml.
	Config string
}

// DefaultFolders are this user's. It fails when the user has no home folder.
func DefaultFolders() (Folders, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return Folders{}, fmt.Errorf("find your home folder (set HOME): %w", err)
	}
	under := func(variable, otherwise string) string {
		if dir := os.Getenv(variable); filepath.IsAbs(dir) {
			return filepath.Join(dir, "lightship")
		}
		return filepath.Join(home, otherwise, "lightship")
	}
	return Folders{
		Cache:  under("XDG_CACHE_HOME", ".cache"),
		State:  under("XDG_STATE_HOME", ".local/state"),
		Config: under("XDG_CONFIG_HOME", ".config"),
	}, nil
}

// BuildkitdConfig is the buildkitd.toml to use: LIGHTSHIP_BUILDKITD_CONFIG, else the one in the config folder; empty when
// there is neither.
func (f Folders) BuildkitdConfig() string {
	if path := os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG"); path != "" {
		return path
	}
	path := filepath.Join(f.Config, "buildkitd.toml")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	return ""
}

// maxRecent is how many folders are remembered.
const maxRecent = 8

// maxSettings is the most bytes of the settings that are read.
const maxSettings = 1 << 20

// remembered is what settings.json holds.
type remembered struct {
	Recent []string `json:"recent"`
}

func (f Folders) settingsFile() string { return filepath.Join(f.Config, "settings.json") }

// recent are the folders opened before that still exist, newest first. Unreadable settings count as none.
func (f Folders) recent() []string {
	data, err := foreign.ReadFile(f.settingsFile(), maxSettings)
	if err != nil {
		return nil
	}
	var r remembered
	if json.Unmarshal(data, &r) != nil {
		return nil
	}
	return slices.DeleteFunc(r.Recent, func(dir string) bool {
		info, err := os.Stat(dir)
		return err != nil || !info.IsDir()
	})
}

// remember puts dir in front of the recent folders and returns them all.
func (f Folders) remember(dir string) ([]string, error) {
	recent := append([]string{dir}, f.without(dir)...)
	recent = recent[:min(len(recent), maxRecent)]
	return recent, f.keepRecent(recent)
}

// without are the recent folders but one.
func (f Folders) without(dir string) []string {
	return slices.DeleteFunc(f.recent(), func(d string) bool { return d == dir })
}

// keepRecent keeps the recent folders.
func (f Folders) keepRecent(recent []string) error {
	data, err := json.MarshalIndent(remembered{Recent: recent}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Config, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("remember folders: %w", err)
	}
	if err := save.Replace(f.settingsFile(), append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("remember folders: %w", err)
	}
	return nil
}

// LayersFolder is where what is in layers is kept.
func (f Folders) LayersFolder() string { return filepath.Join(f.Cache, "layers") }
