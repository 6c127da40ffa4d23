package project

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/docker/buildx/bake/hclparser"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
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

type bakeTarget struct {
	Name             string             `hcl:"name,label" cty:"name"`
	Inherits         []string           `hcl:"inherits,optional" cty:"inherits"`
	Context          *string            `hcl:"context,optional" cty:"context"`
	Contexts         map[string]string  `hcl:"contexts,optional" cty:"contexts"`
	Dockerfile       *string            `hcl:"dockerfile,optional" cty:"dockerfile"`
	DockerfileInline *string            `hcl:"dockerfile-inline,optional" cty:"dockerfile-inline"`
	Args             map[string]*string `hcl:"args,optional" cty:"args"`
	Target           *string            `hcl:"target,optional" cty:"target"`
	Platforms        []string           `hcl:"platforms,optional" cty:"platforms"`
	Tags             []string           `hcl:"tags,optional" cty:"tags"`
	Labels           map[string]*string `hcl:"labels,optional" cty:"labels"`
	Rest             hcl.Body           `hcl:",remain"`

	at hcl.Range
}

var (
	_ hclparser.WithEvalContexts = (*bakeTarget)(nil)
	_ hclparser.WithGetName      = (*bakeTarget)(nil)
	_ hclparser.WithBlockSource  = (*bakeTarget)(nil)
)

// SetBlockSource keeps where the target stands.
func (t *bakeTarget) SetBlockSource(block *hcl.Block) { t.at = block.DefRange }

// Merge lays a later block of the same target over this one; the parser calls it, as it does for override files.
func (t *bakeTarget) Merge(later *bakeTarget) {
	t.take(later)
	if len(later.Inherits) > 0 {
		t.Inherits = later.Inherits
	}
}

func attribute(block *hcl.Block, names ...string) hcl.Attributes {
	schema := &hcl.BodySchema{}
	for _, name := range names {
		schema.Attributes = append(schema.Attributes, hcl.AttributeSchema{Name: name})
	}
	content, _, _ := block.Body.PartialContent(schema)
	if content == nil {
		return nil
	}
	return content.Attributes
}

// maxMatrix is the most targets that one matrix may make.
const maxMatrix = 500

// GetEvalContexts returns one context for each combination of the matrix's values, in the order of their names.
func (t *bakeTarget) GetEvalContexts(
	outer *hcl.EvalContext, block *hcl.Block, load func(hcl.Expression) hcl.Diagnostics,
) ([]*hcl.EvalContext, error) {
	matrix, found := attribute(block, "matrix")["matrix"]
	if !found {
		return []*hcl.EvalContext{outer}, nil
	}
	if diags := load(matrix.Expr); diags.HasErrors() {
		return nil, diags
	}
	value, diags := matrix.Expr.Value(outer)
	if diags.HasErrors() {
		return nil, diags
	}
	if !value.Type().IsMapType() && !value.Type().IsObjectType() || !value.IsWhollyKnown() || value.IsNull() {
		return nil, errors.New("matrix must be a map of lists")
	}
	combinations := []map[string]cty.Value{{}}
	axes := value.AsValueMap()
	for _, axis := range sortedKeys(axes) {
		if !axes[axis].CanIterateElements() {
			return nil, fmt.Errorf("the matrix's %s must be a list", axis)
		}
		var next []map[string]cty.Value
		for _, combination := range combinations {
			for _, v := range axes[axis].AsValueSlice() {
				one := maps.Clone(combination)
				one[axis] = v
				next = append(next, one)
			}
		}
		if combinations = next; len(combinations) > maxMatrix {
			return nil, fmt.Errorf("the matrix makes more than %d targets", maxMatrix)
		}
	}
	var out []*hcl.EvalContext
	for _, combination := range combinations {
		inner := outer.NewChild()
		inner.Variables = combination
		out = append(out, inner)
	}
	return out, nil
}

// GetName returns the target's name, which a matrix computes.
func (t *bakeTarget) GetName(inner *hcl.EvalContext, block *hcl.Block, load func(hcl.Expression) hcl.Diagnostics) (string, error) {
	name, found := attribute(block, "name", "matrix")["name"]
	if !found {
		return block.Labels[0], nil
	}
	if diags := load(name.Expr); diags.HasErrors() {
		return "", diags
	}
	value, diags := name.Expr.Value(inner)
	if diags.HasErrors() {
		return "", diags
	}
	text, err := convert.Convert(value, cty.String)
	if err != nil || text.IsNull() || !text.IsKnown() {
		return "", errors.New("name must be a string")
	}
	return text.AsString(), nil
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
	for _, dir := range sortedKeys(merged) {
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
		d.reader.note(files[0], line, err)
		return nil
	}
	byName := map[string]*bakeTarget{}
	for _, t := range doc.Targets {
		byName[t.Name] = t
	}
	var out []Build
	for _, t := range doc.Targets {
		// By custom these are only there to be inherited from.
		if strings.HasPrefix(t.Name, "_") || t.Name == "docker-metadata-action" {
			continue
		}
		full, err := inheritBake(t, byName, nil)
		if err != nil {
			d.reader.note(t.at.Filename, t.at.Start.Line, err)
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
		text, ok := d.reader.readUpTo(f, maxDeclaration)
		if !ok {
			return nil, errors.New("it can't be read")
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
	doc = &bakeFile{}
	_, diags := hclparser.Parse(hclparser.MergeFiles(parsed), hclparser.Opt{LookupVar: os.LookupEnv}, doc)
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, nil
}

// inheritBake returns a target with what it inherits: later parents win over earlier ones, its own values over all.
func inheritBake(t *bakeTarget, all map[string]*bakeTarget, below []string) (*bakeTarget, error) {
	if slices.Contains(below, t.Name) {
		return nil, fmt.Errorf("the target %s inherits from itself", t.Name)
	}
	full := &bakeTarget{Name: t.Name, at: t.at}
	for _, name := range t.Inherits {
		parent, found := all[name]
		if !found {
			return nil, fmt.Errorf("the target %s inherits from %s, which is not there", t.Name, name)
		}
		resolved, err := inheritBake(parent, all, append(below, t.Name))
		if err != nil {
			return nil, err
		}
		full.take(resolved)
	}
	full.take(t)
	return full, nil
}

// take lays another's values over a target's.
func (t *bakeTarget) take(o *bakeTarget) {
	over := func(into **string, from *string) {
		if from != nil {
			*into = from
		}
	}
	over(&t.Context, o.Context)
	over(&t.Dockerfile, o.Dockerfile)
	over(&t.DockerfileInline, o.DockerfileInline)
	over(&t.Target, o.Target)
	if len(o.Platforms) > 0 {
		t.Platforms = o.Platforms
	}
	for key, value := range o.Args {
		if t.Args == nil {
			t.Args = map[string]*string{}
		}
		t.Args[key] = value
	}
	for key, value := range o.Contexts {
		if t.Contexts == nil {
			t.Contexts = map[string]string{}
		}
		t.Contexts[key] = value
	}
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
		Declared: Evidence{File: file, Line: t.at.Start.Line, Says: "declares the target " + t.Name},
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
