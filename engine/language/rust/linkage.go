package rust

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
)

// linkage is how the program is linked: for musl statically unless the flags say otherwise, for gnu to glibc unless they ask
// for a static C runtime. Source: doc.rust-lang.org/reference/linkage.html
func (r *reading) linkage() bases.Linkage {
	c, _ := r.build.buildOf(r.program)
	flags := c.Env.Value("RUSTFLAGS") + r.configFlags()
	musl := strings.Contains(c.triple(Of(r.Project)), "musl") ||
		c.triple(Of(r.Project)) == "" && bases.Describe(r.builder).Libc == "musl"
	switch {
	case strings.Contains(flags, "+crt-static"), musl && !strings.Contains(flags, "-crt-static"):
		return bases.Static
	case musl:
		return bases.DynamicMusl
	}
	return bases.DynamicGlibc
}

// configFlags is the text of cargo's configuration, in which flags may stand.
func (r *reading) configFlags() string {
	text, _ := r.Read(".cargo/config.toml")
	older, _ := r.Read(".cargo/config")
	return string(text) + string(older)
}

// Features of crates that compile the library into the program, whatever the system has.
func (r *reading) compiledIn(n project.Native) bool {
	if n.Name != "libsqlite3-sys" {
		return false
	}
	// sqlx always brings SQLite along; rusqlite and diesel do with the feature "bundled".
	for _, d := range Of(r.Project).Dependencies {
		if d.Name == "sqlx" {
			return true
		}
	}
	manifests := []string{"Cargo.toml"}
	for _, m := range Of(r.Project).Members {
		manifests = append(manifests, m+"/Cargo.toml")
	}
	return slices.ContainsFunc(manifests, func(name string) bool {
		text, _ := r.Read(name)
		return strings.Contains(string(text), `bundled`)
	})
}

// libraries are those of the system that the program links to; why is the reason when they can't be told.
func (r *reading) libraries() (linked []compiled.Library, why string) {
	if r.linkage() == bases.Static {
		return nil, ""
	}
	if why := r.unlocked(); why != "" {
		return nil, why
	}
	return compiled.Linked(slices.DeleteFunc(r.linkedHere(), r.compiledIn))
}

// known says what program is built, where known is what is known of it so far. A program that was linked the same way and
// was looked at counts as the one that is built.
func (r *reading) known(known bases.Program) bases.Program {
	linkage := r.linkage()
	if known.Linkage != linkage || known.Predicted {
		known.Linkage, known.Predicted = linkage, true
		known.Interpreter, known.Needed, known.GLIBC = "", nil, ""
		if linkage == bases.DynamicGlibc {
			known.Needed = []string{"libc.so.6", "libgcc_s.so.1"}
		}
	}
	if linkage == bases.DynamicGlibc {
		// Whatever symbols a build happened to use, the next may use newer ones: the base is never older than the builder.
		known.GLIBC = bases.Describe(r.builder).LibcVersion
	}
	return compiled.Needs(known, r.linked, bases.Describe(r.builder).Suite)
}

// against says why a program of this linkage can't be shipped on its own; empty when it can.
func (r *reading) against() string {
	builder := bases.Describe(r.builder)
	switch linkage := r.linkage(); {
	case linkage == bases.DynamicMusl:
		return "the program is linked to musl dynamically (-crt-static), and which libraries of Alpine it needs can't be told"
	case linkage == bases.Static:
		return ""
	case builder.Libc == "musl":
		return fmt.Sprintf("the build is for glibc, and %s carries musl", r.builder)
	case builder.Suite == "":
		return "which distribution " + r.builder + " stands on is not known, so neither is which base has a glibc that is new enough"
	}
	return ""
}

// Predict says what the sources of a Cargo project tell of its program.
func (Pattern) Predict(p *project.Project) (bases.Program, bool) {
	if Of(p) == nil || len(Of(p).Bins) == 0 {
		return bases.Program{}, false
	}
	out := bases.Program{Language: "rust", Linkage: bases.Unknown, Predicted: true}
	out.NeedsCA, out.NeedsZones = Of(p).Needed.Has(evidence.Certificates), Of(p).Needed.Has(evidence.Zones)
	out.Evidence = append(out.Evidence, project.Notes(Of(p).Needed.Of(evidence.Certificates, evidence.Zones))...)
	for _, n := range Of(p).Native {
		out.Evidence = append(out.Evidence, n.Evidence)
	}
	return out, true
}
