// Package project says what is in a project folder: its Dockerfiles, its build context and what the program in it
// is written in and needs.
package project

import "lightship/engine/evidence"

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
	// Files are those of Dir, read once.
	Files *Files
	// Sources are what the files in Dir say of the program, one for each language that is there: a project may have several,
	// such as a Go service with a Node.js front-end.
	Sources []Sources
	// Routes are the paths that servers in the sources answer to GET, as evidence.Answers.
	Routes evidence.List
	// Unread are files that say something of the project and that could not be read: broken, too large, forbidden.
	// What stands in them is not known; everything else is.
	Unread []Evidence

	// found is what could not be read when the project was found.
	found []Evidence
}

// Evidence is a place in the project that says something a person can check.
type Evidence struct {
	// File is relative to the project's folder; Line is 1-based, 0 when the whole file is meant.
	File string `json:"file,omitempty"`
	Line int    `json:"line"`
	// Says is one sentence, such as `imports "C"`.
	Says string `json:"says,omitempty"`
	// By is what shows it, such as a package, a macro or a flag, and Subject what it is about, such as a path; they are for who decides by
	// it, and empty where nobody does.
	By      string `json:"-"`
	Subject string `json:"-"`
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

// Notes are pieces of evidence as sentences with their places, for people.
func Notes(list evidence.List) []Evidence {
	var out []Evidence
	for _, e := range list {
		out = append(out, Evidence{File: e.File, Line: e.Line, Says: e.Says()})
	}
	return out
}

// None is a project of which nothing is known: it has no files.
func None() *Project { return &Project{Files: NewFiles("")} }
