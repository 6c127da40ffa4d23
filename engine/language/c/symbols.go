package c

import (
	"regexp"

	"lightship/engine/project"
)

var (
	// compilesTarget is a recipe's line that links the target of its rule.
	compilesTarget = regexp.MustCompile(`(?:\$[({](?:CC|CXX|LD|LINK\.\w+)[)}]|\b(?:gcc|g\+\+|clang|clang\+\+|cc|c\+\+|c99)\s).*\s-o\s*\$@`)
	otherOutput    = regexp.MustCompile(`\s-(?:c|E|S|shared|r)\s`)

	stripsSymbols = regexp.MustCompile(`(?:LDFLAGS|LINKER_FLAGS|target_link_|LDLIBS|\$[({](?:CC|CXX)[)}]|gcc|g\+\+|clang|cc|install).*[\s"=]-s(?:[\s"]|$)` +
		`|-Wl,(?:\S+,)?(?:-s|--strip-(?:all|debug))\b|(?:^|[\s/({"])(?:STRIP|CMAKE_STRIP|strip|install-strip|objcopy)(?:[\s)}"]|$)`)
	wantsSymbols = regexp.MustCompile(`-fsanitize=|(?:^|[\s"=])-pg(?:[\s"]|$)|--coverage\b|\b(?:gdb|valgrind)\b`)
	// finishesProgram is what a build does to a program that is linked and would be lost when the file is written anew: data
	// behind its end, capabilities, packing, a signature.
	finishesProgram = regexp.MustCompile(`>>\s*["']?(?:[\w/-]+/)?(?:\$@|\$[({]\w+[)}]|[\w-]+)["']?(?:\s|$)|(?:^|[\s/@;&])(?:setcap|upx|sbsign|osslsigncode|appimagetool)\s`)
	crossBuilds     = regexp.MustCompile(`^set CMAKE_(?:SYSTEM_NAME|SYSTEM_PROCESSOR|TOOLCHAIN_FILE|SYSROOT)\b|CROSS_COMPILE\s*[:?]?=\s*[\w/]|--sysroot|--target=` +
		`|\b\w+-(?:\w+-)?(?:linux|w64|mingw32|none|apple)[\w-]*-(?:gcc|g\+\+|cc|c\+\+|clang|ld)`)
)

// symbols notes what a line of a build file says of the symbols in the programs, and of the machine they are for.
func (b *Build) symbols(line string, at func(says string) project.Evidence) {
	if stripsSymbols.MatchString(line) {
		b.Stripped = append(b.Stripped, at("strips symbols"))
	}
	if match := wantsSymbols.FindString(line); match != "" {
		e := at("uses " + trimmedFlag(match))
		e.By = trimmedFlag(match)
		b.Instrumented = append(b.Instrumented, e)
	}
	if finishesProgram.MatchString(line) {
		b.Finished = append(b.Finished, at("changes a program after it is linked"))
	}
	if crossBuilds.MatchString(line) {
		b.Cross = append(b.Cross, at("builds for another machine"))
	}
}

// trimmedFlag is a flag without what stands around it.
func trimmedFlag(match string) string { return regexp.MustCompile(`[\w-]+`).FindString(match) }

// linksTarget says whether a line of a Makefile is one of a recipe that links the program that its rule is named for.
func linksTarget(line string) bool {
	return compilesTarget.MatchString(line) && !otherOutput.MatchString(line+" ")
}
