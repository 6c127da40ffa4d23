package rules

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func addLocal() rule.Rule {
	return rule.Rule{
		ID: "add-local", Group: rule.Safety, Severity: rule.Info, Title: "COPY in place of ADD", Also: []string{"DL3020"},
		Next:  "write COPY where nothing has to be unpacked",
		Why:   "ADD unpacks archives and fetches addresses; for files of the project COPY says what is meant.",
		Check: checkAddLocal,
	}
}

func addRemote() rule.Rule {
	return rule.Rule{
		ID: "add-remote", Group: rule.Safety, Severity: rule.Info, Title: "Pin what ADD fetches", Also: []string{"DL3020"},
		Next:  "add --checksum=sha256:... with the one its publisher gives",
		Why:   "What stands behind an address can change; --checksum makes the build fail when it does.",
		Check: checkAddRemote,
	}
}

// adds are the ADD instructions of a file.
func adds(m *model.Model) (out []added) {
	for _, s := range m.Stages {
		for i, ins := range s.Instructions {
			if c, ok := ins.Command.(*instructions.AddCommand); ok {
				out = append(out, added{ins: ins, add: c, env: s.Envs[i]})
			}
		}
	}
	return out
}

type added struct {
	ins dockerfile.Instruction
	add *instructions.AddCommand
	env dockerfile.Environment
}

// isRemote says whether a source of ADD is an address.
func isRemote(source string) bool {
	return strings.Contains(source, "://") || strings.HasPrefix(source, "git@") || strings.HasSuffix(source, ".git")
}

func checkAddLocal(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, a := range adds(m) {
		why, remote, archive := "", false, false
		for _, source := range a.add.SourcePaths {
			source = model.ExpandVars(source, a.env)
			remote = remote || isRemote(source)
			if why == "" {
				why, archive = m.NotPlain(source)
			}
		}
		if remote || archive {
			continue
		}
		if a.add.Checksum != "" || a.add.KeepGitDir != nil || a.add.Unpack != nil {
			continue
		}
		if why != "" {
			out = append(out, rule.Refuse(a.ins.Lines, why))
			continue
		}
		text := strings.ReplaceAll(a.ins.Text, "\r\n", "\n")
		out = append(out, rule.Finding{Lines: a.ins.Lines, Edits: []dockerfile.Edit{edit(a.ins, "COPY"+text[model.KeywordEnd(text, "ADD"):])}})
	}
	return out
}

func checkAddRemote(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, a := range adds(m) {
		for _, source := range a.add.SourcePaths {
			source = model.ExpandVars(source, a.env)
			if strings.HasPrefix(source, "http") && a.add.Checksum == "" && !strings.HasSuffix(source, ".git") {
				out = append(out, rule.Refuse(a.ins.Lines,
					"the checksum can't be known without fetching the file"))
				break
			}
		}
	}
	return out
}
