package effects

import (
	_ "embed"
	"path"
	"slices"
	"sync"
)

// placesFile says what files of an image are for whose place is known.
//
//go:embed places.json
var placesFile []byte

// Place is what a file of an image is for, as far as its path tells.
type Place string

// The places; the empty one is any other.
const (
	Temporary Place = "temporary"
	Volatile  Place = "volatile"
	Mounted   Place = "mounted"
	Login     Place = "login"
	Tools     Place = "tools"
	Accounts  Place = "accounts"
	System    Place = "system"
)

// places are the known ones, by their paths.
var places = sync.OnceValue(func() map[string]string { return byName(placesFile) })

// PlaceOf is what a file or folder of an image is for: the nearest known folder above it says.
func PlaceOf(p string) Place {
	for ; p != "/" && p != "."; p = path.Dir(p) {
		if place, known := places()[p]; known {
			return Place(place)
		}
	}
	return ""
}

// systemFolders are folders that every base with a shell has.
func systemFolders() []string {
	return []string{
		"/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp",
		"/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/etc", "/usr/local/lib", "/usr/local/sbin", "/usr/local/share", "/usr/sbin",
		"/usr/share", "/var", "/var/cache", "/var/lib", "/var/log", "/var/run", "/var/tmp", "/etc/ssl", "/etc/ssl/certs", "/etc/profile.d",
	}
}

// BuildFolders are the variables that name folders which only tools of a build use: caches, toolchains, stores of packages.
func BuildFolders() []string {
	return []string{
		"GOPATH", "GOCACHE", "GOMODCACHE", "GOBIN", "CARGO_HOME", "RUSTUP_HOME", "CARGO_TARGET_DIR", "SCCACHE_DIR", "CCACHE_DIR", "MAVEN_CONFIG", "GRADLE_USER_HOME",
		"NPM_CONFIG_CACHE", "npm_config_cache", "YARN_CACHE_FOLDER", "PIP_CACHE_DIR", "UV_CACHE_DIR", "POETRY_CACHE_DIR", "PIPENV_CACHE_DIR", "COREPACK_HOME",
	}
}

// IsSystemFolder says whether a path is a folder of the base itself, which is never made or copied whole.
func IsSystemFolder(p string) bool { return slices.Contains(systemFolders(), p) }
