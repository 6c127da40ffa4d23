package compiled

import (
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// Writes says what a RUN writes by redirection outside the folder that it works in; empty when nothing.
func Writes(stage *model.Stage, index int) string {
	dir := stage.Dirs[index]
	for _, e := range effects.Of(stage) {
		place := effects.PlaceOf(e.Subject)
		switch {
		case e.Instruction != index || e.Kind != effects.Writes || e.Command != nil:
		case !e.Known:
			return "writes a file whose name can't be told"
		case place == effects.Temporary || place == effects.Volatile || dir != "/" && effects.Inside(e.Subject, dir):
		default:
			return "writes " + e.Subject + ", which the program may need at run time"
		}
	}
	return ""
}
