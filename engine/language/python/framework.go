package python

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// pythonFrameworks are the distributions that say what a project is: frameworks, then servers, then workers.
func pythonFrameworks() []string {
	return []string{
		"django", "fastapi", "flask", "starlette", "sanic", "tornado", "aiohttp", "bottle", "falcon", "litestar", "pyramid",
		"streamlit", "gradio", "dash", "celery", "gunicorn", "uvicorn", "hypercorn", "daphne", "uwsgi", "waitress",
	}
}

func (p *Project) readFrameworks(r *project.Files) {
	for _, name := range pythonFrameworks() {
		for _, d := range p.Dependencies {
			if pyName(d.Name) == name {
				e := p.where(r, d.Name)
				e.Says = strings.TrimSpace("asks for " + d.Name + " " + d.Version)
				p.Frameworks = append(p.Frameworks, project.Framework{Name: name, Version: d.Version, Evidence: e})
			}
		}
	}
}

// where finds the line that asks for a distribution.
func (p *Project) where(r *project.Files, name string) project.Evidence {
	word := regexp.MustCompile(`(?im)^[\s"']*` + regexp.QuoteMeta(name) + `\b`)
	files := slices.Concat(p.Requirements, p.Includes, []string{"pyproject.toml", "Pipfile", "setup.cfg", "setup.py"})
	for _, file := range files {
		if !r.Has(file) {
			continue
		}
		text, ok := r.Read(file)
		if !ok {
			continue
		}
		if at := word.FindIndex(text); at != nil {
			return project.Evidence{File: file, Line: project.LineAt(text, at[1]-1)}
		}
	}
	return project.Evidence{File: slices.Concat(files[:min(1, len(files))], []string{"pyproject.toml"})[0]}
}

// pythonLanguage says how Python is read.
func pythonLanguage() *scan.Language {
	const literal = `[rfbRFB]?["']([^"'{\n]+)["']`
	return &scan.Language{
		Suffixes: []string{".py"},
		Skip: func(folder string) bool {
			return slices.Contains([]string{"tests", "test", "docs", "build", "dist", "node_modules", "site-packages", "env"}, folder) ||
				strings.HasSuffix(folder, ".egg-info")
		},
		Test: func(file string) bool {
			return strings.HasPrefix(file, "test_") || strings.HasSuffix(file, "_test.py") || file == "conftest.py" || file == "setup.py"
		},
		Comment: "#",
		Clues: []scan.Clue{
			scan.NewClue(evidence.Certificates, "ssl.", regexp.MustCompile(`\bssl\.create_default_context\(`), scan.Is),
			scan.NewClue(evidence.Certificates, "urlopen", regexp.MustCompile(`\burlopen\(`), scan.Is),
			scan.NewClue(evidence.Certificates, "aiohttp", regexp.MustCompile(`\baiohttp\.ClientSession\(`), scan.Is),
			scan.NewClue(evidence.Certificates, "smtplib", regexp.MustCompile(`\bsmtplib\.SMTP`), scan.Is),
			scan.NewClue(evidence.Zones, "ZoneInfo", regexp.MustCompile(`\bZoneInfo\(`), scan.Is),
			scan.NewClue(evidence.Reads, "open(", regexp.MustCompile(`(?:^|[^\w.])open\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "Path(", regexp.MustCompile(`\bPath\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "directory", regexp.MustCompile(`\bdirectory\s*=\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "_folder", regexp.MustCompile(`\b(?:template_folder|static_folder)\s*=\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "FileSystemLoader", regexp.MustCompile(`\bFileSystemLoader\(\s*`+literal), scan.Path),
			scan.NewClue(evidence.Reads, "render_template", regexp.MustCompile(`\brender_template\(`), scan.Constant("templates")),
			scan.NewClue(evidence.Reads, "__file__", regexp.MustCompile(`\bos\.path\.join\(\s*os\.path\.dirname\([^)]*__file__\)\s*,\s*`+literal), scan.Path),
			scan.NewClue(evidence.Privileges, "os.set", regexp.MustCompile(`\bos\.(?:sete?[ug]id|setres[ug]id|setgroups|initgroups)\(`), scan.Is),
			scan.NewCall(evidence.Account, "getpwnam", regexp.MustCompile(`\bpwd\.getpwnam\(`), 0, scan.Name),
			scan.NewCall(evidence.Account, "getgrnam", regexp.MustCompile(`\bgrp\.getgrnam\(`), 0, scan.Name),
			scan.NewCall(evidence.Starts, "shutil.which", regexp.MustCompile(`\bshutil\.which\(`), 0, scan.Name),
			scan.NewClue(evidence.Packages, "dejavu", regexp.MustCompile(`["']/usr/share/fonts/truetype/dejavu\b`), scan.Constant("fonts-dejavu-core")),
			scan.NewClue(evidence.Packages, "DejaVu", regexp.MustCompile(`\btruetype\([^)]*["']DejaVu\w*[-\w]*\.ttf["']`), scan.Constant("fonts-dejavu-core")),
			scan.NewClue(evidence.Packages, "liberation", regexp.MustCompile(`["']/usr/share/fonts/truetype/liberation\b`), scan.Constant("fonts-liberation")),
			scan.NewClue(evidence.Packages, "mime.types", regexp.MustCompile(`["']/etc/mime\.types["']`), scan.Constant("media-types")),
			scan.NewClue(evidence.Packages, "tkinter", regexp.MustCompile(`^(?:import|from)\s+tkinter\b`), scan.Constant("libtk8.6")),
			scan.NewClue(evidence.Starts, "torch.compile", regexp.MustCompile(`\btorch\.(?:compile\b|utils\.cpp_extension)`), scan.Constant("g++")),
			scan.NewClue(evidence.Starts, "cpp_extension", regexp.MustCompile(`\bfrom torch\.utils\.cpp_extension\b`), scan.Constant("g++")),
			scan.NewClue(evidence.Starts, "pyximport", regexp.MustCompile(`\bpyximport\.install\(`), scan.Constant("gcc")),
			scan.NewClue(evidence.Starts, "ffi", regexp.MustCompile(`\bffi(?:builder)?\.(?:verify|compile)\(`), scan.Constant("gcc")),
		},
	}
}

// asgiApp finds where an application object is made.
var asgiApp = regexp.MustCompile(`(?m)^(\w+)\s*(?::\s*\w+\s*)?=\s*(FastAPI|Flask|Starlette|Litestar|Sanic|Quart|get_wsgi_application|get_asgi_application)\(`)

// mainGuard finds the line that only a program that is started runs.
var mainGuard = regexp.MustCompile(`(?m)^if\s+__name__\s*==\s*["']__main__["']`)

// pyModule is a file's name as a module. With the src layout the folder src is no package itself.
func pyModule(r *project.Files, file string) string {
	if !r.Has("src/__init__.py") {
		file = strings.TrimPrefix(file, "src/")
	}
	return strings.TrimSuffix(strings.ReplaceAll(strings.TrimSuffix(file, ".py"), "/", "."), ".__init__")
}

// readSources reads what the sources need and where the program may start.
func (p *Project) readSources(ctx context.Context, r *project.Files) error {
	l := pythonLanguage()
	paths, err := l.Sources(ctx, r)
	if err != nil {
		return err
	}
	if p.Needed, err = l.Evidence(ctx, r, paths); err != nil {
		return err
	}
	all, err := r.All(ctx)
	if err != nil {
		return err
	}
	there := scan.NewAssets(all, func(string) bool { return false }).Has
	called, isolated, serve := make([]evidence.List, len(paths)), make([]bool, len(paths)), make([]bool, len(paths))
	err = r.Visit(ctx, paths, scan.MaxSource, func(i int, text []byte) {
		called[i] = newSource(paths[i], string(text)).evidence(there)
		isolated[i], serve[i] = isolatedLine.Match(text), serves.Match(text)
	})
	if err != nil {
		return err
	}
	if at := slices.Index(isolated, true); at >= 0 {
		p.isolated = paths[at]
	}
	p.Needed = scan.Join(append([]evidence.List{p.Needed}, called...)...)
	serving := ""
	if at := slices.Index(serve, true); at >= 0 {
		serving = paths[at]
	}
	p.Needed = append(p.Needed, needsTypes(all, serving)...)
	slices.SortStableFunc(paths, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	for _, file := range paths {
		if strings.Count(file, "/") > 2 || len(p.Entries) >= scan.MaxEvidence {
			break
		}
		p.readEntry(r, file)
	}
	return nil
}

func (p *Project) readEntry(r *project.Files, file string) {
	text, err := r.Text(file, scan.MaxSource)
	if err != nil {
		return
	}
	entry := func(name string, at int, says string) {
		p.Entries = append(p.Entries, name)
		p.EntryEvidence = append(p.EntryEvidence, project.Evidence{File: file, Line: project.LineAt(text, at), Says: says})
	}
	if match := asgiApp.FindSubmatchIndex(text); match != nil {
		object, class := string(text[match[2]:match[3]]), string(text[match[4]:match[5]])
		entry(pyModule(r, file)+":"+object, match[0], "makes "+object+" with "+class)
	}
	if path.Base(file) == "__main__.py" && path.Dir(file) != "." {
		module := strings.TrimSuffix(pyModule(r, file), ".__main__")
		entry(module, 0, "is what python -m "+module+" starts")
	} else if at := mainGuard.FindIndex(text); at != nil {
		entry(file, at[0], "is a program: it asks for __main__")
	}
}
