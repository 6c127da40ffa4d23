package java

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// tool is a run of Maven or Gradle.
type tool struct {
	model.Command
	kind JavaTool
	// dir is the folder of the project that it builds; packs says that it leaves a jar.
	dir   string
	packs bool
}

// readTool reads a run of a build tool; ok is false for any other command.
func readTool(c model.Command) (t tool, ok bool) {
	t = tool{Command: c, dir: c.Dir}
	switch name := c.Name(); name {
	case "mvn", "mvnw":
		t.kind = Maven
	case "gradle", "gradlew":
		t.kind = Gradle
	case "sh", "bash":
		// "sh mvnw" and "sh ./gradlew" stand for scripts without the x bit.
		if base := path.Base(c.Arg(1)); base == "mvnw" || base == "gradlew" {
			c.Args = c.Args[1:]
			return readTool(c)
		}
		return tool{}, false
	default:
		return tool{}, false
	}
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		switch {
		case t.kind == Maven && (a == "-f" || a == "--file"), t.kind == Gradle && (a == "-p" || a == "--project-dir"):
			i++
			t.dir = model.Resolve(c.Dir, c.Arg(i))
			if strings.HasSuffix(t.dir, ".xml") {
				t.dir = path.Dir(t.dir)
			}
		case t.packing(a):
			t.packs = true
		}
	}
	return t, true
}

// packing says whether a phase or task leaves a jar.
func (t tool) packing(task string) bool {
	if t.kind == Maven {
		return slices.Contains([]string{"package", "verify", "install", "deploy", "integration-test"}, task)
	}
	task = task[strings.LastIndex(task, ":")+1:]
	return slices.Contains([]string{"build", "assemble", "jar", "bootJar", "shadowJar", "fatJar", "uberJar", "quarkusBuild"}, task)
}

// outFolders are the folders, relative to a project or module, in which the tool leaves jars.
func (t tool) outFolders() []string {
	if t.kind == Maven {
		return []string{"target"}
	}
	return []string{"build/libs", "build"}
}
