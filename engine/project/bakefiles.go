package project

import (
	"errors"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/docker/buildx/bake/hclparser"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"

	"lightship/engine/foreign"
)

// bakeName finds the names of bake files, those of variants too, such as docker-bake.release.hcl.
var bakeName = regexp.MustCompile(`^(?:docker-bake(?:[.-][\w.-]+)?|[\w.-]+\.docker-bake|bake)\.(?:hcl|json)$`)

// bakeFile is what is read of a bake file; BuildKit's own parser evaluates variables, functions and matrices.
type bakeFile struct {
	Groups  []*bakeGroup  `hcl:"group,block" cty:"group"`
	Targets []*bakeTarget `hcl:"target,block" cty:"target"`
}

type bakeGroup struct {
	Name    string   `hcl:"name,label" cty:"name"`
	Targets []string `hcl:"targets,optional" cty:"targets"`
	Rest    hcl.Body `hcl:",remain"`
}

// bakeSets groups bake files by folder, as bake does it: the default files and their overrides are merged; another file
// is read alone.
func bakeSets(files []string) [][]string {
	defaults := []string{"docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"}
	merged := map[string][]string{}
	var alone [][]string
	for _, f := range files {
		if slices.Contains(defaults, path.Base(f)) {
			merged[path.Dir(f)] = append(merged[path.Dir(f)], f)
		} else {
			alone = append(alone, []string{f})
		}
	}
	var out [][]string
	for _, dir := range SortedKeys(merged) {
		set := merged[dir]
		slices.SortFunc(set, func(a, b string) int {
			return slices.Index(defaults, path.Base(a)) - slices.Index(defaults, path.Base(b))
		})
		out = append(out, set)
	}
	return append(out, alone...)
}

// bakeBuilds are the targets that bake files declare.
func (d *declarations) bakeBuilds(files []string) []Build {
	doc, err := d.parseBake(files)
	if err != nil {
		line := 0
		var diags hcl.Diagnostics
		if errors.As(err, &diags) {
			for _, diag := range diags {
				if diag.Severity == hcl.DiagError && diag.Subject != nil {
					line = diag.Subject.Start.Line
					break
				}
			}
		}
		d.files.Note(files[0], line, err)
		return nil
	}
	byName := map[string]*bakeTarget{}
	for _, t := range doc.Targets {
		byName[t.Name] = t
	}
	inherited := bakeInheritance{all: byName, known: map[string]*bakeTarget{}}
	var out []Build
	for _, t := range doc.Targets {
		// By custom these are only there to be inherited from.
		if strings.HasPrefix(t.Name, "_") || t.Name == "docker-metadata-action" {
			continue
		}
		full, err := inherited.of(t, nil)
		if err != nil {
			d.files.Note(t.at.Filename, t.at.Start.Line, err)
			continue
		}
		out = append(out, d.bakeBuild(full))
	}
	return out
}

// parseBake reads and evaluates files; the library may panic on texts that are none.
func (d *declarations) parseBake(files []string) (doc *bakeFile, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("it is no bake file")
		}
	}()
	var parsed []*hcl.File
	for _, f := range files {
		text, ok := d.files.ReadUpTo(f, maxDeclaration)
		if !ok {
			return nil, errors.New("it can't be read")
		}
		if err := checkBake(f, text); err != nil {
			return nil, err
		}
		parse := hclparse.NewParser().ParseHCL
		if strings.HasSuffix(f, ".json") {
			parse = hclparse.NewParser().ParseJSON
		}
		file, diags := parse(text, f)
		if diags.HasErrors() {
			return nil, diags
		}
		parsed = append(parsed, file)
	}
	if err := foreign.HCLCost(parsed...); err != nil {
		return nil, err
	}
	doc = &bakeFile{}
	for _, part := range bakeParts(parsed) {
		var some bakeFile
		if _, diags := hclparser.Parse(part, hclparser.Opt{LookupVar: os.LookupEnv}, &some); diags.HasErrors() {
			return nil, diags
		}
		doc.Groups, doc.Targets = append(doc.Groups, some.Groups...), append(doc.Targets, some.Targets...)
	}
	return doc, nil
}

// checkBake says why a bake file is not parsed.
func checkBake(name string, text []byte) error {
	if strings.HasSuffix(name, ".json") {
		return foreign.JSON(text)
	}
	return foreign.HCL(text, name)
}

func (d *declarations) bakeBuild(t *bakeTarget) Build {
	text := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	file := t.at.Filename
	b := Build{
		ID: file + "#" + t.Name, By: Bake, Name: t.Name, Target: text(t.Target), Inline: text(t.DockerfileInline), Platforms: t.Platforms,
		Images: t.Tags, Declared: Evidence{File: file, Line: t.at.Start.Line, Says: "declares the target " + t.Name},
	}
	// Paths are relative to where bake is called, which is the file's folder, or else the root.
	base := path.Dir(file)
	if base != "." && !d.hasDockerfile(base, text(t.Context), text(t.Dockerfile)) && d.hasDockerfile(".", text(t.Context), text(t.Dockerfile)) {
		base = "."
	}
	d.place(&b, base, text(t.Context), text(t.Dockerfile), base)
	for key, value := range t.Args {
		if value != nil {
			b.arg(key, *value)
		}
	}
	for key, value := range t.Contexts {
		b.named(key, d.namedContext(value, base))
	}
	return b
}
