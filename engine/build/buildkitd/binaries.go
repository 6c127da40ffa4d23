package buildkitd

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// binaries are the absolute paths of the programs to run. rootlesskit is empty when it isn't needed.
type binaries struct {
	buildkitd, runc, rootlesskit string
}

// find looks for the programs in dir, then beside this executable, then in PATH.
func find(dir string, rootless bool) (binaries, error) {
	var b binaries
	var missing []string
	look := func(name string) string {
		path := Locate(dir, name)
		if path == "" {
			missing = append(missing, name)
		}
		return path
	}
	b.buildkitd = look("buildkitd")
	b.runc = look("runc")
	if rootless {
		b.rootlesskit = look("rootlesskit")
	}
	if len(missing) > 0 {
		return b, fmt.Errorf("%w: %s not found in %s, beside this program or in PATH: run `make build`, or set BUILDKIT_HOST to a BuildKit that runs elsewhere",
			ErrMissing, strings.Join(missing, ", "), dirName(dir))
	}
	return b, nil
}

func dirName(dir string) string {
	if dir == "" {
		return "bin"
	}
	return dir
}

// Locate is the absolute path of a program in dir, beside this executable or in PATH; empty when it is nowhere.
func Locate(dir, name string) string {
	dirs := []string{dir}
	if self, err := os.Executable(); err == nil {
		dirs = append(dirs, filepath.Dir(self))
	}
	for _, d := range dirs {
		if d == "" {
			continue
		}
		path, err := filepath.Abs(filepath.Join(d, name))
		if err != nil {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return path
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	if path, err = filepath.Abs(path); err != nil {
		return ""
	}
	return path
}
