package c

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/project"
)

// readCMake reads CMakeLists.txt and those of the folders that it adds.
func readCMake(r *project.Files) *Build {
	b := &Build{Tool: CMake}
	c := cmake{build: b, files: r, seen: map[string]bool{}, variables: map[string]string{}}
	c.folder(".")
	if len(c.seen) == 0 {
		return nil
	}
	return b
}

type cmake struct {
	build     *Build
	files     *project.Files
	seen      map[string]bool
	variables map[string]string
	// outputDir is CMAKE_RUNTIME_OUTPUT_DIRECTORY relative to the build folder, when it is set so.
	outputDir string
}

func (c *cmake) folder(dir string) {
	file := path.Join(dir, "CMakeLists.txt")
	if c.seen[file] || strings.HasPrefix(file, "..") {
		return
	}
	text, ok := c.files.Read(file)
	if !ok {
		return
	}
	c.seen[file] = true
	for _, command := range cmakeCommands(text) {
		c.command(dir, file, command)
	}
}

// expand replaces the variables that are known.
func (c *cmake) expand(arg string) string {
	for name, value := range c.variables {
		arg = strings.ReplaceAll(arg, "${"+name+"}", value)
	}
	return arg
}

func (c *cmake) command(dir, file string, command cmakeCommand) {
	args := make([]string, len(command.args))
	for i, arg := range command.args {
		args[i] = c.expand(arg)
	}
	if len(args) == 0 {
		return
	}
	b := c.build
	at := func(says string) project.Evidence {
		return project.Evidence{File: file, Line: command.line, Says: says}
	}
	b.symbols(command.name+" "+strings.Join(args, " "), at)
	switch command.name {
	case "project":
		c.project(args)
	case "set":
		c.set(args)
	case "add_subdirectory":
		c.folder(path.Join(dir, path.Clean(args[0])))
	case "add_executable":
		c.executable(dir, args, at("declares the program "+args[0]))
	case "add_library":
		c.library(dir, args, at("declares the library "+args[0]))
	case "find_package":
		b.asks(args[0], at("asks for the package "+args[0]))
	case "pkg_check_modules", "pkg_search_module":
		c.pkgConfig(args[1:], at)
	case "target_link_libraries", "target_link_options":
		c.link(args, at)
	case "install":
		c.install(args)
	case "fetchcontent_declare", "externalproject_add", "cpmaddpackage":
		b.Fetches = append(b.Fetches, at("fetches "+args[0]+" when it is built"))
	}
}

func (c *cmake) executable(dir string, args []string, declared project.Evidence) {
	if slices.Contains(args, "IMPORTED") || slices.Contains(args, "ALIAS") {
		return
	}
	c.build.Executables = append(c.build.Executables, NativeTarget{
		Name: args[0], Path: path.Join(c.outputOf(dir), args[0]), Kind: "executable", Evidence: declared,
	})
}

// pkgConfig takes the modules among the arguments: words in capitals are CMake's own.
func (c *cmake) pkgConfig(args []string, at func(says string) project.Evidence) {
	for _, name := range args {
		if name == strings.ToLower(name) {
			name, _, _ = strings.Cut(name, ">")
			c.build.asks(name, at("asks pkg-config for "+name))
		}
	}
}

// outputOf is where programs of a folder come out, relative to the build folder.
func (c *cmake) outputOf(dir string) string {
	if c.outputDir != "" {
		return c.outputDir
	}
	return dir
}

func (c *cmake) project(args []string) {
	if c.build.Name != "" {
		return
	}
	c.build.Name = args[0]
	c.variables["PROJECT_NAME"], c.variables["CMAKE_PROJECT_NAME"] = args[0], args[0]
	for _, arg := range args[1:] {
		if arg == "C" || arg == "CXX" {
			c.build.Languages = append(c.build.Languages, arg)
		}
	}
}

func (c *cmake) set(args []string) {
	if len(args) != 2 {
		return
	}
	value := args[1]
	// The second is the name of before CMake 2.8, which still counts where the first is not set.
	if args[0] == "CMAKE_RUNTIME_OUTPUT_DIRECTORY" || args[0] == "EXECUTABLE_OUTPUT_PATH" && c.outputDir == "" {
		for _, prefix := range []string{"${CMAKE_BINARY_DIR}", "${PROJECT_BINARY_DIR}", "${CMAKE_CURRENT_BINARY_DIR}"} {
			if rest, found := strings.CutPrefix(value, prefix); found {
				c.outputDir = path.Join(".", path.Clean("./"+rest))
			}
		}
		return
	}
	if !strings.Contains(value, "$") {
		c.variables[args[0]] = value
	}
}

func (c *cmake) library(dir string, args []string, e project.Evidence) {
	for _, word := range []string{"IMPORTED", "ALIAS", "INTERFACE", "OBJECT"} {
		if slices.Contains(args, word) {
			return
		}
	}
	target := NativeTarget{Name: args[0], Kind: "static", Path: path.Join(dir, "lib"+args[0]+".a"), Evidence: e}
	if slices.Contains(args, "SHARED") || slices.Contains(args, "MODULE") {
		target.Kind, target.Path = "shared", path.Join(dir, "lib"+args[0]+".so")
	}
	c.build.Libraries = append(c.build.Libraries, target)
}

// link notes what is linked by name and what is linked statically.
func (c *cmake) link(args []string, at func(string) project.Evidence) {
	b := c.build
	for _, arg := range args[1:] {
		switch {
		case arg == "-static":
			b.Static = append(b.Static, at(args[0]+" is linked with -static"))
		case strings.HasPrefix(arg, "-l"):
			b.asks(arg[2:], at("links with "+arg))
		case strings.ContainsAny(arg, ":${}/-") || arg == strings.ToUpper(arg):
			// targets of packages, variables, flags, and the words PRIVATE, PUBLIC, INTERFACE
		case !slices.ContainsFunc(b.Libraries, func(t NativeTarget) bool { return t.Name == arg }):
			b.asks(arg, at("links with "+arg))
		}
	}
}

// install notes which targets are installed and where.
func (c *cmake) install(args []string) {
	c.build.Installs = true
	if args[0] != "TARGETS" {
		return
	}
	kind, dirs := "", map[string]string{"": ""}
	var names []string
	for i := 1; i < len(args); i++ {
		switch arg := args[i]; arg {
		case "RUNTIME", "LIBRARY", "ARCHIVE":
			kind = arg
		case "DESTINATION":
			if i+1 < len(args) {
				i++
				dirs[kind] = strings.NewReplacer("${CMAKE_INSTALL_BINDIR}", "bin", "${CMAKE_INSTALL_LIBDIR}", "lib", "${CMAKE_INSTALL_SBINDIR}", "sbin").Replace(args[i])
			}
		default:
			if kind == "" && len(dirs) == 1 && dirs[""] == "" {
				names = append(names, arg)
			}
		}
	}
	mark := func(targets []NativeTarget, kind, otherwise string) {
		for i := range targets {
			if slices.Contains(names, targets[i].Name) {
				targets[i].Installed, targets[i].InstallDir = true, otherwise
				if dir := dirs[kind]; dir != "" {
					targets[i].InstallDir = dir
				} else if dirs[""] != "" {
					targets[i].InstallDir = dirs[""]
				}
			}
		}
	}
	mark(c.build.Executables, "RUNTIME", "bin")
	mark(c.build.Libraries, "LIBRARY", "lib")
}
