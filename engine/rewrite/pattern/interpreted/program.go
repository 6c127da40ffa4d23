package interpreted

import (
	"fmt"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// Predicted is what the sources tell of a program that an interpreter runs: language and runtime are as bases.Program has them,
// native are the dependencies with native code, needed is what the sources show that it needs.
func Predicted(language, runtime string, native []project.Native, needed evidence.List) bases.Program {
	tls := needed.Of(evidence.Certificates)
	out := bases.Program{Language: language, Linkage: bases.Interpreted, Runtime: runtime, Predicted: true, NeedsCA: len(tls) > 0}
	for _, n := range native {
		out.Evidence = append(out.Evidence, n.Evidence)
	}
	out.Evidence = append(out.Evidence, project.Notes(tls)...)
	return out
}

// RunBy is what is known of a program once it is clear that the interpreter of an image runs it: what was told of a built file
// counts no more.
func RunBy(known bases.Program, language, runtime string, image bases.Base) bases.Program {
	known.Language, known.Runtime, known.RuntimeVersion, known.Libc = language, runtime, image.RuntimeVersion, image.Libc
	known.Release, known.Pinned = bases.NamedSuite(image.Ref), bases.Pinned(image.Ref)
	known.Linkage, known.Predicted, known.RuntimeOf = bases.Interpreted, true, ""
	if image.RuntimeVersion == "" {
		known.RuntimeOf = image.Ref
	}
	known.Bytes, known.Interpreter, known.Needed, known.GLIBC = 0, "", nil, ""
	return known
}

// NonRoot is pattern.NonRoot, turned off where something may write beside the program: writer begins a sentence with it, empty for
// nothing.
func NonRoot(final *model.Stage, volumes bool, writer string, needed evidence.List) rule.Finding {
	f := pattern.NonRoot(final, volumes, needed)
	if !f.Off && writer != "" {
		f.Off, f.Why = true, writer+" may write to the program's folder, which belongs to root: turn this on only if it does not."
	}
	return f
}

// Writer begins a sentence with what may write beside the program in an image made of these leaves, empty where nothing is known to.
func (l *Leaves) Writer(builder *model.Stage) string {
	if l.Carried != "" {
		return "The program, for which " + l.Carried + " is installed,"
	}
	return folderMaker(builder)
}

// folderMaker is the writer for NonRoot where a RUN of the builder makes a folder, empty where none does.
func folderMaker(builder *model.Stage) string {
	for _, e := range effects.Of(builder) {
		if e.Kind == effects.Makes {
			return fmt.Sprintf("The program, for which line %d makes a folder,", e.Line)
		}
	}
	return ""
}
