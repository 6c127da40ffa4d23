package project

// CargoProject is what Cargo.toml and what is beside it say.
type CargoProject struct {
	Needs

	// Name and Version are the root package's; empty for a virtual workspace.
	Name, Version string
	// Edition and RustVersion are the root package's, or what the workspace gives to it; Toolchain is what
	// rust-toolchain.toml or rust-toolchain pins. Empty when they are not said.
	Edition, RustVersion, Toolchain string
	// Workspace says that there is a [workspace]; Members are its packages' folders relative to the project, globs
	// expanded, excluded ones left out, sorted.
	Workspace bool
	Members   []string
	// Bins are the programs of the root package and of all members, by name.
	Bins []CargoBin
	// DefaultRun is the package's default-run.
	DefaultRun string
	// HasLock says whether there is a Cargo.lock, HasVendor whether dependencies are vendored by .cargo/config.toml.
	HasLock, HasVendor bool
	// Target is the build target that .cargo/config.toml sets, empty when none; TargetDir its build folder.
	Target, TargetDir string
	// Config are files that a build reads beside Cargo.toml and Cargo.lock, relative to the project: .cargo/config.toml,
	// rust-toolchain.toml, build.rs.
	Config []string
	// BuildScripts are the packages' build.rs, relative to the project.
	BuildScripts []string
	// PathDependencies are the folders of dependencies by path outside the workspace, relative to the project.
	PathDependencies []string
	// Dependencies are those of all packages to run, by name, without duplicates.
	Dependencies []Dependency
	// Frameworks are those that are known: axum, actix-web, rocket, warp, ...
	Frameworks []Framework
	// Strip says that the release profile strips symbols; LTO is its setting as written, empty when it is not set.
	Strip bool
	LTO   string
	// PanicAbort says that the release profile aborts on panic.
	PanicAbort bool
	// Native are packages with native code, from Cargo.lock when there is one, in order of their names.
	Native []Native
	// Embeds is evidence of files that the compiler puts into the program (include_str!, rust-embed, askama, sqlx
	// migrations): the build needs them, the image does not.
	Embeds []Evidence
	// BuildNeeds is evidence that the build itself asks for something beside the sources: a database for sqlx's
	// macros, protoc for prost.
	BuildNeeds []Evidence
}

// CargoBin is a program that cargo builds.
type CargoBin struct {
	// Name is the file's in target/release.
	Name string
	// Package is the package that it belongs to, Dir that package's folder relative to the project, "." for the root.
	Package, Dir string
	// Path is the source file relative to the project, with slashes.
	Path string
	// RequiredFeatures are the features that the program is built with only.
	RequiredFeatures []string
}
