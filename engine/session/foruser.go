package session

import (
	"os"
	"path/filepath"

	"github.com/sirupsen/logrus"

	"lightship/engine/bases"
	"lightship/engine/build"
)

// hostNetwork is the variable that says what network RUN steps of the embedded BuildKit have: "host" for this computer's.
const hostNetwork = "LIGHTSHIP_NETWORK"

// ForUser starts a session with this user's folders, engine (BUILDKIT_HOST, or the embedded BuildKit beside the running
// program) and registries. What o says already is kept.
func ForUser(o Settings) (*Session, error) {
	var err error
	if o.Folders == (Folders{}) {
		if o.Folders, err = DefaultFolders(); err != nil {
			return nil, err
		}
	}
	if o.Log == nil {
		o.Log = logrus.StandardLogger()
	}
	config := o.Folders.BuildkitdConfig()
	if o.Facts == nil {
		o.Facts = bases.NewRegistry(bases.Settings{CacheDir: o.Folders.Cache, BuildkitdConfig: config, Log: o.Log})
	}
	if o.Engine == nil {
		if o.Engine, err = UserEngine(o.Folders, o.Log); err != nil {
			return nil, err
		}
	}
	return New(o), nil
}

// UserEngine is this user's engine: BUILDKIT_HOST's, or the embedded BuildKit beside the running program.
func UserEngine(folders Folders, log logrus.FieldLogger) (*build.Engine, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return build.NewEngine(build.Settings{
		CacheDir: folders.Cache, BinDir: filepath.Dir(program), Host: os.Getenv("BUILDKIT_HOST"), Config: folders.BuildkitdConfig(), Log: log,
		HostNetwork: os.Getenv(hostNetwork) == "host",
	}), nil
}
