package buildkitd

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// maxSocketPath is the longest path of a unix socket that buildkitd takes (containerd, pkg/sys/socket_unix.go); Linux itself
// takes 107.
const maxSocketPath = 104

// longestName is the longest file name that goes into a runtime folder.
const longestName = "buildkitd.sock"

// runtimeFolder gives the folder for the sockets of the daemon whose state is in stateDir: in runtimeDir
// (XDG_RUNTIME_DIR) when that exists and the paths are short enough, else in the state folder, else in tempDir under a
// short name of its own.
func runtimeFolder(stateDir, runtimeDir, tempDir string, uid int) string {
	sum := sha256.Sum256([]byte(stateDir))
	short := hex.EncodeToString(sum[:6])
	if info, err := os.Stat(runtimeDir); runtimeDir != "" && err == nil && info.IsDir() {
		if dir := filepath.Join(runtimeDir, "lightship", short); fits(dir) {
			return dir
		}
	}
	if dir := filepath.Join(stateDir, "run"); fits(dir) {
		return dir
	}
	return filepath.Join(sharedFolder(tempDir, uid), short)
}

// sharedFolder is the user's folder in the temporary folder.
func sharedFolder(tempDir string, uid int) string {
	return filepath.Join(tempDir, "lightship-"+strconv.Itoa(uid))
}

func fits(dir string) bool {
	return len(filepath.Join(dir, longestName)) <= maxSocketPath
}

// ours says why a folder for sockets in the temporary folder can't be trusted: whoever owns a part of its path, or may rename
// what is in it, can put a folder of their own in its place. The temporary folder itself may be anybody's where its sticky bit
// keeps others' names safe.
func ours(dir, tempDir string) error {
	for at := filepath.Dir(dir); ; at = filepath.Dir(at) {
		info, err := os.Lstat(at)
		if err != nil {
			return folderError("look at BuildKit's folder", err)
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		mine := ok && (int(stat.Uid) == os.Geteuid() || stat.Uid == 0)
		safe := info.Mode().Perm()&0o022 == 0 || info.Mode()&os.ModeSticky != 0
		if !info.IsDir() || !mine || !safe {
			return fmt.Errorf("make BuildKit's folder: %s, a part of the path of %s, is not this user's alone: set XDG_RUNTIME_DIR or TMPDIR to a folder that is: %w", at, dir, ErrNoPermission)
		}
		if at == filepath.Clean(tempDir) || at == filepath.Dir(at) {
			return nil
		}
	}
}

// private makes dir and sees that nobody else can enter it.
func private(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folderError("make BuildKit's folder", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return folderError("look at BuildKit's folder", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !ok || int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("make BuildKit's folder: %s is not a folder of this user: %w", dir, ErrNoPermission)
	}
	if info.Mode().Perm() != 0o700 {
		return folderError("make BuildKit's folder private", os.Chmod(dir, 0o700))
	}
	return nil
}
