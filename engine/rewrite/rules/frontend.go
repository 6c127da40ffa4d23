package rules

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// SyntaxLine is the id of the rule that names the frontend.
const SyntaxLine = "syntax-line"

func copyLink() rule.Rule {
	return rule.Rule{
		ID: "copy-link", Minor: true, Group: rule.Speed, Severity: rule.Info, Title: "Copy into a layer of its own (--link)",
		Next:  "add --link where nothing else changes the folder that is copied to",
		Why:   "A new base needs no new copy: the layer is kept and put on top.",
		Check: checkLink,
	}
}

func syntaxLine() rule.Rule {
	return rule.Rule{
		ID: SyntaxLine, Group: rule.Speed, Severity: rule.Info, Title: "Name the frontend (# syntax)",
		Next: "write # syntax=docker/dockerfile:1 among the directives at the top if the file is built by Docker older than 23",
		Why: "An older builder then fetches a frontend that knows what the file uses. Turn this on if the file is built by Docker " +
			"older than 23; the builder has to reach the registry.",
		Check: checkSyntax,
	}
}

// linkable are folders that every image has as root's, with the mode 755, and that are no symbolic links.
const linkable = "/ /usr/local /usr/local/bin /usr/local/lib /usr/local/share /usr/bin /usr/share /opt /etc /srv"

// checkLink looks at what the final stage copies from other stages. It starts turned off: --link makes the folders above anew.
func checkLink(m *model.Model) []rule.Finding {
	var out []rule.Finding
	s := m.Final()
	for i, ins := range s.Instructions {
		c := copyOf(ins)
		if c == nil || c.From == "" || strings.Contains(ins.Text, "--link") || len(c.SourcePaths) != 1 || m.StageOf(s, ins, c.From) < 0 {
			continue
		}
		dest := model.ExpandVars(c.DestPath, s.Envs[i])
		switch {
		case !path.IsAbs(dest) || strings.HasSuffix(dest, "/"):
			out = append(out, rule.Refuse(ins.Lines, "the folder that is copied to may be a link, or have another owner"))
			continue
		case !has(linkable, path.Dir(path.Clean(dest))):
			out = append(out, rule.Refuse(ins.Lines, "--link would make the folder "+path.Dir(path.Clean(dest))+" anew, with root as its owner"))
			continue
		case has("/bin /sbin /lib /lib64", path.Clean(dest)):
			out = append(out, rule.Refuse(ins.Lines, dest+" is a link in many images"))
			continue
		case c.Chown != "" && !model.IsNumeric(c.Chown):
			out = append(out, rule.Refuse(ins.Lines, "--link knows no names of users"))
			continue
		}
		text := strings.ReplaceAll(ins.Text, "\r\n", "\n")
		at := model.KeywordEnd(text, ins.Keyword)
		out = append(out, rule.Finding{
			Lines: ins.Lines, Off: true, Frontend: "COPY --link", Edits: []dockerfile.Edit{edit(ins, text[:at]+" --link"+text[at:])},
			Why: "A new base needs no new copy: the layer is kept and put on top. Turn this on if nothing else changes the folder that is copied to.",
		})
	}
	return out
}

// checkSyntax asks for a frontend where the file uses what came with 1.4 or later: heredocs, --link, --checksum.
func checkSyntax(m *model.Model) []rule.Finding {
	if m.File.Syntax != "" {
		return nil
	}
	for _, s := range m.Stages {
		for _, ins := range s.Instructions {
			what := newFeature(ins)
			if what == "" {
				continue
			}
			if hasDirective(m) {
				return []rule.Finding{rule.Refuse(ins.Lines, "the file starts with another directive or with #!, and the syntax line has to stand right with it")}
			}
			return []rule.Finding{{
				Lines: ins.Lines, Off: true,
				Edits: []dockerfile.Edit{{Lines: dockerfile.Lines{First: 1, Last: 0}, Text: "# syntax=docker/dockerfile:1\n"}},
				Why:   "The file uses " + what + ". Turn this on if it is built by Docker older than 23; the builder has to reach the registry.",
			}}
		}
	}
	return nil
}

// ForChange returns the finding of the syntax line that goes with a change which writes something new, by that change's
// finding and title; ok is false when the file has such a line, or another directive. It has no edits: once the other change
// is made, the rule finds what it wrote.
func ForChange(m *model.Model, f rule.Finding) (line rule.Finding, ok bool) {
	return rule.Finding{
		Lines: f.Lines, Off: true, Needs: []string{f.Rule},
		Why: "“" + f.Title + "” writes " + f.Frontend + ". Turn this on with it if the file is built by Docker older than 23; " +
			"the builder has to reach the registry.",
	}, m.File.Syntax == "" && !hasDirective(m)
}

// hasDirective says whether the file starts with a parser directive, or with "#!", which only counts in the first line.
func hasDirective(m *model.Model) bool {
	if m.File.Escape != '\\' {
		return true
	}
	first := strings.ToLower(strings.ReplaceAll(m.File.Line(1), " ", ""))
	return strings.HasPrefix(first, "#!") || strings.HasPrefix(first, "#escape=") || strings.HasPrefix(first, "#check=") || strings.HasPrefix(first, "#syntax=")
}

// newFeature names what an instruction uses that frontends before 1.4 do not know; empty when nothing.
func newFeature(ins dockerfile.Instruction) string {
	switch c := ins.Command.(type) {
	case *instructions.RunCommand:
		if len(c.Files) > 0 {
			return "a heredoc"
		}
	case *instructions.CopyCommand:
		switch {
		case len(c.SourceContents) > 0:
			return "a heredoc"
		case c.Link:
			return "COPY --link"
		case c.Parents:
			return "COPY --parents"
		case len(c.ExcludePatterns) > 0:
			return "COPY --exclude"
		}
	case *instructions.AddCommand:
		if c.Checksum != "" {
			return "ADD --checksum"
		}
	}
	return ""
}
