package rules

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// manifests are the files that the RUN's install needs; why says what else it may need. It is not ok when the RUN does something
// else than installing.
func manifests(m *model.Model, r run, c model.Copy) (files []string, why string, ok bool) {
	if len(r.Commands) != 1 || r.Commands[0].Nested || r.Commands[0].Dir != c.Dest {
		return nil, "", false
	}
	cmd := r.Commands[0]
	if args, pip := isPip(cmd); pip && cmd.Arg(args) == "install" {
		return pipFiles(m, cmd, args)
	}
	if !installsManifest(cmd) || namesPackages(cmd) {
		return nil, "", false
	}
	switch cmd.Name() {
	case "npm":
		files, why = nodeFiles(m, "package-lock.json", "npm-shrinkwrap.json", ".npmrc")
	case "yarn":
		files, why = nodeFiles(m, "yarn.lock", ".npmrc", ".yarnrc")
		if isBerry(m) {
			why = "Yarn 2 or later keeps parts of itself in the sources"
		}
	case "pnpm":
		files, why = nodeFiles(m, "pnpm-lock.yaml", ".npmrc", "pnpm-workspace.yaml")
	}
	return files, why, true
}

// nodeManifest is what of a package.json tells what installing needs, and what it brings.
type nodeManifest struct {
	Scripts         map[string]string `json:"scripts"`
	Workspaces      json.RawMessage   `json:"workspaces"`
	Dependencies    map[string]string `json:"dependencies"`
	DevDependencies map[string]string `json:"devDependencies"`
}

// nodeFiles are the manifest and those of the lock files that are there.
func nodeFiles(m *model.Model, others ...string) (files []string, why string) {
	text, found := m.Read("package.json")
	if !found {
		return nil, "there is no package.json at the root of the build context"
	}
	if bytes.Contains(text, []byte(`"patchedDependencies"`)) {
		return nil, "patches of dependencies are read from the sources"
	}
	var pkg nodeManifest
	if err := json.Unmarshal(text, &pkg); err != nil {
		return nil, "package.json can't be read"
	}
	if why := pkg.readsSources(); why != "" {
		return nil, why
	}
	files = append([]string{"package.json"}, present(m, others...)...)
	if slices.Contains(files, "pnpm-workspace.yaml") {
		return nil, membersNeeded
	}
	if file, _ := ignoreFor(m); !ignoresModules(m) && (file == nil || !bytes.Contains(file.After, []byte("**/node_modules"))) {
		return nil, "a folder node_modules of the build context would be copied over the installed one: put it into .dockerignore"
	}
	return files, ""
}

// membersNeeded is why the manifest of a project with workspaces is not enough.
const membersNeeded = "the project has workspaces, whose manifests are needed too"

// readsSources says why installing may read more of the sources than the manifest; empty when it does not.
func (p nodeManifest) readsSources() string {
	for _, script := range []string{"preinstall", "install", "postinstall", "prepare", "prepublish"} {
		if p.Scripts[script] != "" {
			return "package.json runs the script " + script + " while installing, which may need the sources"
		}
	}
	if len(p.Workspaces) > 0 {
		return membersNeeded
	}
	for _, list := range []map[string]string{p.Dependencies, p.DevDependencies} {
		for _, name := range slices.Sorted(maps.Keys(list)) {
			switch version := list[name]; {
			case strings.HasPrefix(version, "file:") || strings.HasPrefix(version, "link:") || strings.HasPrefix(version, "."):
				return name + " is installed from a folder of the sources"
			case name == "@prisma/client" || name == "prisma":
				return "Prisma reads its schema from the sources while installing"
			}
		}
	}
	return ""
}

// ignoresModules says whether no node_modules can come with the sources.
func ignoresModules(m *model.Model) bool {
	if text, found := m.Read(".dockerignore"); found {
		for _, l := range strings.Split(string(text), "\n") {
			l = strings.Trim(strings.TrimSpace(l), "/")
			if l == "node_modules" || l == "**/node_modules" || l == "*" || l == "node_modules/*" {
				return true
			}
		}
	}
	return false
}

// pipFiles are the requirement files of a pip install.
func pipFiles(m *model.Model, cmd model.Command, args int) (files []string, why string, ok bool) {
	files, ok = requirementFiles(cmd.Args[args+1:])
	if !ok || len(files) == 0 {
		return nil, "", false
	}
	for _, f := range files {
		text, found := m.Read(f)
		if !found || strings.HasPrefix(f, "..") || path.IsAbs(f) {
			return nil, f + " is not in the build context", true
		}
		if slices.ContainsFunc(strings.Split(string(text), "\n"), namesSources) {
			return nil, f + " names other files of the sources", true
		}
	}
	return files, "", true
}

// requirementFiles are the files that the arguments of pip install name; not ok when they name packages, or the project itself.
func requirementFiles(args []model.Word) (files []string, ok bool) {
	for i := 0; i < len(args); i++ {
		w := args[i]
		switch {
		case !w.Known:
			return nil, false
		case has("-r --requirement -c --constraint", w.Text) && i+1 < len(args):
			i++
			files = append(files, path.Clean(args[i].Text))
		case !isFlag(w) || has("-e --editable", w.Text):
			return nil, false
		}
	}
	return files, true
}

// namesSources says whether a line of a requirement file names another file or folder.
func namesSources(l string) bool {
	l = strings.TrimSpace(l)
	for _, prefix := range []string{"-r", "-c", "-e", ".", "/", "--find-links"} {
		if strings.HasPrefix(l, prefix) {
			return true
		}
	}
	return strings.Contains(l, "file:")
}
