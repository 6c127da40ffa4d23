package effects

import (
	_ "embed"
	"encoding/json"
	"sync"

	"lightship/engine/commandline"
	"lightship/engine/rewrite/model"
)

// commandsFile says what each command that is known does.
//
//go:embed commands.json
var commandsFile []byte

// row is one of a table's: what holds of several names.
type row struct {
	Is, About string
	Names     []string
}

// byName reads a table that is compiled in: what holds of each name.
func byName(file []byte) map[string]string {
	var rows []row
	if err := json.Unmarshal(file, &rows); err != nil {
		panic("read a table of effects: " + err.Error())
	}
	out := map[string]string{}
	for _, r := range rows {
		for _, name := range r.Names {
			out[name] = r.Is
		}
	}
	return out
}

// table is what each command does, by its name.
var table = sync.OnceValue(func() map[string]string { return byName(commandsFile) })

// doing is what a command does, empty when it is not known. What runs other programs is known elsewhere.
func doing(name string) string {
	switch {
	case commandline.IsShell(name):
		return "shell"
	case commandline.Wraps(name):
		return "wraps"
	}
	return table()[name]
}

// IsHarmless says whether a command leaves nothing that another image could miss.
func IsHarmless(name string) bool { return table()[name] == "nothing" }

// IsPlain says whether a command is one of the system's own tools: it starts no program of the project, and reads none of its
// packages.
func IsPlain(name string) bool {
	switch does := doing(name); does {
	case "", "shell", "sources", "evaluates", "wraps", "language-packages":
		return name == "env" || name == "exec"
	}
	return true
}

// readers are what reads a command that does something, by what the table says.
func readers() map[string]func(*walk, model.Command) {
	return map[string]func(*walk, model.Command){
		"makes-folders":     (*walk).mkdir,
		"makes":             (*walk).make,
		"touches":           (*walk).touch,
		"tees":              (*walk).tee,
		"edits":             (*walk).sed,
		"copies":            (*walk).cp,
		"moves":             (*walk).mv,
		"links":             (*walk).ln,
		"installs-files":    (*walk).install,
		"removes":           (*walk).rm,
		"permits":           (*walk).chmod,
		"owns":              (*walk).chown,
		"finds":             (*walk).find,
		"unpacks":           (*walk).unpack,
		"packages":          (*walk).packages,
		"package-files":     (*walk).dpkg,
		"language-packages": (*walk).languagePackages,
		"reconfigures":      (*walk).reconfigure,
		"adds-user":         (*walk).addUser,
		"adds-group":        (*walk).addGroup,
		"changes-user":      (*walk).changeUser,
		"downloads":         (*walk).download,
		"git":               (*walk).git,
		"wraps":             (*walk).wrapped,
		"shell":             (*walk).shell,
		"sources":           (*walk).source,
		"evaluates":         (*walk).evaluate,
		"serves":            (*walk).serve,
	}
}
