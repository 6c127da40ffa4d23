package rust

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/language/scan"
	"lightship/engine/project"
)

var (
	// namedScript finds the build script that a manifest names.
	namedScript = regexp.MustCompile(`(?m)^\s*build\s*=\s*"([^"\n]+\.rs)"`)
	// anyRead finds a variable that is read by a name which is no string, or all of them.
	anyRead   = regexp.MustCompile(`\benv::(?:var(?:_os)?\(\s*[^"\s)]|vars(?:_os)?\(\))`)
	envRead   = regexp.MustCompile(`env::var(?:_os)?\(\s*"(\w+)"`)
	envDenied = regexp.MustCompile(`rerun-if-env-changed=(\w+)`)
	runsOther = regexp.MustCompile(`\bCommand::new\(\s*"?([^"),]*)`)
)

// readBuildScripts notes what build scripts depend on without telling cargo: a target folder that is kept would then have what was
// built from something else.
func (c *Crate) readBuildScripts(ctx context.Context, files *project.Files) error {
	all, err := files.All(ctx)
	if err != nil {
		return err
	}
	for _, name := range buildScripts(files, all) {
		text, err := files.Text(name, scan.MaxSource)
		if err != nil {
			continue
		}
		c.Untold = append(c.Untold, untold(name, text)...)
	}
	return nil
}

// buildScripts are the files of all build scripts of a context: build.rs, what a manifest names, and the files of Rust below the folder
// of one that has a name of its own, which it may be made of.
func buildScripts(files *project.Files, all []string) []string {
	var out, folders []string
	for _, name := range all {
		if path.Base(name) != "Cargo.toml" {
			continue
		}
		text, err := files.Text(name, scan.MaxSource)
		if err != nil {
			continue
		}
		for _, match := range namedScript.FindAllSubmatch(text, -1) {
			script := path.Join(path.Dir(name), string(match[1]))
			out = append(out, script)
			if in := path.Dir(script); in != path.Dir(name) && path.Base(in) != "src" {
				folders = append(folders, in+"/")
			}
		}
	}
	for _, name := range all {
		below := func(folder string) bool { return strings.HasPrefix(name, folder) && path.Ext(name) == ".rs" }
		if !slices.Contains(out, name) && (path.Base(name) == "build.rs" || slices.ContainsFunc(folders, below)) {
			out = append(out, name)
		}
	}
	return out
}

func untold(name string, text []byte) []project.Evidence {
	told := map[string]bool{}
	for _, match := range envDenied.FindAllSubmatch(text, -1) {
		told[string(match[1])] = true
	}
	var out []project.Evidence
	for _, match := range envRead.FindAllSubmatchIndex(text, -1) {
		variable := string(text[match[2]:match[3]])
		if !told[variable] && !setByCargo(variable) {
			out = append(out, project.Evidence{
				File: name, Line: project.LineAt(text, match[0]), Says: "reads the variable " + variable + " and does not tell cargo (rerun-if-env-changed)",
			})
		}
	}
	if at := anyRead.FindIndex(text); at != nil {
		out = append(out, project.Evidence{File: name, Line: project.LineAt(text, at[0]), Says: "reads variables whose names it does not say, and may not tell cargo (rerun-if-env-changed)"})
	}
	// Without any rerun-if line cargo watches the whole package; with one, a program's answer is not asked for again.
	if at := runsOther.FindIndex(text); at != nil && strings.Contains(string(text), "rerun-if-changed") {
		out = append(out, project.Evidence{File: name, Line: project.LineAt(text, at[0]), Says: "runs another program, whose answer may change while cargo takes the old one"})
	}
	return out
}

// setByCargo says whether cargo sets a variable for build scripts, and knows when it changes.
func setByCargo(variable string) bool {
	return strings.HasPrefix(variable, "CARGO_") || slices.Contains([]string{
		"OUT_DIR", "TARGET", "HOST", "NUM_JOBS", "OPT_LEVEL", "DEBUG", "PROFILE", "RUSTC", "RUSTDOC", "RUSTC_LINKER",
	}, variable)
}
