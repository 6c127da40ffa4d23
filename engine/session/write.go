package session

import (
	"slices"
	"time"

	"lightship/engine/report"
	"lightship/engine/save"
)

// writeAll writes all files for the user or none, with what was there kept beside it, unless it was a report of Lightship's. It
// returns what was written, the last first.
func writeAll(files []output) ([]SavedFile, error) {
	var list []save.File
	for _, f := range files {
		list = append(list, save.File{Path: f.path, Data: f.data, Disposable: func(old []byte) bool {
			return report.IsOwn(old) && report.IsOwn(f.data)
		}})
	}
	written, err := save.All(list)
	var saved []SavedFile
	for _, f := range written {
		saved = append(saved, SavedFile{Path: f.Path, Backup: f.Backup, At: time.Now()})
	}
	slices.Reverse(saved)
	return saved, err
}
