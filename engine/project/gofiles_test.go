package project_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lightship/engine/project"
)

func TestGoSourcesSayWhichFilesAndProgramsTheyNeed(t *testing.T) {
	for name, c := range map[string]struct {
		call              string
		runtime, programs []string
	}{
		"templates of a framework": {call: `r.LoadHTMLGlob("templates/*")`, runtime: []string{`calls LoadHTMLGlob with the relative path "templates/*"`}},
		"static files, not their URL": {
			call: `s.router.Static("/assets", "./public")`, runtime: []string{`calls Static with the relative path "./public"`},
		},
		"a method of a new template": {
			call: `template.New("x").ParseFiles("a.html")`, runtime: []string{`calls ParseFiles with the relative path "a.html"`},
		},
		"a package that looks for its configuration": {
			call: `viper.AddConfigPath("conf")`, runtime: []string{`calls github.com/spf13/viper.AddConfigPath with the relative path "conf"`},
		},
		"a path made at run time": {
			call: `r.StaticFile("/logo", cfg.Logo)`, runtime: []string{"calls StaticFile with a path that is only known at run time"},
		},
		"an absolute path":                 {call: `r.Static("/assets", "/var/www")`},
		"something else of that name":      {call: `r.Static("nothing")`},
		"a program":                        {call: `exec.Command("git", "log")`, programs: []string{`starts the program "git"`}},
		"a program named only at run time": {call: `exec.Command(cfg.Tool)`, programs: []string{"starts a program whose name is only known at run time"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, map[string]string{
				"Dockerfile": "FROM golang:1.22", "go.mod": "module example.com/shop\n",
				"main.go": "package main\n\nimport (\n\t\"html/template\"\n\t\"os/exec\"\n\n\t\"github.com/spf13/viper\"\n)\n\nfunc main() {\n\t" + c.call + "\n}\n",
			})
			p, _, err := project.Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			for what, d := range map[string]string{
				"files":    cmp.Diff(c.runtime, said(p.Go.Runtime)),
				"programs": cmp.Diff(c.programs, said(p.Go.Programs)),
			} {
				if d != "" {
					t.Errorf("%s (-want +got):\n%s", what, d)
				}
			}
		})
	}
}

func said(evidence []project.Evidence) []string {
	var out []string
	for _, e := range evidence {
		out = append(out, e.Says)
	}
	return out
}
