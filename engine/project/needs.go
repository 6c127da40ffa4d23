package project

// Needs is what a program needs of its image when it runs. Each list is evidence; an empty one means that the sources
// show nothing of the kind, which is no proof that the program needs nothing.
type Needs struct {
	// TLS is evidence that the program needs CA certificates, Zones that it needs time zone data.
	TLS, Zones []Evidence
	// Runtime is evidence of files beside the program that it reads: templates, configuration, assets.
	Runtime []Evidence
	// Shell is evidence that the program starts a shell, Programs that it starts other programs, such as git.
	Shell, Programs []Evidence
}

// Native is a dependency with native code.
type Native struct {
	// Name and Version are the dependency's, the version as far as it is pinned, else empty.
	Name, Version string
	// What is a few words on the native code, such as "libvips in C".
	What string
	// Prebuilt says that the dependency usually comes with finished binaries for linux/amd64 and linux/arm64 with
	// glibc; PrebuiltMusl the same for musl. Without them its build needs a compiler.
	Prebuilt, PrebuiltMusl bool
	// Build and Run are Debian packages that building it and running it need beside the language's image and a C
	// compiler; empty when it needs none, or brings its own.
	Build, Run []string
	// Evidence is where the project asks for it.
	Evidence Evidence
}

// Dependency is one that the project names itself, as opposed to one that comes with another.
type Dependency struct {
	// Name is the package's name as its registry spells it; Version is the requirement as it is written.
	Name, Version string
}

// Framework is a library or tool that decides what a project is: a web framework, a bundler.
type Framework struct {
	// Name is in lower case, such as "express", "next", "spring-boot", "flask", "axum".
	Name string
	// Version is the requirement as it is written, empty when none is.
	Version string
	// Evidence is where the project asks for it.
	Evidence Evidence
}
