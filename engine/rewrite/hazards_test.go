package rewrite

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// caseNamed is a case's path in a row of the table of hazards.
var caseNamed = regexp.MustCompile("`((?:whole|patterns|rules|node-split|node-omit-dev|python-split|web|starts)/[^`]+)`")

// outcome is what a case of any kind wants: the findings and the after text, empty where it is left out.
func outcome(t *testing.T, name string) (findings, after string) {
	t.Helper()
	dir := filepath.Join("testdata", filepath.FromSlash(name))
	if archive, err := txtar.ParseFile(dir + ".txtar"); err == nil {
		for _, f := range archive.Files {
			switch f.Name {
			case "want.findings":
				findings = string(f.Data)
			case "want.Dockerfile", "want.dockerignore":
				after += string(f.Data)
			}
		}
		return findings, after
	}
	for file, to := range map[string]*string{"want.findings": &findings, "want.Dockerfile": &after} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Errorf("the case %s is not there: %v", name, err)
		}
		*to = string(text)
	}
	return findings, after
}

func TestEveryHazardHasACaseThatIsHandledOrRefused(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "rules", "hazards.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[1]) == "hazard" {
			continue
		}
		rows++
		handled, refused := caseNamed.FindAllStringSubmatch(cells[2], -1), caseNamed.FindAllStringSubmatch(cells[3], -1)
		if len(handled)+len(refused) == 0 {
			t.Errorf("no case: %s", line)
		}
		for _, c := range handled {
			outcome(t, c[1])
		}
		for _, c := range refused {
			findings, after := outcome(t, c[1])
			stays := strings.HasSuffix(c[1], "-stays") && !strings.Contains(after, "nginx")
			unchanged := strings.HasPrefix(c[1], "rules/") && !strings.Contains(after, "FROM")
			if !strings.Contains(findings, "refused") && !strings.HasPrefix(after, "error: ") && !stays && !unchanged {
				t.Errorf("%s is not refused: %s", c[1], findings)
			}
		}
	}
	if rows < 28 {
		t.Errorf("%d rows in the table of hazards", rows)
	}
}

// TestEveryPatternRefuses counts the cases in which a language's split is refused.
func TestEveryPatternRefuses(t *testing.T) {
	refused := map[string]int{}
	count := func(name string) {
		findings, after := outcome(t, name)
		for _, language := range []string{"go", "node", "python", "rust", "java", "c"} {
			if strings.Contains("\n"+findings, "\n"+language+"-split ") && regexp.MustCompile(`(?m)^`+language+`-split .*refused`).MatchString(findings) {
				refused[language]++
			}
		}
		if strings.HasPrefix(name, "node-split/") && strings.HasSuffix(name, "-stays") && !strings.Contains(after, "nginx") {
			refused["front-end"]++
		}
	}
	for name := range cases(t) {
		count("patterns/" + name)
	}
	for _, c := range interpretedCases(t) {
		count(c.name)
	}
	for _, language := range []string{"go", "node", "python", "rust", "java", "c", "front-end"} {
		if refused[language] < 5 {
			t.Errorf("%s: %d cases that are refused, want 5", language, refused[language])
		}
	}
	t.Log(refused)
}
