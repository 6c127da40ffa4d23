package report

import (
	"fmt"
	"io"
	"strings"
	"text/template"

	templates "lightship/assets/report"
	"lightship/engine/compare"
)

// WriteMarkdown writes the figures of c as a short Markdown text, for a pull request's comment.
func WriteMarkdown(w io.Writer, c *compare.Comparison) error {
	t, err := template.New("report").Funcs(formatters()).Parse(templates.Markdown)
	if err != nil {
		return fmt.Errorf("read the Markdown report's template: %w", err)
	}
	if err := t.Execute(w, newPage(c)); err != nil {
		return fmt.Errorf("write the Markdown report: %w", err)
	}
	return nil
}

// cell makes s plain text on one line: nothing in it is Markdown or HTML.
func cell(s string) string {
	var text strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_{}[]()#+!|<>~&", r) {
			text.WriteByte('\\')
		}
		text.WriteRune(r)
	}
	return text.String()
}
