package project

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/docker/buildx/bake/hclparser"
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// bakeTarget is a target block, as far as it says what is built.
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
	if len(o.Tags) > 0 {
		t.Tags = o.Tags
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

// bakeInheritance are all targets by name, and those whose inheritance is worked out: many may inherit from the same.
type bakeInheritance struct{ all, known map[string]*bakeTarget }

// maxInherits is how long a chain of targets that inherit from each other may be.
const maxInherits = 200

// of returns a target with what it inherits: later parents win over earlier ones, its own values over all.
func (b bakeInheritance) of(t *bakeTarget, below []string) (*bakeTarget, error) {
	if known := b.known[t.Name]; known != nil {
		return known, nil
	}
	if len(below) > maxInherits {
		return nil, fmt.Errorf("the target %s inherits over more than %d others", below[0], maxInherits)
	}
	if slices.Contains(below, t.Name) {
		return nil, fmt.Errorf("the target %s inherits from itself", t.Name)
	}
	full := &bakeTarget{Name: t.Name, at: t.at}
	for _, name := range t.Inherits {
		parent, found := b.all[name]
		if !found {
			return nil, fmt.Errorf("the target %s inherits from %s, which is not there", t.Name, name)
		}
		resolved, err := b.of(parent, append(below, t.Name))
		if err != nil {
			return nil, err
		}
		full.take(resolved)
	}
	full.take(t)
	b.known[t.Name] = full
	return full, nil
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
	for _, axis := range SortedKeys(axes) {
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
