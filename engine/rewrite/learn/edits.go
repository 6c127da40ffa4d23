package learn

import (
	"encoding/json"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// Edits are what entries make of a text: before is the Dockerfile as it is, after with all else that the plan changes. What is
// carried comes from the stage that builds, or, where the final stage only has another base, from the base that it has today.
func Edits(before, after *model.Model, entries []Entry) []dockerfile.Edit {
	w := writer{stage: after.Final(), from: before.Final().Base, base: true}
	if at := before.Final().Index; at != w.stage.Index {
		w.from, w.base = after.Stages[at].Name, false
	}
	for _, e := range entries {
		switch {
		case e.Kind == Carry && w.has(e):
			w.lines = append(w.lines, w.copy(e, ""))
		case e.Kind == Give:
			w.give(e)
		}
	}
	if len(w.owned) > 0 {
		w.lines = append(w.lines, w.chown()...)
	}
	return append(w.install(entries), insert(w.at, w.lines)...)
}

// insert is the edit that writes lines before the one that at gives; none for no lines.
func insert(at func() int, lines []string) []dockerfile.Edit {
	if len(lines) == 0 {
		return nil
	}
	first := at()
	return []dockerfile.Edit{{Lines: dockerfile.Lines{First: first, Last: first - 1}, Text: strings.Join(lines, "\n") + "\n"}}
}

// install is the edit that installs packages, in front of all else that the final stage does.
func (w *writer) install(entries []Entry) []dockerfile.Edit {
	var names []string
	for _, e := range entries {
		if e.Kind == Install {
			names = append(names, e.Path)
		}
	}
	if len(names) == 0 || bases.Describe(w.stage.Base).PackageManager != "apt" {
		return nil
	}
	line := "RUN apt-get update \\\n    && apt-get install -y --no-install-recommends " + strings.Join(names, " ") + " \\\n    && rm -rf /var/lib/apt/lists/*"
	from := w.stage.Instructions[0]
	return insert(func() int { return from.Lines.Last + 1 }, []string{line})
}

// writer writes the lines of entries into a final stage.
type writer struct {
	stage *model.Stage
	// from is the stage or image that is copied from; base says that it is the base alone: what was built on it is in the final
	// stage itself.
	from         string
	base         bool
	lines, owned []string
}

// has says whether what is copied from has the source of an entry.
func (w *writer) has(e Entry) bool { return e.OfBase || !w.base }

// copy is the line that copies an entry.
func (w *writer) copy(e Entry, owner string) string {
	flags := "COPY --from=" + w.from
	if owner != "" {
		flags += " --chown=" + owner
	}
	if !strings.ContainsAny(e.Source+e.Path, " \t\"'\\$[*?") {
		return flags + " " + e.Source + " " + e.Path
	}
	list, err := json.Marshal([]string{e.Source, e.Path})
	if err != nil {
		return ""
	}
	return flags + " " + string(list)
}

// give gives a folder to the user: with a shell as it stands in the final stage, without one as it is copied.
func (w *writer) give(e Entry) {
	switch {
	case model.IsRoot(w.stage.User):
	case bases.Describe(w.stage.Base).Shell != "" && !strings.ContainsAny(e.Path, " '\"$`\\"):
		w.owned = append(w.owned, e.Path)
	case w.has(e):
		w.lines = append(w.lines, w.copy(e, w.stage.User))
	}
}

// chown are the lines that give what stands in the final stage to its user, as root.
func (w *writer) chown() []string {
	i := w.behindFiles()
	line := "RUN chown -R " + w.stage.User + " " + strings.Join(w.owned, " ")
	if i >= len(w.stage.Instructions) && model.IsRoot(w.stage.User) || i < len(w.stage.Users) && model.IsRoot(w.stage.Users[i]) {
		return []string{line}
	}
	return []string{"USER root", line, "USER " + w.stage.User}
}

// behindFiles is the index of the first instruction behind all that bring files which sets the user or the start; the number of
// instructions where none does.
func (w *writer) behindFiles() int {
	files := []string{"COPY", "ADD", "RUN"}
	last := 0
	for i, ins := range w.stage.Instructions {
		if slices.Contains(files, ins.Keyword) {
			last = i
		}
	}
	for i, ins := range w.stage.Instructions {
		if i > last && slices.Contains([]string{"USER", "ENTRYPOINT", "CMD"}, ins.Keyword) {
			return i
		}
	}
	return len(w.stage.Instructions)
}

// at is the line that the entries stand before.
func (w *writer) at() int {
	if i := w.behindFiles(); i < len(w.stage.Instructions) {
		return w.stage.Model().WithComments(w.stage.Instructions[i].Lines).First
	}
	return w.stage.End()
}

// Whole says whether a folder may be carried or given whole: it is none of the base's own.
func Whole(folder string) bool { return !effects.IsSystemFolder(folder) }
