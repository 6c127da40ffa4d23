package project

import (
	"github.com/docker/buildx/bake/hclparser"
	"github.com/hashicorp/hcl/v2"
)

// partTargets is how many targets are evaluated together. The library takes a time that grows with the square of their number.
const partTargets = 100

// bakeParts are the files as one body, or as several with some of the targets each when there are many and none speaks of
// another by a reference: what a target inherits is a name and no reference.
func bakeParts(files []*hcl.File) []hcl.Body {
	whole := hclparser.MergeFiles(files)
	schema := &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "target", LabelNames: []string{"name"}}, {Type: "group", LabelNames: []string{"name"}}}}
	content, beside, _ := whole.PartialContent(schema)
	if len(content.Blocks) <= partTargets || refersToBlocks(content.Blocks, beside) {
		return []hcl.Body{whole}
	}
	part, parts := map[string]int{}, 0
	for _, block := range content.Blocks {
		if _, known := part[bakeLabel(block)]; !known {
			part[bakeLabel(block)] = len(part) / partTargets
			parts = part[bakeLabel(block)] + 1
		}
	}
	var out []hcl.Body
	for i := range parts {
		out = append(out, partOfBody{whole, func(b *hcl.Block) bool {
			n, known := part[bakeLabel(b)]
			return !known || n == i
		}})
	}
	return out
}

func bakeLabel(b *hcl.Block) string {
	if len(b.Labels) == 0 {
		return b.Type
	}
	return b.Type + "." + b.Labels[0]
}

// refersToBlocks says whether an expression of blocks, or of an attribute beside them, refers to a target or a group.
func refersToBlocks(blocks hcl.Blocks, beside hcl.Body) bool {
	bodies := []hcl.Body{beside}
	for _, b := range blocks {
		bodies = append(bodies, b.Body)
	}
	for _, body := range bodies {
		attributes, _ := body.JustAttributes() // blocks in it are an error that leaves the attributes
		for _, a := range attributes {
			for _, v := range a.Expr.Variables() {
				if v.RootName() == "target" || v.RootName() == "group" {
					return true
				}
			}
		}
	}
	return false
}

// partOfBody is a body with some of its blocks.
type partOfBody struct {
	hcl.Body
	has func(*hcl.Block) bool
}

// Content is the body's content with its part of the blocks.
func (p partOfBody) Content(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Diagnostics) {
	content, diags := p.Body.Content(schema)
	return p.part(content), diags
}

// PartialContent is Content for some of what a body has; the rest has its part of the blocks too.
func (p partOfBody) PartialContent(schema *hcl.BodySchema) (*hcl.BodyContent, hcl.Body, hcl.Diagnostics) {
	content, rest, diags := p.Body.PartialContent(schema)
	return p.part(content), partOfBody{rest, p.has}, diags
}

func (p partOfBody) part(content *hcl.BodyContent) *hcl.BodyContent {
	if content == nil {
		return nil
	}
	some := *content
	some.Blocks = nil
	for _, b := range content.Blocks {
		if p.has(b) {
			some.Blocks = append(some.Blocks, b)
		}
	}
	return &some
}
