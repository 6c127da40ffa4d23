// Package packages says what packages of the system are for: a build alone, or a program that runs too, and which packages a program
// needs at run time that was linked against a development package. It is one table, packages.json.
package packages

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// file is the table.
//
//go:embed packages.json
var file []byte

// Library is a library of the system that programs link to, as a distribution packages it.
type Library struct {
	// Name is the library's, for people.
	Name string
	// Dev are the packages that a build needs; Run are those that a program needs, and Sonames what the first of them brings; none
	// when they were not looked up.
	Dev, Run, Sonames []string
	// T64 says that the package's name ends in t64 since Debian 13 and Ubuntu 24.04 (the change to 64-bit time_t).
	T64 bool
	// In says that the image buildpack-deps, which most full language images are made from, has the Dev package.
	In bool
}

// known is the table as it is read.
type known struct {
	// Build are packages that only a build needs, Run those that a program uses when it runs.
	Build, Run []string
	// Either are packages whose programs builds use and programs may use too, with those programs.
	Either map[string][]string
	// Beside are what they recommend and need for most of what they do.
	Beside map[string][]string
	// Whole are packages that a program uses and whose recommended ones bring much of what they can read and write.
	Whole []string
	// Opened are Debian's packages of libraries that programs open by their names.
	Opened map[string]string
	// Debian and Alpine are the libraries by their names there.
	Debian, Alpine []Library
}

// table is read once.
var table = sync.OnceValue(func() known {
	var out known
	if err := json.Unmarshal(file, &out); err != nil {
		panic("read packages.json: " + err.Error())
	}
	return out
})

// OnlyBuilds says whether only a build needs a package; development packages of libraries are looked up with Developed.
func OnlyBuilds(name string) bool { return slices.Contains(table().Build, name) }

// Runs says whether a program uses a package when it runs.
func Runs(name string) bool {
	return slices.Contains(table().Run, name) || strings.HasPrefix(name, "fonts-")
}

// Linked are the libraries of Debian and Ubuntu whose sonames are known: the packages of a program that links to them are.
func Linked() []Library {
	return slices.DeleteFunc(slices.Clone(table().Debian), func(l Library) bool { return len(l.Sonames) == 0 })
}

// Either says whether a package is one whose program builds use and programs may use too.
func Either(name string) bool { return len(table().Either[name]) > 0 }

// Programs are the programs of such a package.
func Programs(name string) []string { return table().Either[name] }

// Beside are the packages that such a one only recommends on Debian, and that its program is of little use without.
func Beside(name string) []string { return table().Beside[name] }

// Whole says whether a package does much of its work with what it only recommends on Debian.
func Whole(name string) bool { return slices.Contains(table().Whole, name) }

// Loaded is Debian's package of a library that programs open by its name, such as "libmagic"; found is false when none is known.
func Loaded(library string) (name string, found bool) {
	name, found = table().Opened[library]
	return name, found
}

// Developed are the packages that a program needs at run time which was linked against a development package; found is false when it
// is not known as one. Manager is "apk" for Alpine's names, else they are Debian's.
func Developed(manager, name string) (run []string, found bool) {
	list := table().Debian
	if manager == "apk" {
		list = table().Alpine
	}
	for _, l := range list {
		if slices.Contains(l.Dev, name) {
			return l.Run, true
		}
	}
	return nil, false
}
