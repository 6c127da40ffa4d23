// Package report writes a Comparison for people and for programs: one self-contained HTML file, Markdown, JSON of a
// versioned schema, and the change of the Dockerfile as a patch.
package report

import (
	"encoding/json"
	"fmt"
	"io"

	"lightship/engine/compare"
)

// WriteJSON writes c as JSON of the schema in docs/report.schema.json. Secrets of the Dockerfiles are masked, as in all reports.
func WriteJSON(w io.Writer, c *compare.Comparison) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(masked(c)); err != nil {
		return fmt.Errorf("write the JSON report: %w", err)
	}
	return nil
}
