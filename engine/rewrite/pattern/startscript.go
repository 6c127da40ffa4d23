package pattern

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// writing are programs that write files, or give them to somebody.
var writing = []string{"mkdir", "chown", "chmod", "touch", "cp", "mv", "sed", "tee", "install", "ln", "rm", "dd", "truncate"}

// WritesFiles says whether a program is one that writes files, or gives them to somebody.
func WritesFiles(program string) bool { return slices.Contains(writing, path.Base(program)) }

// WritesItself says whether a redirection of a script writes a file.
func WritesItself(s *model.Script) bool {
	return slices.ContainsFunc(s.Writes, func(w model.Redirect) bool { return !strings.HasPrefix(w.Path.Text, "/dev/") })
}

// writingScript says of a script that the image of a stage is started by that it writes files, or gives them to somebody, or that what it
// does can't be told; empty when neither is so.
func writingScript(s *model.Stage) string {
	starts := []model.Start{s.Start}
	for _, st := range s.Replaced() {
		starts = append(starts, st.Start)
	}
	for _, st := range starts {
		for i, word := range append(slices.Clone(st.Argv), strings.Fields(st.Script)...) {
			text, there := scriptOf(s, word)
			switch sc, err := model.ReadShell(text, s.Env, s.Dir); {
			case !there && i == 0 && slices.Contains([]string{".sh", ".bash"}, path.Ext(word)):
				return "What " + path.Base(word) + " does before it starts the program can't be told"
			case !there || !model.IsShellScript(text):
			case err != nil || WritesItself(sc) || slices.ContainsFunc(sc.Commands, func(c model.Command) bool { return WritesFiles(c.Name()) }):
				return path.Base(word) + " changes files before it starts the program"
			}
		}
	}
	return ""
}

// scriptOf is the text of the file that a word of a start command is, by its path or by its name.
func scriptOf(s *model.Stage, word string) (text string, ok bool) {
	places := []string{model.Resolve(s.Dir, word)}
	if !strings.Contains(word, "/") {
		for folder := range strings.SplitSeq(s.Env.Value("PATH"), ":") {
			places = append(places, path.Join(folder, word))
		}
		places = append(places, path.Join("/usr/local/bin", word), path.Join("/usr/bin", word))
	}
	for _, at := range places {
		if text, ok = s.Model().ImageFile(s, len(s.Instructions), at); ok {
			return text, true
		}
	}
	return "", false
}
