package bases

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// judgeRuntime looks at the interpreter that runs the program, and at what stands beside it.
func judgeRuntime(f *findings, p Program, b Base) {
	if p.Runtime == "" {
		return
	}
	name := runtimeName(p.Runtime)
	wanted := strings.TrimSpace(name + " " + p.RuntimeVersion)
	switch {
	case b.Runtime == "":
		f.refuse("the program is run by %s, which %s does not carry", wanted, b.Ref)
		return
	case b.Runtime != p.Runtime:
		f.refuse("the program is run by %s, and %s carries %s", wanted, b.Ref, runtimeName(b.Runtime))
		return
	case p.StartsWith != "" && b.Shell == "":
		f.refuse("the program is started with %s, which %s lacks", strings.TrimSuffix(p.StartsWith, ","), b.Ref)
	}
	judgeRuntimeVersion(f, p, b)
	if p.Linkage == Interpreted && p.Libc != "" && b.Libc != p.Libc {
		f.warn("%s carries %s, and the program is put together on %s: packages with native code may not load", b.Ref, libcName(b), p.Libc)
	}
	if len(f.against) == 0 {
		f.note("%s is there", strings.TrimSpace(name+" "+b.RuntimeVersion))
	}
}

// packageManager is the one that knows Packages.
func (p Program) packageManager() string {
	if p.Libc == "musl" {
		return "apk"
	}
	return "apt"
}

// judgeRuntimeVersion compares the versions. A folder of Python packages and an add-on of Node.js belong to one version;
// Java runs what an older compiler made; JavaScript alone may run on any, and any nginx serves files.
func judgeRuntimeVersion(f *findings, p Program, b Base) {
	if p.RuntimeVersion == "" && p.RuntimeOf != "" && b.RuntimeVersion != "" && !SameRef(p.RuntimeOf, b.Ref) {
		f.refuse("the tag of %s does not say which version it carries, and %s carries %s", p.RuntimeOf, b.Ref, b.RuntimeVersion)
		return
	}
	if p.RuntimeVersion == "" || p.RuntimeVersion == b.RuntimeVersion {
		return
	}
	name := runtimeName(p.Runtime)
	native := p.Linkage == DynamicGlibc || p.Linkage == DynamicMusl
	switch {
	case b.RuntimeVersion == "":
		f.warn("it is not known which %s %s carries; the program is made for %s", name, b.Ref, p.RuntimeVersion)
	case p.Runtime == "python3" || p.Runtime == "node" && native,
		p.Runtime != "nginx" && older(b.RuntimeVersion, p.RuntimeVersion):
		f.refuse("the program is made for %s %s, and %s carries %s", name, p.RuntimeVersion, b.Ref, b.RuntimeVersion)
	default:
		f.warn("the program is made for %s %s, and %s carries %s", name, p.RuntimeVersion, b.Ref, b.RuntimeVersion)
	}
}

// IsRuntime says whether a program is one that runs sources: an interpreter, by its name, its path or what a source calls its own.
func IsRuntime(program string) bool {
	return slices.Contains([]string{"node", "process.execPath", "python3", "python", "java", "php", "ruby"}, path.Base(program))
}

// runtimeName writes a runtime as people do.
func runtimeName(runtime string) string {
	switch runtime {
	case "node":
		return "Node.js"
	case "python3":
		return "Python"
	case "java":
		return "Java"
	}
	return runtime
}

// judgePackages looks whether what the program needs beside itself can be installed.
func judgePackages(f *findings, p Program, b Base) {
	if len(p.Packages) > 0 && b.PackageManager != p.packageManager() {
		f.refuse("the program needs the packages %s, and %s has no %s to install them with", strings.Join(p.Packages, ", "), b.Ref, p.packageManager())
	}
	if p.Suite != "" && b.Suite != p.Suite {
		f.refuse("the program needs libraries as %s has them, and %s is of %s", p.Suite, b.Ref, cmp.Or(b.Suite, "another suite"))
	}
}
