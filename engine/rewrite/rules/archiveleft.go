package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func archiveLeft() rule.Rule {
	return rule.Rule{
		ID: "archive-left", Group: rule.Size, Severity: rule.Warning, Title: "Delete a downloaded archive when it is unpacked",
		Next:  "unpack it and delete it in the RUN that downloads it",
		Why:   "The image ships the archive as well as what was in it.",
		Check: checkArchives,
	}
}

// checkArchives finds RUNs that download a file, unpack it and leave it there.
func checkArchives(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, r := range runs(m) {
		if !shipsStage(m, r.stage) || m.Split && r.stage.Index == m.Final().Index {
			continue
		}
		downloaded := map[string]string{}
		var left []string
		for _, c := range r.Commands {
			if at, written := downloads(c); at != "" && (path.IsAbs(written) || c.Dir != r.stage.Dirs[r.index] || isDirKnown(m, r)) {
				downloaded[at] = written
			}
			if archive := unpacks(c); archive != "" && downloaded[archive] != "" {
				left = append(left, archive)
			}
			if c.Name() == "rm" || c.Name() == "mv" {
				left = slices.DeleteFunc(left, func(p string) bool { return removesPath(c, p) })
			}
		}
		if len(left) > 0 {
			out = append(out, archiveFinding(r, left))
		}
	}
	return out
}

// isDirKnown says whether the working directory that a RUN begins in is known: an absolute WORKDIR, or that of a base which is known.
func isDirKnown(m *model.Model, r run) bool {
	for s, before := r.stage, r.index; ; s, before = m.Stages[s.Parent], len(m.Stages[s.Parent].Instructions) {
		for i, ins := range s.Instructions[:before] {
			if c, ok := ins.Command.(*instructions.WorkdirCommand); ok && path.IsAbs(model.ExpandVars(c.Path, s.Envs[i])) {
				return true
			}
		}
		if s.Parent < 0 {
			return bases.Describe(s.Base).Config.Known
		}
	}
}

// downloads returns where a command puts a file that it fetches, absolute and as written; empty when it fetches none or
// the place can't be told.
func downloads(c model.Command) (at, written string) {
	if !has("curl wget", c.Name()) || !c.DirKnown || c.Nested {
		return "", ""
	}
	url, keeps := "", c.Name() == "wget"
	for i, w := range c.Args {
		switch {
		case !w.Known:
		case strings.Contains(w.Text, "://"):
			url = w.Text
		case namesFile(c.Name(), w.Text) && i+1 < len(c.Args):
			written = c.Arg(i + 1)
		case keepsName(w.Text):
			keeps = true
		}
	}
	if written == "" && keeps {
		written = path.Base(url)
	}
	if written == "" || written == "-" || strings.ContainsAny(written, "?*") {
		return "", ""
	}
	return model.Resolve(c.Dir, written), written
}

// namesFile says whether the word behind a flag of curl or wget is the file to write.
func namesFile(program, flag string) bool {
	if program == "wget" {
		return flag == "-O" || flag == "--output-document"
	}
	return flag == "--output" || isShortFlag(flag) && strings.HasSuffix(flag, "o")
}

// keepsName says whether a flag of curl writes the file by its name in the URL, as wget does without any.
func keepsName(flag string) bool {
	return flag == "--remote-name" || isShortFlag(flag) && strings.Contains(flag, "O")
}

func isShortFlag(w string) bool {
	return len(w) > 1 && w[0] == '-' && w[1] != '-'
}

// unpacks returns the archive that a command unpacks, empty when it unpacks none.
func unpacks(c model.Command) string {
	if !c.DirKnown || !has("tar unzip bsdtar", c.Name()) {
		return ""
	}
	for i, w := range c.Args[min(1, len(c.Args)):] {
		if !w.Known || isFlag(w) || i == 0 && c.Name() != "unzip" && !strings.Contains(w.Text, ".") {
			continue
		}
		for _, ext := range []string{".tar", ".tgz", ".gz", ".xz", ".bz2", ".zip", ".zst", ".txz", ".tbz2"} {
			if strings.HasSuffix(w.Text, ext) {
				return model.Resolve(c.Dir, w.Text)
			}
		}
	}
	return ""
}

// removesPath says whether a command takes a file away from its place.
func removesPath(c model.Command, p string) bool {
	for _, w := range c.Args[1:] {
		if !w.Known {
			return true // it may be this one
		}
		pattern := model.Resolve(c.Dir, w.Text)
		if matched, err := path.Match(pattern, p); err == nil && matched || below(p, pattern) {
			return true
		}
	}
	return false
}

// archiveFinding removes the archives at the end of the RUN.
func archiveFinding(r run, left []string) rule.Finding {
	f := rule.Finding{Lines: r.ins.Lines, Leaves: rule.Leaves{At: r.ins.Lines, Paths: left}}
	for _, p := range left {
		for i := r.index + 1; i < len(r.stage.Instructions); i++ {
			if strings.Contains(r.stage.Instructions[i].Text, path.Base(p)) {
				f.Refused = line(r.stage.Instructions[i]) + " names " + path.Base(p) + " again"
			}
		}
	}
	switch {
	case f.Refused != "":
	case !r.Editable || len(r.Steps()) == 0:
		f.Refused = "a heredoc or exec form is left alone"
	case !endsInStep(r.Script):
		f.Refused = "the script ends in something that nothing can be joined to"
	default:
		text := strings.TrimRight(r.Text, " \t\n") + " \\\n    && rm " + strings.Join(left, " ")
		f.Edits = []dockerfile.Edit{edit(r.ins, text)}
	}
	return f
}
