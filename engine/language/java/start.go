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
func readStart(s *model.Stage) (start, string) { return readWords(s.Start, s.Dir) }

// readWords reads what is started in a working directory.
func readWords(st model.Start, dir string) (start, string) {
	switch {
	case st.Unclear != "":
		return start{}, st.Unclear
	case len(st.Argv) == 0:
		return start{}, "it is not known which program the image starts"
	}
	out := start{java: st.Argv[0]}
	if why := againstProgram(out.java); why != "" {
		return start{}, why
	}
	if why := out.read(st.Argv[1:]); why != "" {
		return start{}, why
	}
	if why := out.againstJar(); why != "" {
		return start{}, why
	}
	out.at = model.Resolve(dir, out.jar)
	return out, ""
}

// againstProgram says why a program is not the java of any image of Java; empty when it is.
func againstProgram(program string) string {
	switch name := path.Base(program); name {
	case "java":
	case "mvn", "mvnw", "gradle", "gradlew":
		return "the image starts " + name + " itself, so it needs the JDK and the sources at run time"
	default:
		return "the image starts " + program + " and not java, so what that needs is not known"
	}
	switch program {
	case "java", "/opt/java/openjdk/bin/java", "/usr/bin/java":
		return ""
	}
	return "the image starts " + program + ", a path that other images of Java don't have"
}

// read sorts the words behind java: the jar apart from all others. It returns why it can't be told what a word is.
func (s *start) read(words []string) string {
	for i := 0; i < len(words); i++ {
		switch w := words[i]; {
		case strings.HasPrefix(w, "-javaagent:") || strings.HasPrefix(w, "-agentpath:") || strings.HasPrefix(w, "@"):
			return "the start command names " + w + ", and it is not known where that file comes from"
		case namesJar(w) && i+1 < len(words) && s.jar == "":
			i++
			s.jar, s.classpath = words[i], w != "-jar"
		default:
			s.args = append(s.args, w)
		}
	}
	return ""
}

// namesJar says whether a jar follows an option.
func namesJar(option string) bool {
	return option == "-jar" || option == "-cp" || option == "-classpath" || option == "--class-path"
}

// againstJar says why what is started is not one jar that can be copied; empty when it is.
func (s *start) againstJar() string {
	switch {
	case s.jar == "" || strings.ContainsAny(s.jar, "$`"):
		return "the start command names no jar with -jar"
	case s.classpath && (strings.ContainsAny(s.jar, ":*") || !strings.HasSuffix(s.jar, ".jar")):
		return "the program is started from the class path " + s.jar + ", and which files it needs of it is not known"
	case strings.HasSuffix(s.jar, ".war"):
		return "the image starts a war, whose server may need more than the file"
	}
	return ""
}
