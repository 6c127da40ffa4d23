package language_test

import (
	"os"
	"path/filepath"
	"testing"

	"lightship/engine/evidence"
	"lightship/engine/language"
)

// A kind of evidence that is asked in one language is asked in all of them: each of these starts the same three commands.
func startsInEachLanguage() map[string]map[string]string {
	return map[string]map[string]string{
		"go": {"go.mod": "module m\n\ngo 1.24\n", "main.go": `package main

import "os/exec"

func main() {
	exec.Command("timeout", "60", "git", "fetch").Run()
	exec.Command("bash", "-c", "curl -fsS x | tar x").Run()
	args := given()
	exec.Command("nice", args...).Run()
}
`},
		"node": {"package.json": `{"name": "m"}`, "server.js": `const { spawn } = require("child_process");
spawn("timeout", ["60", "git", "fetch"]);
spawn("bash", ["-c", "curl -fsS x | tar x"]);
spawn("nice", given());
`},
		"python": {"requirements.txt": "flask\n", "app.py": `import subprocess
subprocess.run(["timeout", "60", "git", "fetch"])
subprocess.run(["bash", "-c", "curl -fsS x | tar x"])
subprocess.run(["nice"] + given())
`},
		"java": {"pom.xml": "<project><artifactId>m</artifactId></project>", "src/main/java/Main.java": `class Main {
  void run() {
    new ProcessBuilder("timeout", "60", "git", "fetch").start();
    new ProcessBuilder("bash", "-c", "curl -fsS x | tar x").start();
    new ProcessBuilder("nice", given()).start();
  }
}
`},
		"rust": {"Cargo.toml": "[package]\nname = \"m\"\nversion = \"0.1.0\"\n", "src/main.rs": `use std::process::Command;
fn main() {
    Command::new("timeout").args(["60", "git", "fetch"]).status();
    Command::new("bash").arg("-c").arg("curl -fsS x | tar x").output();
    let mut c = Command::new("nice");
}
`},
		"c": {"Makefile": "m: m.c\n\tgcc -o m m.c\n", "m.c": `#include <unistd.h>
int main() {
  execlp("timeout", "timeout", "60", "git", "fetch", NULL);
  execl("/bin/bash", "bash", "-c", "curl -fsS x | tar x", NULL);
  execv("nice", given());
}
`},
	}
}

func TestWhatACommandRunsInTurnIsSeenInEachLanguage(t *testing.T) {
	for name, files := range startsInEachLanguage() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			files["Dockerfile"] = "FROM scratch\n"
			for file, text := range files {
				at := filepath.Join(dir, file)
				if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			p, _, err := language.All().Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]bool{}
			for _, s := range p.Sources {
				for _, e := range s.Evidence() {
					if e.Kind == evidence.Starts || e.Kind == evidence.Shell {
						found[string(e.Kind)+" "+e.Subject] = true
					}
				}
			}
			for _, want := range []string{"starts git", "shell curl -fsS x | tar x", "starts "} {
				if !found[want] {
					t.Errorf("%q is not among what is found: %v", want, found)
				}
			}
		})
	}
}
