package python

import (
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// PythonLock is what pins a Python project's dependencies.
type PythonLock string

// The kinds of lock files. NoLock is without one; a requirements.txt that pins all with == counts as Requirements.
const (
	NoLock       PythonLock = ""
	Requirements PythonLock = "requirements"
	PoetryLock   PythonLock = "poetry"
	UVLock       PythonLock = "uv"
	PDMLock      PythonLock = "pdm"
	PipenvLock   PythonLock = "pipenv"
	PylockTOML   PythonLock = "pylock"
)

// Project is what requirements.txt, pyproject.toml and what is beside them say.
type Project struct {
	// Needed is what the sources show that the program needs when it runs.
	Needed evidence.List `json:"evidence,omitempty"`

	// Name and Version are pyproject.toml's, empty without.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// Requirements are the requirement files at the root, "requirements.txt" first, then by name; Includes are the
	// files that they name with -r or -c, relative to the project.
	Requirements []string `json:"requirements,omitempty"`
	Includes     []string `json:"includes,omitempty"`
	// PyProject says that there is a pyproject.toml, SetupPy that there is a setup.py or setup.cfg.
	PyProject bool `json:"py_project"`
	SetupPy   bool `json:"setup_py"`
	// Tool is what pyproject.toml is written for: "poetry", "uv", "pdm", "hatch", "setuptools", "flit"; empty without.
	Tool string `json:"tool,omitempty"`
	// BuildBackend is [build-system]'s build-backend, empty when it is not given: then nothing is installed of the
	// project itself.
	BuildBackend string `json:"build_backend,omitempty"`
	// Lock is what pins the dependencies and LockFile the file, empty without.
	Lock     PythonLock `json:"lock,omitempty"`
	LockFile string     `json:"lock_file,omitempty"`
	// Hashes says that the requirements carry --hash; Editable is evidence of -e and of local paths, VCS of git+https
	// and the like, Index of other package indexes.
	Hashes   bool               `json:"hashes"`
	Editable []project.Evidence `json:"editable,omitempty"`
	VCS      []project.Evidence `json:"vcs,omitempty"`
	Index    []project.Evidence `json:"index,omitempty"`
	// Wanted is what is asked of Python, such as ">=3.11", from requires-python or poetry's python; PythonVersion is
	// the version that .python-version, runtime.txt or .tool-versions pins. Empty when nothing is said.
	Wanted        string `json:"wanted,omitempty"`
	PythonVersion string `json:"python_version,omitempty"`
	// Dependencies are those to run, in the order of the files; DevDependencies those of groups for development.
	Dependencies    []project.Dependency `json:"dependencies,omitempty"`
	DevDependencies []project.Dependency `json:"dev_dependencies,omitempty"`
	// Scripts are the console scripts by name, with "module:function".
	Scripts map[string]string `json:"scripts,omitempty"`
	// Frameworks are those that are known (django, flask, fastapi, ...), then servers (gunicorn, uvicorn, ...).
	Frameworks []project.Framework `json:"frameworks,omitempty"`
	// Entries are files and objects that look like where the program starts, such as "app.py", "manage.py" or
	// "app.main:app", each with its evidence in EntryEvidence at the same index.
	Entries       []string           `json:"entries,omitempty"`
	EntryEvidence []project.Evidence `json:"entry_evidence,omitempty"`
	// project.Native are dependencies with native code, in the order of the files.
	Native []project.Native `json:"native,omitempty"`

	// needs are what the distributions need of the system; extras are those that distributions are asked for with, by their names.
	needs  []need
	extras map[string][]string
	// isolated is where a source starts the interpreter without packages in a folder of a user's; empty where none does.
	isolated string
}

// addExtras notes the extras that a distribution is asked for with: "binary, pool".
func (p *Project) addExtras(name string, extras ...string) {
	for _, extra := range extras {
		if extra = strings.ToLower(strings.TrimSpace(extra)); extra != "" {
			if p.extras == nil {
				p.extras = map[string][]string{}
			}
			p.extras[pyName(name)] = append(p.extras[pyName(name)], extra)
		}
	}
}
