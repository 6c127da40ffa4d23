package node

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/project"
)

// lockFiles are the lock files of Node.js and whose they are, in the order that decides when several are there.
func lockFiles() []struct {
	name    string
	manager PackageManager
} {
	return []struct {
		name    string
		manager PackageManager
	}{
		{"pnpm-lock.yaml", PNPM},
		{"yarn.lock", YarnClassic},
		{"bun.lock", Bun},
		{"bun.lockb", Bun},
		{"npm-shrinkwrap.json", NPM},
		{"package-lock.json", NPM},
	}
}

// lockHead is how much of a lock file is read for its version.
const lockHead = 4 << 10

// readManager works out which package manager installs, and the lock file it goes by.
func (n *Package) readManager(r *project.Files, p packageJSON, text []byte) {
	n.Manager = NPM
	named := n.namedManager(p, text)
	for _, lock := range lockFiles() {
		if !r.Has(lock.name) {
			continue
		}
		manager, version := lock.manager, lockVersion(lock.name, r.Head(lock.name, lockHead))
		if lock.name == "yarn.lock" && (version != "1" || r.Has(".yarnrc.yml")) {
			manager = YarnBerry
		}
		if named && !sameManager(manager, n.Manager) {
			continue
		}
		if !named {
			n.Manager = manager
		} else if n.ManagerVersion == "" {
			n.Manager = manager
		}
		n.Lock, n.LockVersion = lock.name, version
		n.ManagerEvidence = append(n.ManagerEvidence, project.Evidence{File: lock.name, Says: "is the lock file of " + string(manager)})
		break
	}
	n.Config = r.Present(
		".npmrc", ".pnpmfile.cjs", ".yarn/patches", ".yarn/plugins", ".yarn/releases", ".yarnrc", ".yarnrc.yml", "bunfig.toml",
		"patches", "pnpm-workspace.yaml",
	)
	if _, _, prisma := n.has("prisma"); prisma {
		n.Config = append(n.Config, r.Present("prisma")...)
	}
}

// namedManager takes "packageManager", such as "pnpm@9.12.0+sha512.abc", or volta's pin.
func (n *Package) namedManager(p packageJSON, text []byte) bool {
	name, version, _ := strings.Cut(p.PackageManager, "@")
	key := "packageManager"
	if name == "" {
		for _, tool := range []string{"pnpm", "yarn"} {
			if v := p.Volta[tool]; v != "" {
				name, version, key = tool, v, "volta"
			}
		}
	}
	version, _, _ = strings.Cut(version, "+")
	switch name {
	case "npm":
		n.Manager = NPM
	case "pnpm":
		n.Manager = PNPM
	case "bun":
		n.Manager = Bun
	case "yarn":
		n.Manager = YarnBerry
		if strings.HasPrefix(version, "1.") || version == "1" {
			n.Manager = YarnClassic
		}
	default:
		return false
	}
	n.ManagerVersion = version
	n.ManagerEvidence = []project.Evidence{{
		File: "package.json", Line: keyLine(text, key), Says: key + " asks for " + strings.TrimSpace(name+" "+version),
	}}
	return true
}

// sameManager takes the two Yarns as one: which of them it is, the version says better than the lock file.
func sameManager(a, b PackageManager) bool {
	yarn := []PackageManager{YarnClassic, YarnBerry}
	return a == b || slices.Contains(yarn, a) && slices.Contains(yarn, b)
}

// lockPlaces are where lock files say the version of their format.
var lockPlaces = map[string]*regexp.Regexp{
	"pnpm-lock.yaml":      regexp.MustCompile(`(?m)^lockfileVersion:\s*'?"?([\w.]+)`),
	"package-lock.json":   regexp.MustCompile(`"lockfileVersion"\s*:\s*(\d+)`),
	"npm-shrinkwrap.json": regexp.MustCompile(`"lockfileVersion"\s*:\s*(\d+)`),
	"bun.lock":            regexp.MustCompile(`"lockfileVersion"\s*:\s*(\d+)`),
}

// lockVersion reads the format's version from the beginning of a lock file.
func lockVersion(name string, head []byte) string {
	if name == "yarn.lock" {
		if bytes.Contains(head, []byte("# yarn lockfile v1")) {
			return "1"
		}
		if match := regexp.MustCompile(`(?m)^__metadata:\s+version:\s*(\d+)`).FindSubmatch(head); match != nil {
			return string(match[1])
		}
		return ""
	}
	place, known := lockPlaces[name]
	if !known {
		return ""
	}
	if match := place.FindSubmatch(head); match != nil {
		return string(match[1])
	}
	return ""
}

// locked are the packages in a lock file by name, with the version of one of them.
func (n *Package) locked(r *project.Files) map[string]string {
	switch n.Lock {
	case "package-lock.json", "npm-shrinkwrap.json":
		return npmLocked(r, n.Lock)
	case "":
		return nil
	}
	text, ok := r.Read(n.Lock)
	if !ok || n.Lock == "bun.lockb" {
		return nil
	}
	out := map[string]string{}
	for _, match := range lockEntry.FindAllSubmatch(text, -1) {
		name, version := string(match[1]), string(match[2])
		if out[name] == "" {
			out[name] = version
		}
	}
	return out
}

// lockEntry finds a package at the begin of an entry: `  sharp@0.33.5:` and `  /sharp@0.33.5:` (pnpm), `sharp@^0.33.0:`
// (yarn), `"sharp@npm:^0.33.0":` (yarn berry), `"sharp": ["sharp@0.33.5"` (bun).
var lockEntry = regexp.MustCompile(`(?m)^\s{0,4}(?:"[^"\n]+": \[)?["'/]*(@?[\w.-]+(?:/[\w.-]+)?)@(?:npm:)?[\^~]?(\d[\w.+-]*)?`)

func npmLocked(r *project.Files, name string) map[string]string {
	var lock struct {
		Packages map[string]struct {
			Version string `json:"version"`
		} `json:"packages"`
		Dependencies map[string]json.RawMessage `json:"dependencies"`
	}
	if _, ok := r.JSON(name, &lock); !ok {
		return nil
	}
	out := map[string]string{}
	for at, p := range lock.Packages {
		if i := strings.LastIndex(at, "node_modules/"); i >= 0 {
			out[at[i+len("node_modules/"):]] = p.Version
		}
	}
	for name, raw := range lock.Dependencies {
		var d struct {
			Version string `json:"version"`
		}
		if out[name] == "" && json.Unmarshal(raw, &d) == nil {
			out[name] = d.Version
		}
	}
	return out
}
