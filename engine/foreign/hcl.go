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
	// maxJoined is the most bytes that are copied when the lines of templates are joined: the parser copies what it has for each
	// line more.
	maxJoined = 1 << 28
)

// joins counts the bytes that joining the lines of templates copies.
type joins struct{ lines, bytes, all int }

func (j *joins) take(t hclsyntax.Token) {
	switch t.Type {
	case hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit:
		j.lines, j.bytes = j.lines+1, j.bytes+len(t.Bytes)
	case hclsyntax.TokenCHeredoc, hclsyntax.TokenCQuote, hclsyntax.TokenEOF:
		j.all += j.lines * j.bytes / 2
		j.lines, j.bytes = 0, 0
	}
}

// HCL checks HCL with its own scanner, which calls itself for nothing, before the parser sees it.
func HCL(text []byte, name string) error {
	joined, err := scanHCL(text, name)
	if err == nil && joined > maxJoined {
		err = fmt.Errorf("%w: its texts have too many lines", ErrCostly)
	}
	return err
}

// scanHCL is HCL, but says how many bytes joining the lines of templates copies.
func scanHCL(text []byte, name string) (joined int, err error) {
	var j joins
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos)
	depth, signs, questions := 0, 0, 0
	for _, t := range tokens {
		j.take(t)
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
			return 0, fmt.Errorf("%w: line %d", deep(max(depth, signs, questions), maxDepth), t.Range.Start.Line)
		}
	}
	return j.all, nil
}
