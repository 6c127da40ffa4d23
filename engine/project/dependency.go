package project

// Native is a dependency with native code.
type Native struct {
	// Name and Version are the dependency's, the version as far as it is pinned, else empty.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	// What is a few words on the native code, such as "libvips in C".
	What string `json:"what,omitempty"`
	// Prebuilt says that the dependency usually comes with finished binaries for linux/amd64 and linux/arm64 with
	// glibc; PrebuiltMusl the same for musl. Without them its build needs a compiler.
	Prebuilt     bool `json:"prebuilt"`
	PrebuiltMusl bool `json:"prebuilt_musl"`
	// Build and Run are Debian packages that building it and running it need beside the language's image and a C
	// compiler; empty when it needs none, or brings its own.
	Build []string `json:"build,omitempty"`
	Run   []string `json:"run,omitempty"`
	// Evidence is where the project asks for it.
	Evidence Evidence `json:"evidence"`
}

// Dependency is one that the project names itself, as opposed to one that comes with another.
type Dependency struct {
	// Name is the package's name as its registry spells it; Version is the requirement as it is written.
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
}

// Framework is a library or tool that decides what a project is: a web framework, a bundler.
type Framework struct {
	// Name is in lower case, such as "express", "next", "spring-boot", "flask", "axum".
	Name string `json:"name,omitempty"`
	// Version is the requirement as it is written, empty when none is.
	Version string `json:"version,omitempty"`
	// Evidence is where the project asks for it.
	Evidence Evidence `json:"evidence"`
}
