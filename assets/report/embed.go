// Package report holds the templates that reports are made from.
package report

import _ "embed"

// HTML is the template of the self-contained HTML report.
//
//go:embed report.html.tmpl
var HTML string

// CSS is the style sheet that the HTML report carries.
//
//go:embed report.css
var CSS string

// Markdown is the template of the short Markdown report.
//
//go:embed report.md.tmpl
var Markdown string
