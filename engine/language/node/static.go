package node

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
	"lightship/engine/rewrite/rule"
)

// webServer serves the files of a front-end where no other base is chosen. The tag is that of the release that gets fixes.
const webServer = "nginx:stable"

// webRoot is the folder that the image of the web server serves.
const webRoot = "/usr/share/nginx/html"

// site is a front-end that is built into files, which a server of the build tool serves today.
type site struct {
	// dir is the folder of the files in the image, port the TCP port that they are served at.
	dir  string
	port int
	// packs says that today's server compresses what it sends.
	packs bool
}

// readSite works out whether the image serves nothing but the files of a front-end; nil when that is not sure.
func (r *reading) readSite() *site {
	g, n := r.build, r.node()
	if len(g.Starts) > 0 && (len(r.others) > 0 || len(g.Checks()) > 0 || interpreted.MountsAny(g.Stage)) {
		return nil // What is started, asked or mounted from outside belongs to today's image.
	}
	if !n.Static || n.StaticDir == "" || !g.onlyBuilds() || !r.start.isOneCommand(g.Start) {
		return nil
	}
	words := r.start.called[0]
	port, dir := 0, ""
	switch words[0] {
	case "vite":
		port, dir = r.vitePreview(words[1:])
	case "serve":
		port, dir = r.serve(words[1:])
	}
	if port == 0 || path.Clean(dir) != path.Clean(n.StaticDir) || r.isConfigured() {
		return nil
	}
	return &site{dir: model.Resolve(g.root(), n.StaticDir), port: port, packs: words[0] == "serve"}
}

// onlyBuilds says whether a stage builds and adds nothing of its own for running: no package, user, check, volume or file.
func (g *stage) onlyBuilds() bool {
	if !g.builds || g.adds || !model.IsRoot(g.User) {
		return false
	}
	for i, ins := range g.Instructions {
		switch ins.Command.(type) {
		case *instructions.HealthCheckCommand, *instructions.VolumeCommand:
			return false
		case *instructions.CopyCommand:
			if i > g.LastRun {
				return false
			}
		}
	}
	return true
}

// isOneCommand says whether all that is started is one command that could be read.
func (s start) isOneCommand(st model.Start) bool {
	return len(s.called) == 1 && !s.opaque && s.init == nil && (!st.Shell || st.Simple)
}

// vitePreview reads the arguments of "vite preview": 0 when it does more than serving what was built. It answers with index.html
// where there is no file, on port 4173 unless told otherwise: https://vite.dev/config/preview-options.
func (r *reading) vitePreview(args []string) (port int, dir string) {
	if len(args) == 0 || args[0] != "preview" {
		return 0, ""
	}
	for _, name := range []string{"vite.config.ts", "vite.config.js", "vite.config.mjs", "vite.config.mts", "vite.config.cjs"} {
		text := r.text(name)
		for _, word := range []string{"preview", "appType", "base", "headers", "proxy", "ssr", "root", "configurePreviewServer"} {
			if strings.Contains(text, word) {
				return 0, ""
			}
		}
	}
	port = 4173
	for i := 1; i < len(args); i++ {
		flag, value, joined := strings.Cut(args[i], "=")
		next := ""
		if i+1 < len(args) && !strings.HasPrefix(args[i+1], "-") {
			next = args[i+1]
		}
		switch flag {
		case "--host", "--port":
			if !joined && next != "" {
				value = next
				i++
			}
			if flag == "--port" {
				port = number(value)
			}
		case "--strictPort":
		default:
			return 0, ""
		}
	}
	return port, r.node().StaticDir
}

// serve reads the arguments of the package serve: 0 without the flag by which it answers with index.html where there is no file.
func (r *reading) serve(args []string) (port int, dir string) {
	single, dir := false, "."
	port = 3000
	if r.build.Env.Value("PORT") != "" {
		return 0, ""
	}
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-s" || a == "--single":
			single = true
		case (a == "-l" || a == "-p" || a == "--listen") && i+1 < len(args):
			i++
			port = number(args[i])
		case strings.HasPrefix(a, "-"):
			return 0, ""
		default:
			dir = a
		}
	}
	if !single {
		return 0, ""
	}
	return port, dir
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 65535 {
		return 0
	}
	return n
}

// proposeSite adds the findings of a front-end.
func (r *reading) proposeSite() {
	g := r.build
	r.splitBase = webServer
	r.split = pattern.NewSplit(r.Subject, g.Stage, pattern.Settings{BuildEnv: func(string) bool { return true }, After: g.LastRun})
	r.split.Artefacts = []pattern.Artefact{{Source: r.site.dir, Dest: webRoot}}
	r.split.Extra = []string{r.site.config()}
	r.split.Start, r.split.AnyDir = []string{}, true
	r.Note(rule.Finding{
		Rule: Split, Lines: g.Lines, Swap: rule.Swap{From: r.Builder(), To: webServer}, Frontend: "a heredoc",
		Title: "Build in one stage, serve the files from another",
		Why: fmt.Sprintf("The build makes files for browsers in %s, and nothing in the project serves requests: a web server alone is enough, on the same port %d.",
			r.site.dir, r.site.port),
	})
	r.Note(rule.Finding{
		Rule: pattern.FinalBase, Lines: g.Instructions[0].Lines, Needs: []string{Split}, Swap: rule.Swap{From: webServer},
	})
}

// siteEdits splits a front-end.
func (r *reading) siteEdits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	r.split.Write(&edits, on, base, program)
	return edits
}
