package rules

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
)

// ignorable are the patterns of what no build of this project needs: what is there, or what its tools leave.
func ignorable(m *model.Model) []string {
	var out []string
	if !usesGit(m) && !m.Project.Evidence().Has(evidence.Git) {
		out = append(out, present(m, ".git", ".hg", ".svn")...)
	}
	out = append(out, present(m, ".idea", ".vscode", ".DS_Store", "Thumbs.db")...)
	out = append(out, recipes(m)...)
	if runsAny(m, installsModules) {
		out = append(out, modulePatterns(m)...)
		out = append(out, present(m, "npm-debug.log", "yarn-error.log", ".nyc_output")...)
	}
	if isPython(m) {
		out = append(out, "**/__pycache__", "**/*.pyc")
		out = append(out, present(m, ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".coverage")...)
		out = append(out, virtualEnvironments(m)...)
	}
	if runsAny(m, cargo().fills, maven().fills) && isOutput(m, "target", "CACHEDIR.TAG", "classes", "maven-status", "debug", "release") {
		out = append(out, "target")
	}
	if runsAny(m, gradle().fills) {
		out = append(out, ".gradle")
		if isOutput(m, "build", "libs", "classes", "tmp", "reports") {
			out = append(out, "build")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// installsModules says whether a command of Node installs what a manifest lists.
func installsModules(c model.Command) bool {
	return has("npm yarn pnpm", c.Name()) && !hasFlag(c, "-g", "--global") && (installsManifest(c) || has("ci clean-install install-clean fetch", subcommand(c))) &&
		!namesPackages(c)
}

// recipes are the files of the root that say how to build: Dockerfiles and compose files. Backups are not among them: Lightship
// makes one when it saves, and would have more to say after each time.
func recipes(m *model.Model) []string {
	var out []string
	for _, e := range m.List(".") {
		low := strings.ToLower(e.Name())
		recipe := has("dockerfile compose.yaml compose.yml", low) || strings.HasPrefix(low, "dockerfile.") || strings.HasPrefix(low, "docker-compose")
		if recipe && !e.IsDir() && low != "dockerfile.dockerignore" && !strings.HasSuffix(low, ".bak") {
			out = append(out, e.Name())
		}
	}
	return out
}

// isOutput says whether a folder is one that a build tool makes: it is not there yet, or holds what the tool leaves.
func isOutput(m *model.Model, folder string, marks ...string) bool {
	if _, found := m.Stat(folder); !found {
		return true
	}
	return slices.ContainsFunc(marks, func(mark string) bool {
		_, found := m.Stat(path.Join(folder, mark))
		return found
	})
}

// present are the names that are in the root of the context.
func present(m *model.Model, names ...string) []string {
	var out []string
	for _, n := range names {
		if _, found := m.Stat(n); found {
			out = append(out, n)
		}
	}
	return out
}

// runsAny says whether a RUN of the file runs one of these commands.
func runsAny(m *model.Model, which ...func(model.Command) bool) bool {
	for _, r := range runs(m) {
		for _, c := range r.Commands {
			for _, is := range which {
				if is(c) {
					return true
				}
			}
		}
	}
	return false
}

func isPython(m *model.Model) bool {
	if len(present(m, "requirements.txt", "pyproject.toml", "setup.py", "Pipfile")) > 0 {
		return true
	}
	return runsAny(m, func(c model.Command) bool { _, ok := isPip(c); return ok })
}

// virtualEnvironments are folders of the root that hold a Python environment of this computer, and the one that poetry, uv
// and pipenv make there as soon as somebody works on the project.
func virtualEnvironments(m *model.Model) []string {
	if len(present(m, "poetry.lock", "uv.lock", "Pipfile.lock")) > 0 {
		return append([]string{".venv"}, environments(m, "venv", "env")...)
	}
	return environments(m, ".venv", "venv", "env")
}

// environments are those of the folders that hold a Python environment.
func environments(m *model.Model, names ...string) []string {
	var out []string
	for _, n := range names {
		if _, found := m.Stat(n + "/pyvenv.cfg"); found {
			out = append(out, n)
		}
	}
	return out
}

func raws(c model.Command) []string {
	var out []string
	for _, w := range c.Args {
		out = append(out, w.Raw)
	}
	return out
}
