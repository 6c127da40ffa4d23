package bases

import (
	"fmt"
	"path"
	"strings"

	"lightship/engine/image"
)

// nodeABIs are the module versions of Node.js by major version (nodejs.org/en/about/previous-releases).
var nodeABIs = map[string]int{"16": 93, "18": 108, "20": 115, "22": 127, "24": 137}

// judgeStart follows the start of a built program on a base whose files are known.
func judgeStart(f *findings, p Program, b Base) {
	start := p.Start
	start.Entrypoint, start.Path = b.Entrypoint, b.Path
	if b.Runtime == "node" {
		start.NodeABI = nodeABIs[b.RuntimeVersion]
	}
	files := p.Files.Over(b.Files)
	trace := files.Trace(start, p.Files)
	for _, o := range trace.Obstacles {
		if o.Fatal() {
			f.refuse("%s", sentence(o, b))
		} else {
			f.warn("%s", sentence(o, b))
		}
	}
	if len(f.against) == 0 {
		f.note("%s", started(trace))
	}
	judgeHealthCheck(f, files, start, b)
}

// started says what was found there.
func started(t image.Trace) string {
	switch {
	case t.Loader == "":
		return fmt.Sprintf("%s is static: it needs no loader and no library from the base", t.Program)
	case t.AddOns > 0:
		return fmt.Sprintf("%s starts: the loader %s and %d libraries are there, and %d native modules find what they need",
			t.Program, t.Loader, len(t.Libraries), t.AddOns)
	case len(t.Libraries) == 0:
		return fmt.Sprintf("%s starts: the loader %s is there", t.Program, t.Loader)
	}
	return fmt.Sprintf("%s starts: the loader %s and its %d libraries are there (%s)",
		t.Program, t.Loader, len(t.Libraries), names(t.Libraries))
}

// names are the first few file names of paths.
func names(paths []string) string {
	const most = 4
	var list []string
	for _, p := range paths[:min(most, len(paths))] {
		list = append(list, path.Base(p))
	}
	if len(paths) > most {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

// sentence says what an obstacle is, so that a person can check it.
func sentence(o image.Obstacle, b Base) string {
	switch o.Kind {
	case image.NoProgram:
		return fmt.Sprintf("%s is not found on %s", o.Wants, b.Ref)
	case image.NotExecutable:
		return fmt.Sprintf("%s can't be started: it lacks %s", o.In, o.Wants)
	case image.WrongMachine:
		return fmt.Sprintf("%s is for %s, and there is %s", o.In, o.Wants, o.There)
	case image.NoInterpreter:
		return fmt.Sprintf("the script %s is run by %s, which %s lacks", o.In, o.Wants, b.Ref)
	case image.NoLoader:
		return noLoader(o, b)
	case image.NoLibrary:
		return fmt.Sprintf("%s needs the library %s, which %s does not carry", o.In, o.Wants, b.Ref)
	case image.NoVersion:
		return fmt.Sprintf("%s wants %s, and %s", o.In, o.Wants, o.There)
	case image.WrongRuntime:
		return fmt.Sprintf("%s is for %s, and %s has %s", o.In, o.Wants, b.Ref, o.There)
	case image.NoCommand:
		return fmt.Sprintf("the script %s calls %s, which %s lacks", o.In, o.Wants, b.Ref)
	case image.Compatibility:
		return fmt.Sprintf("%s is linked to glibc and runs on %s, which carries out most of glibc but not all", o.In, o.There)
	case image.NotFollowed:
		return fmt.Sprintf("the start could not be followed through %s, which would need %s", o.In, o.Wants)
	}
	return fmt.Sprintf("%s: %s %s", o.Kind, o.In, o.Wants)
}

func noLoader(o image.Obstacle, b Base) string {
	if o.There == "" {
		return fmt.Sprintf("%s needs the loader %s, which this base lacks", o.In, o.Wants)
	}
	return fmt.Sprintf("%s needs the loader %s, which this base lacks: %s carries %s", o.In, o.Wants, b.Ref, o.There)
}

// judgeHealthCheck says when a health check can't run: the program starts, and counts as ill for ever.
func judgeHealthCheck(f *findings, files *image.FileSystem, start image.Start, b Base) {
	check := start.HealthCheck
	if len(check) == 0 || check[0] == "NONE" {
		return
	}
	start.Args, start.Entrypoint = check[1:], nil
	if check[0] == "CMD-SHELL" {
		start.Args = append([]string{"/bin/sh", "-c"}, check[1:]...)
	}
	for _, o := range files.Trace(start, nil).Obstacles {
		f.warn("the health check fails: %s", sentence(o, b))
		return
	}
}
