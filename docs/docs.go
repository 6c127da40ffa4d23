// Package docs holds the pages for users that the programs show themselves.
package docs

import "embed"

//go:embed rules/*.md
var rules embed.FS

// Rule returns the page of a rule as Markdown, by its path in this folder such as "rules/go-split.md". It fails with
// fs.ErrNotExist for one that is not there.
func Rule(path string) (string, error) {
	text, err := rules.ReadFile(path)
	return string(text), err
}
