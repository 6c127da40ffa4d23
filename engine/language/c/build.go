package c

import (
	"lightship/engine/evidence"
	"lightship/engine/project"
)

// NativeTool is what builds a C or C++ project.
type NativeTool string

// The build tools of C and C++.
const (
	CMake     NativeTool = "cmake"
	Make      NativeTool = "make"
	Autotools NativeTool = "autotools"
	Meson     NativeTool = "meson"
	// ByHand is no tool: a compiler is called.
	ByHand NativeTool = ""
)

// Build is what CMakeLists.txt, a Makefile or the like say of a C or C++ program.
type Build struct {
	// Needed is what the sources show that the program needs when it runs.
	Needed evidence.List `json:"evidence,omitempty"`
	// Assets are the files of the folder that are no source code, sorted.
	Assets []string `json:"-"`

	Tool NativeTool `json:"tool,omitempty"`
	// Name is the project's, from project() in CMakeLists.txt or meson.build; empty when it is not said.
	Name string `json:"name,omitempty"`
	// Languages are "C" and "CXX", from project() or the sources that are there.
	Languages []string `json:"languages,omitempty"`
	// Executables are the programs that the build makes, by name; Libraries are its libraries.
	Executables []NativeTarget `json:"executables,omitempty"`
	Libraries   []NativeTarget `json:"libraries,omitempty"`
	// Targets are the Makefile's targets in the order of the file, without patterns and special ones.
	Targets []string `json:"targets,omitempty"`
	// Installs says that there are install rules.
	Installs bool `json:"installs"`
	// Packages are what find_package and pkg-config ask for, and libraries that are linked by name (-lz), each with
	// the Debian packages that bring it where they are known.
	Packages []project.Native `json:"packages,omitempty"`
	// Static says that the program is linked with -static, with the evidence.
	Static []project.Evidence `json:"static,omitempty"`
	// Stripped is evidence that the build leaves no symbols in its programs, Instrumented that it makes them for a debugger, a
	// profiler or a sanitizer, Finished that it does something to a program behind the linker which writing the file anew
	// would lose (data at its end, capabilities), Cross that it compiles for another machine.
	Stripped     []project.Evidence `json:"stripped,omitempty"`
	Instrumented []project.Evidence `json:"instrumented,omitempty"`
	Finished     []project.Evidence `json:"finished,omitempty"`
	Cross        []project.Evidence `json:"cross,omitempty"`
	// Fetches is evidence that the build fetches sources (FetchContent, ExternalProject, git submodules).
	Fetches []project.Evidence `json:"fetches,omitempty"`
}

// NativeTarget is one program or library of a C or C++ build.
type NativeTarget struct {
	Name string `json:"name,omitempty"`
	// Path is where the build leaves it relative to the build folder, with slashes.
	Path string `json:"path,omitempty"`
	// Kind is "executable", "static" or "shared".
	Kind string `json:"kind,omitempty"`
	// Installed says that an install rule covers it; InstallDir is where, relative to the prefix, such as "bin".
	Installed  bool             `json:"installed"`
	InstallDir string           `json:"install_dir,omitempty"`
	Evidence   project.Evidence `json:"evidence"`
}
