package rust

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// cargo is a run of cargo.
type cargo struct {
	model.Command
	// verb is "build", "install" and so on; toolchain is such as "+nightly", empty for none.
	verb string
	// packages and bins are the values of -p and --bin, workspace says that all members are meant.
	packages, bins []string
	workspace      bool
	// profile is "dev", "release" or a profile of the project's.
	profile string
	// target, targetDir, manifest, root and path are the values of the flags of these names, empty when there are none.
	target, targetDir, manifest, root, path string
	// names are the arguments after the flags, with install the crates that it fetches.
	names []string
	// opaque says that an argument can't be told.
	opaque bool
}

// readCargo reads a run of cargo; ok is false for any other command.
func readCargo(c model.Command) (g cargo, ok bool) {
	if c.Name() != "cargo" || len(c.Args) < 2 {
		return cargo{}, false
	}
	g = cargo{Command: c, profile: "dev"}
	rest := c.Args[1:]
	for len(rest) > 0 && (strings.HasPrefix(rest[0].Text, "+") || g.verb == "" && strings.HasPrefix(rest[0].Text, "-")) {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return g, true
	}
	g.verb, g.opaque = rest[0].Text, !rest[0].Known
	switch g.verb {
	case "b":
		g.verb = "build"
	case "install":
		g.profile = "release"
	}
	rest = rest[1:]
	for len(rest) > 0 && rest[0].Text != "--" {
		rest = rest[g.argument(rest):]
	}
	return g, true
}

// flagsWithValue are the flags of cargo build and install that take a value as the next argument and that matter here not.
const flagsWithValue = " -F --features -j --jobs --message-format --color --config -Z --example --test --bench --exclude --vers --version " +
	"--git --branch --tag --rev --registry --index --lockfile-path --artifact-dir --out-dir "

// argument reads one flag or name and returns how many words it has.
func (g *cargo) argument(rest []model.Word) int {
	w := rest[0]
	if !w.Known {
		g.opaque = true
		return 1
	}
	flag, value, joined := strings.Cut(w.Text, "=")
	if !strings.HasPrefix(flag, "-") {
		g.names = append(g.names, w.Text)
		return 1
	}
	words := 1
	if takesValue := g.valued(flag) || strings.Contains(flagsWithValue, " "+flag+" "); takesValue && !joined && len(rest) > 1 {
		value, words = rest[1].Text, 2
		g.opaque = g.opaque || g.valued(flag) && !rest[1].Known
	}
	g.flag(flag, value)
	return words
}

func (g *cargo) valued(flag string) bool {
	return slices.Contains([]string{"-p", "--package", "--bin", "--profile", "--target", "--target-dir", "--manifest-path", "--root", "--path"}, flag)
}

func (g *cargo) flag(name, value string) {
	switch name {
	case "-p", "--package":
		value, _, _ = strings.Cut(value, "@")
		g.packages = append(g.packages, value)
	case "--bin":
		g.bins = append(g.bins, value)
	case "--workspace", "--all":
		g.workspace = true
	case "-r", "--release":
		g.profile = "release"
	case "--debug":
		g.profile = "dev"
	case "--profile":
		g.profile = value
	case "--target":
		g.target = value
	case "--target-dir":
		g.targetDir = value
	case "--manifest-path":
		g.manifest = value
	case "--root":
		g.root = value
	case "--path":
		g.path = value
	case "--out-dir", "--artifact-dir", "--git":
		g.opaque = g.opaque || g.verb == "build"
	}
}

// builds says whether the command leaves programs of the project.
func (g cargo) builds() bool {
	return g.verb == "build" || g.verb == "rustc" || g.verb == "install" && g.path != ""
}

// usesTarget says whether it works in the target folder.
func (g cargo) usesTarget() bool {
	return slices.Contains([]string{"build", "rustc", "test", "check", "clippy", "run", "chef", "bench", "doc"}, g.verb) || g.builds()
}

// crateDir is the folder of the package or workspace that the command works on.
func (g cargo) crateDir() string {
	switch {
	case g.manifest != "":
		return path.Dir(model.Resolve(g.Dir, g.manifest))
	case g.verb == "install" && g.path != "":
		return model.Resolve(g.Dir, g.path)
	}
	return g.Dir
}

// triple is the target that is built for, empty for the builder's own.
func (g cargo) triple(p *Crate) string {
	for _, t := range []string{g.target, g.Env.Value("CARGO_BUILD_TARGET"), p.Target} {
		if t != "" {
			return t
		}
	}
	return ""
}

// outDir is the folder in the target folder that programs are left in. Source: doc.rust-lang.org/cargo/guide/build-cache.html
func (g cargo) outDir(p *Crate) string {
	folder := g.profile
	switch g.profile {
	case "dev", "test":
		folder = "debug"
	case "bench":
		folder = "release"
	}
	return path.Join(g.triple(p), folder)
}

// binDir is where cargo install leaves programs.
func (g cargo) binDir() string {
	for _, root := range []string{g.root, g.Env.Value("CARGO_INSTALL_ROOT"), g.Env.Value("CARGO_HOME")} {
		if root != "" {
			return path.Join(model.Resolve(g.Dir, root), "bin")
		}
	}
	return path.Join(g.Env.Value("HOME"), ".cargo/bin")
}

// programs are those that the command builds, by name. Dir is the command's package, relative to the project.
func (g cargo) programs(p *Crate, dir string) []string {
	var out []string
	for _, b := range p.Bins {
		switch {
		case len(g.bins) > 0 && !slices.Contains(g.bins, b.Name):
		case len(g.packages) > 0 && !slices.Contains(g.packages, b.Package):
		case len(g.packages) > 0 || g.workspace:
			out = append(out, b.Name)
		case dir != "." && b.Dir != dir:
		case dir == "." && p.Name != "" && b.Dir != "." && len(g.bins) == 0:
			// In a workspace with a package at its root, that package alone is built.
		default:
			out = append(out, b.Name)
		}
	}
	return slices.Compact(out)
}
