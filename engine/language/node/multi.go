package node

import (
	"fmt"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/pattern"
)

// fixedBase says whether the base of a final stage that exists already has to stay, and why; without a reason it is one that
// nothing can be gained on.
func (r *reading) fixedBase() (why string, fixed bool) {
	base := r.final.Base
	if strings.Contains(base, "slim") || strings.Contains(base, "alpine") || strings.Contains(base, "distroless") {
		return "", true
	}
	program := ""
	if argv := r.final.Start.Argv; len(argv) == 0 || argv[0] != "node" && argv[0] != "npm" {
		program = "the image starts a program that may need what its base has today"
	}
	if why = pattern.KeepsBase(r.final.Stage, program, "node", "node", "npm", "npx"); why == "" {
		why = r.needsBase()
	}
	return why, why != ""
}

// needsBase says why the program may need the base that it has today; empty when it doesn't.
func (r *reading) needsBase() string {
	n := r.node()
	if n == nil {
		return "there is no package.json that says what the program needs"
	}
	for _, native := range n.Native {
		if len(native.Run) > 0 {
			return fmt.Sprintf("%s needs %s, which the base has today", native.Name, strings.Join(native.Run, ", "))
		}
	}
	if len(n.Assets) > 0 || r.needed().Has(evidence.Starts, evidence.Shell) {
		return "the sources start other programs or packages with files of their own, which may need what the base has today"
	}
	return ""
}

// lighterBase says whether a candidate fits the program and is lighter than the base it has today, as far as the catalogue's
// snapshot tells.
func (r *reading) lighterBase() bool {
	current := r.final.Base
	program := r.ProgramWith(r.Program, map[string]bool{})
	rows := []bases.Candidate{{Base: bases.Describe(current), Facts: bases.Snapshot(current), Current: true}}
	for _, b := range r.Candidates {
		if !bases.SameRef(b.Ref, current) {
			rows = append(rows, bases.Candidate{Base: b, Facts: bases.Snapshot(b.Ref), Verdict: bases.Judge(program, b)})
		}
	}
	ref, _ := bases.Recommend(program, rows)
	return ref != ""
}

// text is a file of the build context, empty when it can't be read.
func (r *reading) text(name string) string {
	return string(readSource(r.files(), name))
}
