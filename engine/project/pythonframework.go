package project

import (
	"context"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// pythonFrameworks are the distributions that say what a project is: frameworks, then servers, then workers.
func pythonFrameworks() []string {
	return []string{
		"django", "fastapi", "flask", "starlette", "sanic", "tornado", "aiohttp", "bottle", "falcon", "litestar", "pyramid",
		"streamlit", "gradio", "dash", "celery", "gunicorn", "uvicorn", "hypercorn", "daphne", "uwsgi", "waitress",
	}
}

func (p *PythonProject) readFrameworks(r *reader) {
	for _, name := range pythonFrameworks() {
		for _, d := range p.Dependencies {
			if pyName(d.Name) == name {
				e := p.where(r, d.Name)
				e.Says = strings.TrimSpace("asks for " + d.Name + " " + d.Version)
				p.Frameworks = append(p.Frameworks, Framework{Name: name, Version: d.Version, Evidence: e})
			}
		}
	}
}

// where finds the line that asks for a distribution.
func (p *PythonProject) where(r *reader, name string) Evidence {
	word := regexp.MustCompile(`(?im)^[\s"']*` + regexp.QuoteMeta(name) + `\b`)
	files := slices.Concat(p.Requirements, p.Includes, []string{"pyproject.toml", "Pipfile", "setup.cfg", "setup.py"})
	for _, file := range files {
		if !r.has(file) {
			continue
		}
		text, ok := r.read(file)
		if !ok {
			continue
		}
		if at := word.FindIndex(text); at != nil {
			return Evidence{File: file, Line: lineAt(text, at[1]-1)}
		}
	}
	return Evidence{File: slices.Concat(files[:min(1, len(files))], []string{"pyproject.toml"})[0]}
}

// pythonLanguage says how Python is read.
func pythonLanguage() *language {
	const literal = `[rfbRFB]?["']([^"'{\n]+)["']`
	return &language{
		suffixes: []string{".py"},
		skip: func(folder string) bool {
			return slices.Contains([]string{"tests", "test", "docs", "build", "dist", "node_modules", "site-packages", "env"}, folder) ||
				strings.HasSuffix(folder, ".egg-info")
		},
		test: func(file string) bool {
			return strings.HasPrefix(file, "test_") || strings.HasSuffix(file, "_test.py") || file == "conftest.py" || file == "setup.py"
		},
		comment: "#",
		clues: []clue{
			{needTLS, "ssl.", regexp.MustCompile(`\bssl\.create_default_context\(`), saying("calls ssl.create_default_context, which reads the system's CA certificates")},
			{needTLS, "urlopen", regexp.MustCompile(`\burlopen\(`), saying("calls urlopen, which reads the system's CA certificates")},
			{needTLS, "aiohttp", regexp.MustCompile(`\baiohttp\.ClientSession\(`), saying("calls aiohttp.ClientSession, which reads the system's CA certificates")},
			{needTLS, "smtplib", regexp.MustCompile(`\bsmtplib\.SMTP`), saying("calls smtplib, which may read the system's CA certificates")},
			{needZones, "ZoneInfo", regexp.MustCompile(`\bZoneInfo\(`), saying("calls ZoneInfo, which reads the system's time zones unless tzdata is installed")},
			{needFile, "open(", regexp.MustCompile(`(?:^|[^\w.])open\(\s*` + literal), sayingFile("opens the file %q")},
			{needFile, "Path(", regexp.MustCompile(`\bPath\(\s*` + literal), sayingFile("takes the path %q")},
			{needFile, "directory", regexp.MustCompile(`\bdirectory\s*=\s*` + literal), sayingFile("reads the folder %q")},
			{needFile, "_folder", regexp.MustCompile(`\b(?:template_folder|static_folder)\s*=\s*` + literal), sayingFile("reads the folder %q")},
			{needFile, "FileSystemLoader", regexp.MustCompile(`\bFileSystemLoader\(\s*` + literal), sayingFile("reads templates from %q")},
			{needFile, "render_template", regexp.MustCompile(`\brender_template\(`), saying(`renders a template of the folder "templates"`)},
			{needFile, "__file__", regexp.MustCompile(`\bos\.path\.join\(\s*os\.path\.dirname\([^)]*__file__\)\s*,\s*` + literal), sayingFile("reads %q beside the source file")},
			{needShell, "os.system", regexp.MustCompile(`\bos\.(?:system|popen)\(`), saying("runs a command in a shell")},
			{needShell, "shell", regexp.MustCompile(`\bshell\s*=\s*True\b`), saying("runs a command in a shell")},
			{needProgram, "subprocess", regexp.MustCompile(`\bsubprocess\.(?:run|call|check_call|check_output|Popen)\(\s*\[?\s*` + literal), sayingFirstWord("starts the program %q")},
			{needProgram, "create_subprocess_exec", regexp.MustCompile(`create_subprocess_exec\(\s*` + literal), sayingFirstWord("starts the program %q")},
		},
	}
}

func sayingFirstWord(format string) func(string) string {
	return func(argument string) string {
		if word := firstWord(argument); word != "" {
			return saying(format)(word)
		}
		return ""
	}
}

// asgiApp finds where an application object is made.
var asgiApp = regexp.MustCompile(`(?m)^(\w+)\s*(?::\s*\w+\s*)?=\s*(FastAPI|Flask|Starlette|Litestar|Sanic|Quart|get_wsgi_application|get_asgi_application)\(`)

// mainGuard finds the line that only a program that is started runs.
var mainGuard = regexp.MustCompile(`(?m)^if\s+__name__\s*==\s*["']__main__["']`)

// pyModule is a file's name as a module. With the src layout the folder src is no package itself.
func pyModule(r *reader, file string) string {
	if !r.has("src/__init__.py") {
		file = strings.TrimPrefix(file, "src/")
	}
	return strings.TrimSuffix(strings.ReplaceAll(strings.TrimSuffix(file, ".py"), "/", "."), ".__init__")
}

// readSources reads what the sources need and where the program may start.
func (p *PythonProject) readSources(ctx context.Context, r *reader) error {
	l := pythonLanguage()
	paths, err := l.sources(ctx, r.dir)
	if err != nil {
		return err
	}
	if p.Needs, err = l.needsOf(ctx, r.dir, paths); err != nil {
		return err
	}
	slices.SortStableFunc(paths, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	for _, file := range paths {
		if strings.Count(file, "/") > 2 || len(p.Entries) >= maxEvidence {
			break
		}
		p.readEntry(r, file)
	}
	return nil
}

func (p *PythonProject) readEntry(r *reader, file string) {
	text, err := readText(filepath.Join(r.dir, filepath.FromSlash(file)), maxSource)
	if err != nil {
		return
	}
	entry := func(name string, at int, says string) {
		p.Entries = append(p.Entries, name)
		p.EntryEvidence = append(p.EntryEvidence, Evidence{File: file, Line: lineAt(text, at), Says: says})
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
