package node

import (
	"lightship/engine/evidence"
	"lightship/engine/project"
)

// PackageManager is what installs a Node.js project's dependencies.
type PackageManager string

// The package managers of Node.js. YarnClassic is Yarn 1, YarnBerry is Yarn 2 and later.
const (
	NPM         PackageManager = "npm"
	YarnClassic PackageManager = "yarn-classic"
	YarnBerry   PackageManager = "yarn-berry"
	PNPM        PackageManager = "pnpm"
	Bun         PackageManager = "bun"
)

// Package is what package.json and what is beside it say.
type Package struct {
	// Needed is what the sources show that the program needs when it runs.
	Needed evidence.List `json:"evidence,omitempty"`
	// Tools are the source files that only builds and people start, as far as can be told: those of folders such as scripts that no
	// other source names. Sorted.
	Tools []string `json:"-"`

	// Name and Version are those of package.json.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// Private says that the package is not to be published.
	Private bool `json:"private"`
	// Module is true when "type" is "module": .js files are ES modules.
	Module bool `json:"module"`
	// Main is "main", empty when it is not given; Bin are the programs by name, with their files.
	Main string            `json:"main,omitempty"`
	Bin  map[string]string `json:"bin,omitempty"`
	// Scripts are the commands by name, as written.
	Scripts map[string]string `json:"scripts,omitempty"`
	// Dependencies and DevDependencies are in order of their names; optional and peer dependencies are not in them.
	Dependencies    []project.Dependency `json:"dependencies,omitempty"`
	DevDependencies []project.Dependency `json:"dev_dependencies,omitempty"`
	// Engines is what "engines" asks of node, such as ">=20"; NodeVersion is the version that .nvmrc, .node-version,
	// .tool-versions or "volta" pins, which wins. Both are empty when nothing is said.
	Engines     string `json:"engines,omitempty"`
	NodeVersion string `json:"node_version,omitempty"`

	// Manager is the package manager: what "packageManager" says, else what the lock file tells, else npm.
	Manager PackageManager `json:"manager,omitempty"`
	// ManagerVersion is the version that "packageManager" or the lock file pins, such as "9.12.0"; empty when none does.
	ManagerVersion string `json:"manager_version,omitempty"`
	// ManagerEvidence is what Manager was told by; empty when npm is only assumed.
	ManagerEvidence []project.Evidence `json:"manager_evidence,omitempty"`
	// Lock is the lock file's name, such as "pnpm-lock.yaml"; empty when there is none. LockVersion is its format's
	// version as written, empty when it does not say.
	Lock        string `json:"lock,omitempty"`
	LockVersion string `json:"lock_version,omitempty"`
	// Config are files that installing reads beside package.json and the lock file, such as ".npmrc", ".yarnrc.yml",
	// ".yarn/releases", "patches", "pnpm-workspace.yaml". Those that are there, by name.
	Config []string `json:"config,omitempty"`
	// InstallScripts are the scripts that run when dependencies are installed (preinstall, install, postinstall,
	// prepare), in that order: such a script may need the sources.
	InstallScripts []string `json:"install_scripts,omitempty"`

	// Frameworks are those that are known and asked for, what serves requests first, then what builds front-ends.
	Frameworks []project.Framework `json:"frameworks,omitempty"`
	// TypeScript says that tsconfig.json or the dependency is there; OutDir is its compilerOptions.outDir, cleaned and
	// with slashes, empty when it is not said.
	TypeScript bool   `json:"type_script"`
	OutDir     string `json:"out_dir,omitempty"`
	// Static says that the build makes files for a web server and nothing that runs (Vite, Create React App, Angular);
	// StaticDir is the folder that they are built into, such as "dist". project.Evidence says what was looked at.
	Static         bool               `json:"static"`
	StaticDir      string             `json:"static_dir,omitempty"`
	StaticEvidence []project.Evidence `json:"static_evidence,omitempty"`
	// Standalone says that Next.js is told to build its standalone server.
	Standalone bool `json:"standalone"`

	// Workspaces are the patterns of "workspaces" or pnpm-workspace.yaml; Members are the folders that match and have
	// a package.json, relative to the project, sorted.
	Workspaces []string `json:"workspaces,omitempty"`
	Members    []string `json:"members,omitempty"`

	// project.Native are dependencies with native code, in order of their names; Assets are dependencies that read their own
	// files or tools at run time and break when pruned (prisma, puppeteer, next).
	Native []project.Native   `json:"native,omitempty"`
	Assets []project.Evidence `json:"assets,omitempty"`
	// DevAtRuntime is evidence that the start command needs a development dependency (ts-node, nodemon).
	DevAtRuntime []project.Evidence `json:"dev_at_runtime,omitempty"`
}
