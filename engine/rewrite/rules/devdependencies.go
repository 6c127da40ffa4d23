package rules

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func devDependencies() rule.Rule {
	return rule.Rule{
		ID: "dev-dependencies", Group: rule.Size, Severity: rule.Warning, Title: "Development dependencies in the final image",
		Next:  "install without them for the final image (npm ci --omit=dev), and try the program",
		Why:   "Test runners, type checkers and bundlers are not run in production.",
		Check: checkDevDependencies,
	}
}

// checkDevDependencies looks at installs in the image that is shipped.
func checkDevDependencies(m *model.Model) []rule.Finding {
	if m.Split {
		return nil
	}
	var pkg nodeManifest
	if text, ok := m.Read("package.json"); ok {
		_ = json.Unmarshal(text, &pkg) // a file that can't be read has no development dependencies we know of
	}
	var out []rule.Finding
	for _, r := range runs(m) {
		if r.stage.Index != m.Final().Index {
			continue
		}
		for _, c := range r.Commands {
			if installsDev(c, pkg) {
				out = append(out, devFinding(m, r, c, pkg))
				break
			}
		}
	}
	return out
}

// installsDev says whether a command installs development dependencies too.
func installsDev(c model.Command, pkg nodeManifest) bool {
	if c.Name() == "composer" {
		return subcommand(c) == "install" && !hasFlag(c, "--no-dev") && c.Env.Value("COMPOSER_NO_DEV") == ""
	}
	if installsManifest(c) {
		return len(pkg.DevDependencies) > 0 && c.Env.Value("NODE_ENV") != "production" && len(c.Args) > 0 && !namesPackages(c) &&
			!hasFlag(c, "--omit", "--production", "--prod", "-P", "--only", "--global", "-g")
	}
	args, ok := isPip(c)
	return ok && slices.ContainsFunc(c.Args[args:], func(w model.Word) bool {
		base := path.Base(w.Text)
		return strings.HasSuffix(base, ".txt") && (strings.Contains(base, "dev") || strings.Contains(base, "test"))
	})
}

// installsManifest says whether a command installs what a package.json asks for, or packages beside that.
func installsManifest(c model.Command) bool {
	switch sub := subcommand(c); c.Name() {
	case "npm":
		return has("ci install i", sub)
	case "yarn":
		return sub == "" || sub == "install"
	case "pnpm":
		return has("install i", sub)
	}
	return false
}

// namesPackages says whether an install is of packages by name.
func namesPackages(c model.Command) bool {
	names, ok := operands(c, 1)
	return !ok || len(names) > 1
}

// devFinding offers --omit=dev where nothing is built in the stage and the program is started by node itself; it starts turned
// off, because what the program loads is not known.
func devFinding(m *model.Model, r run, c model.Command, pkg nodeManifest) rule.Finding {
	f := rule.Finding{Lines: r.ins.Lines, Off: true, NeedsProof: true, Needs: []string{}}
	st := m.Final().Start
	switch {
	case c.Name() != "npm" || !r.Editable:
		f.Refused = "whether the program needs one of them at run time can't be known"
	case len(st.Argv) == 0 || path.Base(st.Argv[0]) != "node":
		f.Refused = "the image does not start node itself, so what runs can't be told"
	case buildsLater(m, r):
		f.Refused = "a later step builds with them"
	case pkg.Scripts["prepare"]+pkg.Scripts["postinstall"]+pkg.Scripts["install"] != "":
		f.Refused = "package.json runs a script while installing, which may need them"
	default:
		f.Why = "Turn this on if the program loads none of its development dependencies when it runs."
		at := c.Args[1].Last
		f.Edits = r.edit([]model.Replacement{{First: at, Last: at, Text: " --omit=dev"}})
	}
	return f
}

// buildsLater says whether the stage runs scripts of the project behind a RUN, or in it.
func buildsLater(m *model.Model, r run) bool {
	for _, i := range m.Final().Runs() {
		if i < r.index {
			continue
		}
		for _, c := range m.Final().Scripts[i].Commands {
			if has("npm yarn pnpm", c.Name()) && has("run build test exec rebuild", subcommand(c)) || has("npx tsc vite webpack next", c.Name()) {
				return true
			}
		}
	}
	return false
}
