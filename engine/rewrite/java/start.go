package java

import (
	"path"
	"strings"

	"lightship/engine/rewrite/model"
)

// start is a java command line.
type start struct {
	// jar is the jar as it is written, and at where it stands in the image.
	jar, at string
	// args are the words behind the program: options of the JVM's and arguments of the program's that may name files.
	args []string
	// java is the program that is started: "java", or the absolute path to it.
	java string
	// classpath says that the jar is given with -cp and a class, and not with -jar.
	classpath bool
}

// readStart reads what a stage starts. It returns why that can't be told.
func readStart(s *model.Stage) (start, string) {
	st := s.Start
	switch {
	case st.Unclear != "":
		return start{}, st.Unclear
	case len(st.Argv) == 0:
		return start{}, "it is not known which program the image starts"
	}
	switch name := path.Base(st.Argv[0]); name {
	case "java":
	case "mvn", "mvnw", "gradle", "gradlew":
		return start{}, "the image starts " + name + " itself, so it needs the JDK and the sources at run time"
	default:
		return start{}, "the image starts " + st.Argv[0] + " and not java, so what that needs is not known"
	}
	out := start{java: st.Argv[0]}
	if strings.Contains(out.java, "/") && out.java != "/opt/java/openjdk/bin/java" && out.java != "/usr/bin/java" {
		return start{}, "the image starts " + out.java + ", a path that other images of Java don't have"
	}
	words := st.Argv[1:]
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case strings.HasPrefix(w, "-javaagent:") || strings.HasPrefix(w, "-agentpath:") || strings.HasPrefix(w, "@"):
			return start{}, "the start command names " + w + ", and it is not known where that file comes from"
		case (w == "-jar" || w == "-cp" || w == "-classpath" || w == "--class-path") && i+1 < len(words) && out.jar == "":
			i++
			out.jar, out.classpath = words[i], w != "-jar"
		default:
			out.args = append(out.args, w)
		}
	}
	switch {
	case out.jar == "" || strings.ContainsAny(out.jar, "$`"):
		return start{}, "the start command names no jar with -jar"
	case out.classpath && (strings.ContainsAny(out.jar, ":*") || !strings.HasSuffix(out.jar, ".jar")):
		return start{}, "the program is started from the class path " + out.jar + ", and which files it needs of it is not known"
	case strings.HasSuffix(out.jar, ".war"):
		return start{}, "the image starts a war, whose server may need more than the file"
	}
	out.at = model.Resolve(s.Dir, out.jar)
	return out, ""
}
