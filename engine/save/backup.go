package save

import (
	"fmt"
	"strconv"
	"strings"
)

// backupName is where the content of path is kept: path.bak, path.2.bak, ....
func backupName(path string, n int) string {
	if n == 1 {
		return path + ".bak"
	}
	return fmt.Sprintf("%s.%d.bak", path, n)
}

// IsBackup says whether path has the name of a backup of one of the files.
func IsBackup(path string, files ...string) bool {
	if !strings.HasSuffix(path, ".bak") {
		return false
	}
	for _, file := range files {
		middle, is := strings.CutPrefix(path, file+".")
		if !is {
			continue
		}
		n := 1
		if middle != "bak" {
			n, _ = strconv.Atoi(strings.TrimSuffix(middle, ".bak")) // 0 is the number of none
		}
		if n > 0 && path == backupName(file, n) {
			return true
		}
	}
	return false
}

// BackupsInContext returns a function that says which files of a build context are backups of what is saved there: the Dockerfile
// with this name and text, and its ignore files. Names and paths are relative to the context, with slashes. A Dockerfile that
// speaks of backups itself has none: they may be meant to be sent.
func BackupsInContext(dockerfile string, text []byte) func(path string) bool {
	if dockerfile == "" {
		dockerfile = "Dockerfile"
	}
	if strings.Contains(string(text), ".bak") {
		return func(string) bool { return false }
	}
	return func(path string) bool { return IsBackup(path, dockerfile, dockerfile+".dockerignore", ".dockerignore") }
}
