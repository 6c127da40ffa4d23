package buildkitd

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/moby/buildkit/cmd/buildkitd/config"
	"github.com/pelletier/go-toml/v2"

	"lightship/engine/foreign"
)

//go:embed keeper.sh
var keeper string

// ownProc gives the root daemon's PID namespace its /proc; rootlesskit does it for the other.
const ownProc = "mount -t proc proc /proc || exit 1\n"

// keepStorage is the cache policy, "reserved,free,maximum" in MB: 10 GB of cache are never given up, so that builds
// seen before work offline even on a nearly full disk, and more than 60 GB are never kept.
const keepStorage = "10000,2000,60000"

// command is the keeper with the daemon for it to run.
func command(s Settings, b binaries, run string, rootless bool) (*exec.Cmd, error) {
	args := []string{
		b.buildkitd,
		"--root", filepath.Join(s.StateDir, "root"),
		"--addr", "unix://" + filepath.Join(run, "buildkitd.sock"),
		"--otel-socket-path", filepath.Join(run, "otel.sock"),
		"--log-format", "json",
		"--cdi-disabled",
		"--containerd-worker=false",
		"--oci-worker=true",
		"--oci-worker-snapshotter=auto",
		"--oci-worker-binary=" + b.runc,
	}
	more, err := configArgs(s.Config)
	if err != nil {
		return nil, err
	}
	args = append(args, more...)
	if s.network.made() {
		config, err := networkConfig(s)
		if err != nil {
			return nil, noNetworkError{err, err.Error()}
		}
		args[slices.Index(args, "--config")+1] = config
	}
	var cmd *exec.Cmd
	if rootless {
		args = append(args, "--rootless")
		kit := []string{"--net=host", "--copy-up=/etc", "--pidns", "/bin/sh", "-c", keeper, "lightship-keeper"}
		cmd = exec.Command(b.rootlesskit, append(kit, args...)...)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	} else {
		cmd = exec.Command("/bin/sh", append([]string{"-c", ownProc + keeper, "lightship-keeper"}, args...)...)
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Setsid:       true,
			Cloneflags:   syscall.CLONE_NEWPID,
			Unshareflags: syscall.CLONE_NEWNS,
		}
	}
	cmd.Dir = s.StateDir
	cmd.Env = environment(os.Environ(), filepath.Dir(b.buildkitd), filepath.Dir(b.runc))
	cmd.Env = append(cmd.Env, "TMPDIR="+tempDir(s))
	if rootless {
		// In a user namespace runc keeps its state below XDG_RUNTIME_DIR only for a user that isn't called root.
		cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+run, "USER=lightship")
	}
	return cmd, nil
}

// readConfig reads a buildkitd.toml. It fails with ErrConfig.
func readConfig(path string) (c config.Config, err error) {
	text, err := foreign.ReadFile(path, maxConfig)
	if err == nil {
		err = foreign.TOML(text)
	}
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if err := toml.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("%w: %s: %w", ErrConfig, path, err)
	}
	return c, nil
}

// configArgs checks the configuration file and gives the flags for it. Without one, none of the system's is used: it
// would be another BuildKit's. The cache policy is ours unless the file has one.
func configArgs(path string) ([]string, error) {
	if path == "" {
		return []string{"--config", os.DevNull, "--oci-worker-gc-keepstorage", keepStorage}, nil
	}
	c, err := readConfig(path)
	if err != nil {
		return nil, err
	}
	args := []string{"--config", path}
	if oci := c.Workers.OCI; oci.IsUnset() && len(oci.GCPolicy) == 0 {
		args = append(args, "--oci-worker-gc-keepstorage", keepStorage)
	}
	return args, nil
}

// adminFolders are where programs are that an ordinary user's PATH need not have.
var adminFolders = []string{"/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"}

// environment is env with dirs and the administrator's folders in PATH, where mount, newuidmap and the network tools
// are, and without what steers another BuildKit or names
// the user's runtime folder.
func environment(env []string, dirs ...string) []string {
	out := make([]string, 0, len(env)+1)
	path := ""
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		switch {
		case name == "PATH":
			path = value
		case strings.HasPrefix(name, "BUILDKIT"), name == "NOTIFY_SOCKET", name == "XDG_RUNTIME_DIR", name == "USER", name == "TMPDIR":
		default:
			out = append(out, kv)
		}
	}
	all := append(append(dirs, path), adminFolders...)
	return append(out, "PATH="+strings.Join(all, ":"))
}
