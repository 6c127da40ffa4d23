package rust

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
)

// stage is a stage that builds a Rust program, as far as it can be read.
type stage struct {
	compiled.Build
	// cargos are the runs of cargo in each RUN, by the instruction's index.
	cargos map[int][]cargo
	// targetDir is the folder that cargo builds in, empty when nothing is built.
	targetDir string
}

// readStage looks for the runs of cargo in a stage and for what they leave.
func readStage(s *model.Stage, p *Crate) *stage {
	g := &stage{Build: compiled.Build{Stage: s, Scripted: true}, cargos: map[int][]cargo{}}
	g.Read(func(i int, c model.Command) bool {
		run, ok := readCargo(c)
		if ok {
			g.cargos[i] = append(g.cargos[i], run)
			g.built(i, run, p)
		}
		return ok
	})
	return g
}

// built notes where a cargo build or install leaves its programs.
func (g *stage) built(i int, c cargo, p *Crate) {
	if p == nil || !c.usesTarget() {
		return
	}
	root := g.sourceDir(c)
	switch dir := c.buildDir(p, root); {
	case g.targetDir == "" || g.targetDir == dir:
		g.targetDir = dir
	default:
		g.Problem(g.Instructions[i].Lines, "cargo builds in more than one target folder")
		return
	}
	if !c.builds() {
		return
	}
	switch {
	case c.opaque || !c.DirKnown:
		g.Problem(g.Instructions[i].Lines, "what cargo %s leaves, and where, can't be told", c.verb)
		return
	case c.Nested:
		g.Problem(g.Instructions[i].Lines, "cargo %s runs only under a condition or in a loop", c.verb)
		return
	case strings.Contains(c.triple(p), "windows") || strings.Contains(c.triple(p), "wasm"):
		g.Problem(g.Instructions[i].Lines, "cargo builds for %s", c.triple(p))
		return
	}
	dir := "."
	if rel, err := filepath.Rel(root, c.crateDir()); err == nil {
		dir = filepath.ToSlash(rel)
	}
	to := path.Join(g.targetDir, c.outDir(p))
	if c.verb == "install" {
		to = c.binDir()
	}
	for _, name := range c.programs(p, dir) {
		at := path.Join(to, name)
		// What is built again stands in the same place; the last build counts.
		g.Outputs = slices.DeleteFunc(g.Outputs, func(o compiled.Output) bool { return o.Paths[0] == at })
		g.Built(i, c.Command, at)
	}
}

// sourceDir is the project's folder in the image.
func (g *stage) sourceDir(c cargo) string {
	return g.SourceDir(c.crateDir(), "Cargo.toml", "Cargo.lock")
}

// buildDir is the target folder of a run of cargo.
func (c cargo) buildDir(p *Crate, root string) string {
	switch {
	case c.targetDir != "":
		return model.Resolve(c.Dir, c.targetDir)
	case c.Env.Value("CARGO_TARGET_DIR") != "":
		return model.Resolve(c.Dir, c.Env.Value("CARGO_TARGET_DIR"))
	case c.Env.Value("CARGO_BUILD_TARGET_DIR") != "":
		return model.Resolve(c.Dir, c.Env.Value("CARGO_BUILD_TARGET_DIR"))
	case p.TargetDir != "":
		return model.Resolve(root, p.TargetDir)
	}
	return path.Join(root, "target")
}

// final returns the run of cargo that builds the program at a path of the image.
func (g *stage) buildOf(at string) (cargo, int) {
	o := g.At(at)
	if o == nil {
		return cargo{}, -1
	}
	for _, c := range g.cargos[o.Instruction] {
		if c.At == o.Command.At && c.builds() {
			return c, o.Instruction
		}
	}
	return cargo{}, -1
}

// Cargo's variables that only a build reads; what a program may read (RUST_LOG, ROCKET_PORT) is carried over.
const buildEnv = " PATH CC CXX AR LD CFLAGS CXXFLAGS RUSTFLAGS RUSTC_WRAPPER RUSTUP_HOME RUSTUP_TOOLCHAIN RUST_VERSION DEBIAN_FRONTEND " +
	"SQLX_OFFLINE PKG_CONFIG_PATH PKG_CONFIG_ALLOW_CROSS PROTOC SCCACHE_DIR OPENSSL_DIR OPENSSL_STATIC OPENSSL_LIB_DIR OPENSSL_INCLUDE_DIR "

// isBuildEnv says whether only a build reads a variable.
func isBuildEnv(name string) bool {
	return strings.HasPrefix(name, "CARGO_") || strings.HasPrefix(name, "CC_") || strings.HasPrefix(name, "CFLAGS_") ||
		strings.Contains(buildEnv, " "+name+" ")
}
