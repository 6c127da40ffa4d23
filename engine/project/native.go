package project

// NativeTool is what builds a C or C++ project.
type NativeTool string

// The build tools of C and C++.
const (
	CMake     NativeTool = "cmake"
	Make      NativeTool = "make"
	Autotools NativeTool = "autotools"
	Meson     NativeTool = "meson"
)

// NativeBuild is what CMakeLists.txt, a Makefile or the like say of a C or C++ program.
type NativeBuild struct {
	Needs

	Tool NativeTool
	// Name is the project's, from project() in CMakeLists.txt or meson.build; empty when it is not said.
	Name string
	// Languages are "C" and "CXX", from project() or the sources that are there.
	Languages []string
	// Executables are the programs that the build makes, by name; Libraries are its libraries.
	Executables, Libraries []NativeTarget
	// Targets are the Makefile's targets in the order of the file, without patterns and special ones.
	Targets []string
	// Installs says that there are install rules.
	Installs bool
	// Packages are what find_package and pkg-config ask for, and libraries that are linked by name (-lz), each with
	// the Debian packages that bring it where they are known.
	Packages []Native
	// Static says that the program is linked with -static, with the evidence.
	Static []Evidence
	// Fetches is evidence that the build fetches sources (FetchContent, ExternalProject, git submodules).
	Fetches []Evidence
}

// NativeTarget is one program or library of a C or C++ build.
type NativeTarget struct {
	Name string
	// Path is where the build leaves it relative to the build folder, with slashes.
	Path string
	// Kind is "executable", "static" or "shared".
	Kind string
	// Installed says that an install rule covers it; InstallDir is where, relative to the prefix, such as "bin".
	Installed  bool
	InstallDir string
	Evidence   Evidence
}
