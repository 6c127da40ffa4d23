package rust

import (
	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Crate is what Cargo.toml and what is beside it say.
type Crate struct {
	// Needed is what the sources show that the program needs when it runs.
	Needed evidence.List `json:"evidence,omitempty"`
	// Assets are the files of the folder that are no source code, sorted.
	Assets []string `json:"-"`
	// Untold is what build scripts depend on without telling cargo.
	Untold []project.Evidence `json:"untold,omitempty"`

	// Name and Version are the root package's; empty for a virtual workspace.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// Edition and RustVersion are the root package's, or what the workspace gives to it; Toolchain is what
	// rust-toolchain.toml or rust-toolchain pins. Empty when they are not said.
	Edition     string `json:"edition,omitempty"`
	RustVersion string `json:"rust_version,omitempty"`
	Toolchain   string `json:"toolchain,omitempty"`
	// Workspace says that there is a [workspace]; Members are its packages' folders relative to the project, globs
	// expanded, excluded ones left out, sorted.
	Workspace bool     `json:"workspace"`
	Members   []string `json:"members,omitempty"`
	// Bins are the programs of the root package and of all members, by name.
	Bins []CargoBin `json:"bins,omitempty"`
	// DefaultRun is the package's default-run.
	DefaultRun string `json:"default_run,omitempty"`
	// HasLock says whether there is a Cargo.lock, HasVendor whether dependencies are vendored by .cargo/config.toml.
	HasLock   bool `json:"has_lock"`
	HasVendor bool `json:"has_vendor"`
	// Target is the build target that .cargo/config.toml sets, empty when none; TargetDir its build folder.
	Target    string `json:"target,omitempty"`
	TargetDir string `json:"target_dir,omitempty"`
	// Config are files that a build reads beside Cargo.toml and Cargo.lock, relative to the project: .cargo/config.toml,
	// rust-toolchain.toml, build.rs.
	Config []string `json:"config,omitempty"`
	// BuildScripts are the packages' build.rs, relative to the project.
	BuildScripts []string `json:"build_scripts,omitempty"`
	// PathDependencies are the folders of dependencies by path outside the workspace, relative to the project.
	PathDependencies []string `json:"path_dependencies,omitempty"`
	// locked says that Cargo.lock has all dependencies: otherwise a build adds to it.
	locked bool
	// drivers are the crates with native code that the features of a dependency ask for, by its name.
	drivers map[string][]string
	// Dependencies are those of all packages to run, by name, without duplicates.
	Dependencies []project.Dependency `json:"dependencies,omitempty"`
	// Frameworks are those that are known: axum, actix-web, rocket, warp, ...
	Frameworks []project.Framework `json:"frameworks,omitempty"`
	// Strip says that the release profile strips symbols; LTO is its setting as written, empty when it is not set.
	Strip bool   `json:"strip"`
	LTO   string `json:"lto,omitempty"`
	// PanicAbort says that the release profile aborts on panic.
	PanicAbort bool `json:"panic_abort"`
	// project.Native are packages with native code, from Cargo.lock when there is one, in order of their names.
	Native []project.Native `json:"native,omitempty"`
	// Embeds is evidence of files that the compiler puts into the program (include_str!, rust-embed, askama, sqlx
	// migrations): the build needs them, the image does not.
	Embeds []project.Evidence `json:"embeds,omitempty"`
	// BuildNeeds is evidence that the build itself asks for something beside the sources: a database for sqlx's
	// macros, protoc for prost.
	BuildNeeds []project.Evidence `json:"build_needs,omitempty"`
}

// CargoBin is a program that cargo builds.
type CargoBin struct {
	// Name is the file's in target/release.
	Name string `json:"name,omitempty"`
	// Package is the package that it belongs to, Dir that package's folder relative to the project, "." for the root.
	Package string `json:"package,omitempty"`
	Dir     string `json:"dir,omitempty"`
	// Path is the source file relative to the project, with slashes.
	Path string `json:"path,omitempty"`
	// RequiredFeatures are the features that the program is built with only.
	RequiredFeatures []string `json:"required_features,omitempty"`
}
