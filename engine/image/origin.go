package image

import (
	"path"
	"regexp"
	"sort"
	"strings"
)

// origins says where the bytes of a file come from, by its path and by the layer it is in.
type origins struct {
	layers []Layer
	// caches are the directories that the image's environment names as caches.
	caches []string
}

// cacheVariables are environment variables that name a cache, with the part of the directory that is one.
var cacheVariables = map[string]string{
	"GOPATH":           "pkg",
	"GOMODCACHE":       "",
	"GOCACHE":          "",
	"CARGO_HOME":       "registry",
	"PIP_CACHE_DIR":    "",
	"NPM_CONFIG_CACHE": "",
	"npm_config_cache": "",
	"GRADLE_USER_HOME": "caches",
	"XDG_CACHE_HOME":   "",
}

var (
	cachePath = regexp.MustCompile(`^(go/pkg/|tmp/go-build|var/cache/|var/lib/apt/lists/|usr/local/cargo/(registry|git)/|` +
		`usr/local/share/\.cache/|(root|home/[^/]+)/(\.cache|\.npm|\.m2|\.gradle|\.yarn|\.cargo/(registry|git)|go/pkg)/)`)
	toolchainPath = regexp.MustCompile(`^(usr/local/go/|usr/lib/go-[^/]+/|usr/share/go-[^/]+/|usr/local/(rustup|cargo)/|` +
		`usr/lib/jvm/|opt/java/|usr/local/openjdk[^/]*/|usr/share/(maven|gradle)/|opt/(maven|gradle)/|` +
		`usr/local/(lib|include)/(node_modules|node|python[0-9.]+)/|usr/local/lib/libpython|opt/yarn[^/]*/|` +
		`usr/local/bin/(node|npm|npx|corepack|yarn[a-z]*|python[0-9.]*|pip[0-9.]*)$)`)
	// dependencyPath are packages that a language's package manager has installed, but for those of a distribution.
	dependencyPath = regexp.MustCompile(`(^|/)(site-packages|dist-packages|node_modules|(BOOT|WEB)-INF/lib)/|(^|/)libs?/[^/]+\.jar$`)
	distroPath     = regexp.MustCompile(`^usr/(lib|share)/`)
	systemPath     = regexp.MustCompile(`^(bin|boot|etc|lib|lib32|lib64|libx32|sbin|usr|var)/`)
	userPath       = regexp.MustCompile(`^(usr/src/|usr/local/|var/www/|var/task/)`)
)

func newOrigins(env []string, layers []Layer) *origins {
	o := &origins{layers: layers}
	for _, line := range env {
		name, value, _ := strings.Cut(line, "=")
		sub, isCache := cacheVariables[name]
		if dir := clean(path.Join(value, sub)); isCache && strings.HasPrefix(value, "/") && dir != "" {
			o.caches = append(o.caches, dir+"/")
		}
	}
	return o
}

// of returns the origin of a file that is not the program.
func (o *origins) of(c *content) Origin {
	for _, dir := range o.caches {
		if strings.HasPrefix(c.path, dir) {
			return OriginCaches
		}
	}
	switch base := o.layers[c.layer].Base; {
	case cachePath.MatchString(c.path):
		return OriginCaches
	case !base && dependencyPath.MatchString(c.path) && !distroPath.MatchString(c.path):
		return OriginDependencies
	case toolchainPath.MatchString(c.path):
		return OriginToolchain
	case base:
		return OriginSystem
	case userPath.MatchString(c.path):
		return OriginSources
	case systemPath.MatchString(c.path):
		return OriginSystem
	}
	return OriginSources
}

// isOwn says whether a program that the start names is the user's own rather than the base's interpreter or shell.
func (o *origins) isOwn(program *content) bool {
	if o.layers[program.layer].Base {
		return false
	}
	for _, l := range o.layers {
		if l.Base {
			return true
		}
	}
	// Without a known base a program in a system area may as well be a distribution's.
	of := o.of(program)
	return of != OriginToolchain && (of != OriginSystem || len(o.layers) == 1)
}

// shares splits onDisk by origin, the largest first. The shares add up to onDisk: what is no file's content is
// overhead, and what no name leads to any more is hidden.
func (t *tree) shares(onDisk int64, o *origins, programs []*node) []Share {
	visible, own := map[*content]bool{}, map[*content]bool{}
	for _, n := range programs {
		own[n.content] = o.isOwn(n.content)
	}
	t.root.each(func(n *node) {
		if n.content != nil {
			visible[n.content] = true
		}
	})
	sums := map[Origin]int64{OriginOverhead: onDisk}
	for _, c := range t.contents {
		origin := OriginHidden
		switch {
		case own[c]:
			origin = OriginProgram
		case visible[c]:
			origin = o.of(c)
		}
		sums[origin] += c.size
		sums[OriginOverhead] -= c.size
	}
	shares := []Share{}
	for origin, bytes := range sums {
		if bytes != 0 {
			shares = append(shares, Share{Origin: origin, OnDisk: bytes})
		}
	}
	sort.Slice(shares, func(a, b int) bool {
		if shares[a].OnDisk != shares[b].OnDisk {
			return shares[a].OnDisk > shares[b].OnDisk
		}
		return shares[a].Origin < shares[b].Origin
	})
	return shares
}
