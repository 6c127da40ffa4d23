package evidence

import (
	"path"
	"slices"
	"strings"
)

// WrittenEndings are the endings of names of files that programs make: logs, databases, the numbers of processes.
func WrittenEndings() []string {
	return []string{".log", ".db", ".db3", ".sqlite", ".sqlite3", ".bolt", ".pid"}
}

// LooksWritten says whether a name has the look of a file that programs write. Whether one does is not known.
func LooksWritten(name string) bool {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	return slices.Contains(WrittenEndings(), path.Ext(name)) && strings.Trim(stem, "*.") != "" && len(name) <= 300 &&
		!strings.ContainsAny(name, " \t\n<>|,;:()\"'")
}
