//go:build e2e

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/engine/compare"
	"lightship/engine/proof"
)

// refusedSplit is a project whose split is refused.
type refusedSplit struct {
	name  string
	files map[string]string
	// refused is a part of the reason; says is what the command line says of what was taken for granted.
	refused, says string
	// base is what the after Dockerfile has of the base that the facts speak for once the split is kept; empty where none is asked for.
	base string
}

// beside is a Go program that reads a file beside its folder.
const beside = `package main

import (
	"fmt"
	"os"
)

func main() {
	text, err := os.ReadFile("../share/words")
	fmt.Println(string(text), err)
}
`

// tool is a Go program that starts what its environment names, where that is asked for.
const tool = `package main

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	if os.Getenv("TOOL") != "" {
		out, err := exec.Command(os.Getenv("TOOL")).CombinedOutput()
		fmt.Println(len(out) > 0, err)
	}
	fmt.Println("done")
}
`

// goTool is a project in Go with lines behind its build.
func goTool(source, lines string) map[string]string {
	return map[string]string{
		"go.mod": "module example.com/tool\n\ngo 1.22\n", "main.go": source,
		"Dockerfile": "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /tool .\n" + lines + "CMD [\"/tool\"]\n",
	}
}

// pyTool is a project in Python that installs a distribution which no index has; its Dockerfile ends with lines.
func pyTool(t *testing.T, source, lines string) map[string]string {
	t.Helper()
	return map[string]string{
		"greeting-1.0-py3-none-any.whl": string(wheel(t)), "requirements.txt": "./greeting-1.0-py3-none-any.whl\n", "app.py": source,
		"more.sh": "MORE=1\n", "start.sh": "#!/bin/sh\n. \"$MORE\"\nexec python app.py\n", "tables.py": "print('tables')\n",
		"Dockerfile": "FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install --no-index -r requirements.txt\n" + lines,
	}
}

// nodeTool is a project in Node.js that is one of yarn and installs with npm.
func nodeTool() map[string]string {
	return map[string]string{
		"package.json":       `{"name":"shop","version":"1.0.0","dependencies":{"greet":"file:./greet"}}`,
		"greet/package.json": `{"name":"greet","version":"1.0.0","main":"index.js"}`, "greet/index.js": "module.exports = 'hello'\n",
		"app.js": "console.log(require('greet'))\n", "yarn.lock": "# yarn lockfile v1\n",
		"Dockerfile": "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install --no-audit --no-fund\nCMD [\"node\", \"app.js\"]\n",
	}
}

const greets = "import greeting\nprint(greeting.TEXT)\n"

// start ends a Dockerfile in Python.
const start = "CMD [\"python\", \"app.py\"]\n"

func TestARefusedSplitIsKeptWhereStartingItShowsThatItDoesTheSame(t *testing.T) {
	asked := "proven for what was asked, and for no more"
	for _, c := range []refusedSplit{
		{"a path beside the folder", goTool(beside, ""), "where that file comes from", "it reads no file that is not copied (main.go:9: ../share/words): " + asked, "FROM gcr.io/distroless/static-debian12:nonroot"},
		{"a program that the environment names", goTool(tool, "ENV TOOL=/bin/uname\n"), "only known at run time", "what main.go:11 starts is in the final image: the run did it", ""},
		{"a script that reads another", pyTool(t, greets, "ENV MORE=./more.sh\nCMD [\"sh\", \"start.sh\"]\n"), `reads "$MORE"`, "all that sh start.sh starts is in the final image: it was built and started so", ""},
		{"a line of shell", pyTool(t, greets, "CMD echo one | cat && python app.py\n"), "runs 3 commands", "all that echo one | cat && python app.py starts", ""},
		{"a library by its name", pyTool(t, greets+"from ctypes import cdll\ncdll.LoadLibrary(\"libaudit.so.1\")\n", start), "the package that brings it is not known", "the final image has the libraries that it loads (libaudit.so.1): the run did it", ""},
		{"what a RUN links", pyTool(t, greets, "RUN ln -s /usr/share/perl /usr/share/tables.py\n"+start), "links /usr/share/tables.py", asked, ""},
		{"what a RUN runs", pyTool(t, greets, "RUN python tables.py\n"+start), "may leave files that the program needs elsewhere", asked, ""},
		{"another package manager than the project's", nodeTool(), "the project is one of yarn", "what npm installs is what the program needs: it was built and started so", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := written(t, c.files)
			text, errs, code := run(t, "rewrite", dir)
			if code != 0 || strings.Count(text, "FROM ") != 1 || !strings.Contains(errs, c.refused) || !strings.Contains(errs, "or try it: optimize --try") {
				t.Fatalf("it is not refused: exit code %d\n%s\n%s", code, text, errs)
			}
			out, errs, code := run(t, "optimize", dir, "--try", "--out", filepath.Join(dir, "out"))
			after, err := os.ReadFile(filepath.Join(dir, "out", "Dockerfile"))
			if code != 0 || err != nil || strings.Count(string(after), "FROM ") != 2 || !strings.Contains(out, c.says) || !strings.Contains(string(after), c.base) {
				t.Fatalf("exit code %d, %v\n%s\n%s\n%s", code, err, out, errs, after)
			}
			r := reported(t, filepath.Join(dir, "out", "report.json"))
			if r.Proof.Verdict != proof.Same || r.After.Image.OnDisk >= r.Before.Image.OnDisk || !slices.ContainsFunc(r.Changes, func(a compare.AppliedChange) bool { return a.Assumes != "" }) {
				t.Errorf("%s, %d of %d bytes, by %+v", r.Proof.Verdict, r.After.Image.OnDisk, r.Before.Image.OnDisk, r.Changes)
			}
		})
	}
}

func TestARefusedSplitIsDroppedWhereStartingItShowsThatItIsWrong(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		says  string
	}{
		{"a program is missing", pyTool(t, greets+"import os\nprint('gcc' in os.listdir('/usr/bin'))\n", "RUN python tables.py\n"+start), "differs: output"},
		{"nothing that is asked starts it", goTool(tool, "ENV NOTHING=yes\n"), "nothing that was asked does it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := written(t, c.files)
			plain, errs, code := run(t, "rewrite", dir)
			if code != 0 {
				t.Fatalf("exit code %d\n%s", code, errs)
			}
			out, errs, _ := run(t, "optimize", dir, "--try", "--out", filepath.Join(dir, "out"))
			after, err := os.ReadFile(filepath.Join(dir, "out", "Dockerfile"))
			if err != nil || string(after) != plain || !strings.Contains(out, "- Build in one stage") && !strings.Contains(out, "- Install in one stage") || !strings.Contains(out, c.says) {
				t.Errorf("%v\n%s\n%s\n%s", err, out, errs, after)
			}
		})
	}
}

// reported is the comparison of a report.
func reported(t *testing.T, at string) compare.Comparison {
	t.Helper()
	var c compare.Comparison
	text, err := os.ReadFile(at)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}
