// Package project says what is in a project folder: its Dockerfiles, its build context and what the program in it
// is written in and needs.
package project

// Project is what a folder holds. It is never changed after it was returned: At and Read return others.
type Project struct {
	// Root is the absolute path of the opened folder.
	Root string
	// Dir is the absolute path of the build context: Root, or another folder when the chosen build says so. What is said
	// of languages below is what stands in Dir.
	Dir string
	// Name is the opened folder's name.
	Name string
	// Dockerfiles are those found by their names, relative to Root, in order: "Dockerfile" first, then by depth and name. Empty when those that are
	// built have other names, which only compose or bake files say.
	Dockerfiles []string
	// Builds are the ways to build them: each Dockerfile alone, in their order, then what compose and bake files declare,
	// in the order of the files. Never empty.
	Builds []Build
	// Starts are the ways that compose files and Kubernetes manifests start images of the project, in the order of the files.
	Starts []Start
	// Go is what go.mod and the sources say; nil when there is no go.mod at the root of the context. The others are the
	// same for their languages: a project may have several, such as a Go service with a Node.js front-end.
	Go     *GoModule
	Node   *NodePackage
	Java   *JavaBuild
	Python *PythonProject
	Rust   *CargoProject
	Native *NativeBuild
	// Unread are files that say something of the project and that could not be read: broken, too large, forbidden.
	// What stands in them is not known; everything else is.
	Unread []Evidence

	// found is what could not be read when the project was found.
	found []Evidence
}

// GoModule is what the sources of a Go module say.
type GoModule struct {
	Needs `json:"needs"`

	// Module is the module path, such as "example.com/shop".
	Module string `json:"module,omitempty"`
	// Version is the version of the go directive, such as "1.22".
	Version string `json:"version,omitempty"`
	// HasSum says whether there is a go.sum; HasVendor whether there is a vendor folder; HasWork whether there is a go.work.
	HasSum    bool `json:"has_sum"`
	HasVendor bool `json:"has_vendor"`
	HasWork   bool `json:"has_work"`
	// Mains are the folders of main packages relative to the module, "." for the root, sorted.
	Mains []string `json:"mains,omitempty"`
	// Cgo is the evidence that the program needs cgo ("store.go imports C", "go.mod requires
	// github.com/mattn/go-sqlite3 v1.14.22"); empty when the sources need none.
	Cgo []Evidence `json:"cgo,omitempty"`
	// Unknown is what the sources leave open about cgo: dependencies whose own sources are not in the project.
	Unknown []Evidence `json:"unknown,omitempty"`
	// LocalReplace are the relative paths that go.mod replaces modules with; they must be copied before go mod download.
	LocalReplace []string `json:"local_replace,omitempty"`
}

// Evidence is a place in the project that says something a person can check.
type Evidence struct {
	// File is relative to the project's folder; Line is 1-based, 0 when the whole file is meant.
	File string `json:"file,omitempty"`
	Line int    `json:"line"`
	// Says is one sentence, such as `imports "C"`.
	Says string `json:"says,omitempty"`
}

// ContextSize is the size of a build context after ignoring.
type ContextSize struct {
	// Bytes and Files are what is sent to the builder.
	Bytes int64 `json:"bytes"`
	Files int   `json:"files"`
	// Largest are the largest entries directly below the context's root, the largest first, at most ten.
	Largest []Part `json:"largest,omitempty"`
	// Ignored is the bytes left out by the ignore file.
	Ignored int64 `json:"ignored"`
	// IgnoreFile is the ignore file used, relative to the context; empty when there is none.
	IgnoreFile string `json:"ignore_file,omitempty"`
	// Done is false while it is still being measured.
	Done bool `json:"done"`
}

// Part is one entry of a build context with all below it.
type Part struct {
	// Path is relative to the context, with slashes.
	Path  string `json:"path,omitempty"`
	Bytes int64  `json:"bytes"`
}
