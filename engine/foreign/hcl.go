package foreign

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

const (
	// maxSigns is how many signs (! and -) may stand before each other, and how many ? a file may have: the parser calls itself
	// for each.
	maxSigns     = 100
	maxQuestions = 2_000
)

// HCL checks HCL with its own scanner, which calls itself for nothing, before the parser sees it.
func HCL(text []byte, name string) error {
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos)
	depth, signs, questions := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc,
			hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc,
			hclsyntax.TokenTemplateSeqEnd:
			depth = max(depth-1, 0)
		case hclsyntax.TokenQuestion:
			questions++
		}
		if t.Type == hclsyntax.TokenBang || t.Type == hclsyntax.TokenMinus {
			signs++
		} else {
			signs = 0
		}
		if depth > maxDepth || signs > maxSigns || questions > maxQuestions {
			return fmt.Errorf("%w: line %d", deep(max(depth, signs, questions), maxDepth), t.Range.Start.Line)
		}
	}
	return nil
}
