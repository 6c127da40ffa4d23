package compiled

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/rewrite/model"
)

// Writes says what a RUN writes by redirection outside the folder that it works in; empty when nothing.
func Writes(stage *model.Stage, index int) string {
	s := stage.Scripts[index]
	if s == nil || s.Tree == nil {
		return ""
	}
	w := writes{script: s, dir: stage.Dirs[index]}
	syntax.Walk(s.Tree, func(n syntax.Node) bool {
		if stmt, ok := n.(*syntax.Stmt); ok && w.why == "" {
			w.stmt(stmt)
		}
		return true
	})
	return w.why
}

// writes looks for the redirections of a script.
type writes struct {
	script *model.Script
	// dir is the folder that the script starts in.
	dir string
	why string
}

func (w *writes) stmt(stmt *syntax.Stmt) {
	for _, r := range stmt.Redirs {
		op := r.Op.String()
		if r.Word == nil || !strings.Contains(op, ">") || strings.Contains(op, "&") && r.Op != syntax.RdrAll {
			continue
		}
		target := r.Word.Lit()
		dir, known := w.dirAt(stmt)
		switch at := model.Resolve(dir, target); {
		case target == "" || !known && !strings.HasPrefix(target, "/"):
			w.why = "writes a file whose name can't be told"
		case strings.HasPrefix(at, "/dev/") || strings.HasPrefix(at, "/etc/apt/") || strings.HasPrefix(at, "/tmp/"):
		case w.dir != "/" && strings.HasPrefix(at, w.dir+"/"):
		default:
			w.why = "writes " + at + ", which the program may need at run time"
		}
	}
}

// dirAt is the folder that a statement is run in; known is false behind a cd to where can't be told.
func (w *writes) dirAt(stmt *syntax.Stmt) (dir string, known bool) {
	at := int(stmt.Pos().Offset())
	if w.script.Editable {
		at += w.script.Body
	}
	for _, c := range w.script.Commands {
		if c.At >= at {
			return c.Dir, c.DirKnown
		}
	}
	return w.dir, true
}
