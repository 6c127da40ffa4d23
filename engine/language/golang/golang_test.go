package golang_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lightship/engine/evidence"
	"lightship/engine/language"
	"lightship/engine/language/golang"
	"lightship/engine/project"
	"lightship/engine/project/projecttest"
)

func TestGoSourcesSayWhichFilesAndProgramsTheyNeed(t *testing.T) {
	for name, c := range map[string]struct {
		call              string
		runtime, programs []string
	}{
		"templates of a framework": {call: `r.LoadHTMLGlob("templates/*")`, runtime: []string{`reads "templates/*" (LoadHTMLGlob)`}},
		"static files, not their URL": {
			call: `s.router.Static("/assets", "./public")`, runtime: []string{`reads "./public" (Static)`},
		},
		"a method of a new template": {
			call: `template.New("x").ParseFiles("a.html")`, runtime: []string{`reads "a.html" (ParseFiles)`},
		},
		"a package that looks for its configuration": {
			call: `viper.AddConfigPath("conf")`, runtime: []string{`reads "conf" (github.com/spf13/viper.AddConfigPath)`},
		},
		"a path made at run time": {
			call: `r.StaticFile("/logo", cfg.Logo)`, runtime: []string{"reads a file whose name is only known at run time (StaticFile)"},
		},
		"an absolute path":                 {call: `r.Static("/assets", "/var/www")`, runtime: []string{`reads "/var/www" (Static)`}},
		"a path joined of parts":           {call: `folder := "pages"; os.ReadFile(filepath.Join(folder, "a.html"))`, runtime: []string{`reads "pages/a.html" (os.ReadFile)`}},
		"a flag's default":                 {call: `f := flag.String("c", "conf/app.yaml", ""); os.ReadFile(*f)`, runtime: []string{`reads "conf/app.yaml" (os.ReadFile)`}},
		"a path that begins in the source": {call: `os.ReadFile("data/" + os.Getenv("X"))`, runtime: []string{`reads a file whose name is only known at run time, below "data/" (os.ReadFile)`}},
		"a name that is set twice":         {call: `a := "x"; a = os.Args[1]; os.ReadFile(a)`, runtime: []string{`reads a file whose name is only known at run time (os.ReadFile)`}},
		"a program in a variable":          {call: `tool := "git"; exec.Command(tool, "log")`, programs: []string{`starts the program "git" (os/exec.Command)`}},
		"something else of that name":      {call: `r.Static("nothing")`},
		"a program":                        {call: `exec.Command("git", "log")`, programs: []string{`starts the program "git" (os/exec.Command)`}},
		"a program named only at run time": {call: `exec.Command(cfg.Tool)`, programs: []string{"starts a program whose name is only known at run time (os/exec.Command)"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := projecttest.Write(t, map[string]string{
				"Dockerfile": "FROM golang:1.22", "go.mod": "module example.com/shop\n",
				"main.go": "package main\n\nimport (\n\t\"flag\"\n\t\"html/template\"\n\t\"os\"\n\t\"os/exec\"\n\t\"path/filepath\"\n\n\t\"github.com/spf13/viper\"\n)\n\nfunc main() {\n\t" + c.call + "\n}\n",
			})
			p, _, err := language.All().Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			for what, d := range map[string]string{
				"files":    cmp.Diff(c.runtime, said(golang.Of(p).Needed.Of(evidence.Reads))),
				"programs": cmp.Diff(c.programs, said(golang.Of(p).Needed.Of(evidence.Starts))),
			} {
				if d != "" {
					t.Errorf("%s (-want +got):\n%s", what, d)
				}
			}
		})
	}
}

func said(list evidence.List) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.Says())
	}
	return out
}

func TestGoModuleSaysWhatTheSourcesShow(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "FROM golang:1.22", "go.sum": "",
		"go.mod": "module example.com/shop\n\ngo 1.22\n\nrequire (\n\tgithub.com/mattn/go-sqlite3 v1.14.22\n" +
			"\texample.com/lib v0.0.0\n)\n\nreplace example.com/lib => ./lib\n",
		"main.go": "package main\n\nimport (\n\t\"net\"\n\t\"net/http\"\n\t\"os\"\n\t\"time\"\n)\n\nfunc main() {\n" +
			"\tnet.Listen(\"tcp\", \"\")\n\thttp.Get(\"https://example.com\")\n\tos.ReadFile(\"page.html\")\n" +
			"\tos.ReadFile(\"/etc/x\")\n\ttime.LoadLocation(\"Europe/Rome\")\n}\n",
		"cmd/tool/main.go":  "package main\n\nimport _ \"github.com/mattn/go-sqlite3\"\n\nfunc main() {}\n",
		"tool_windows.go":   "package main\n\nimport \"C\"\n",
		"ignored.go":        "//go:build ignore\n\npackage main\n\nimport \"C\"\n",
		"some_test.go":      "package main\n\nimport \"C\"\n",
		"lib/go.mod":        "module example.com/lib\n",
		"lib/lib.go":        "package lib\n\nimport \"C\"\n",
		"testdata/x/x.go":   "package main\n",
		"native/native.go":  "package native\n\n// int x;\nimport \"C\"\n",
		"vendored/README":   "x",
		"broken/nothing.go": "this is no Go",
	})
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want := &golang.Module{
		Module: "example.com/shop", Version: "1.22", HasSum: true, Mains: []string{".", "cmd/tool"},
		Cgo: []project.Evidence{
			{File: "cmd/tool/main.go", Line: 3, Says: "imports github.com/mattn/go-sqlite3 v1.14.22 (SQLite in C)"},
			{File: "lib/lib.go", Line: 3, Says: `imports "C"`},
			{File: "native/native.go", Line: 4, Says: `imports "C"`},
		},
		Needed: evidence.List{
			{Kind: evidence.Writes, Likely: true, Source: evidence.Sources, By: "github.com/mattn/go-sqlite3", File: "cmd/tool/main.go", Line: 3},
			{Kind: evidence.Certificates, Known: true, Source: evidence.Sources, By: "net/http.Get", File: "main.go", Line: 12},
			{Kind: evidence.Reads, Subject: "page.html", Known: true, Source: evidence.Sources, By: "os.ReadFile", File: "main.go", Line: 13},
			{Kind: evidence.Reads, Subject: "/etc/x", Known: true, Source: evidence.Sources, By: "os.ReadFile", File: "main.go", Line: 14},
			{Kind: evidence.Zones, Known: true, Source: evidence.Sources, By: "time.LoadLocation", File: "main.go", Line: 15},
		},
		LocalReplace: []string{"lib"}, Assets: []string{"vendored/README"},
	}
	if diff := cmp.Diff(want, golang.Of(p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
