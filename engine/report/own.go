package report

import (
	"bytes"
	"encoding/json"
)

// ownHead is how many bytes of a report.html are looked at: its head without the styles.
const ownHead = 1024

// IsOwn says whether a file is a report that WriteHTML or WriteJSON wrote, and so may be replaced by the next one.
func IsOwn(data []byte) bool {
	if bytes.Contains(data[:min(len(data), ownHead)], []byte(`<meta name="generator" content="Lightship `)) {
		return true
	}
	var document struct {
		Schema  int    `json:"schema"`
		Version string `json:"lightship_version"`
	}
	return json.Unmarshal(data, &document) == nil && document.Schema > 0 && document.Version != ""
}
