package pattern

import "lightship/engine/dockerfile"

// Edits collects the edits of one reading.
type Edits []dockerfile.Edit

// Replace puts text in the place of lines; an empty text removes them.
func (e *Edits) Replace(at dockerfile.Lines, text string) {
	*e = append(*e, dockerfile.Edit{Lines: at, Text: text})
}

// Insert puts text before a line.
func (e *Edits) Insert(before int, text string) {
	e.Replace(dockerfile.Lines{First: before, Last: before - 1}, text)
}
