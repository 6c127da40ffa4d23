package foreign

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// defineJSON is define for a file in JSON; a text that is none is left to the parser's own error.
func (e *estimate) defineJSON(text []byte) ([]hclsyntax.Expression, error) {
	var doc any
	if err := JSON(text); err != nil {
		return nil, err
	}
	if json.Unmarshal(text, &doc) != nil {
		return nil, nil
	}
	var all []hclsyntax.Expression
	err := e.templates(doc, nil, &all)
	return all, err
}

// templates takes the templates below a value, whose place is the path.
func (e *estimate) templates(value any, path []string, all *[]hclsyntax.Expression) error {
	switch v := value.(type) {
	case string:
		// The scanner of templates wants them in quotes; a quote in one of them ends none there.
		joined, err := scanHCL([]byte("x = <<END\n"+v+"\nEND\n"), "template")
		if err != nil {
			return err
		}
		if e.joined += joined; e.joined > maxJoined {
			return fmt.Errorf("%w: its texts have too many lines", ErrCostly)
		}
		expr, diags := hclsyntax.ParseTemplate([]byte(v), "template", hcl.InitialPos)
		if diags.HasErrors() {
			return nil
		}
		*all = append(*all, expr)
		name := ""
		switch {
		case len(path) > 1 && (path[0] == "variable" || path[0] == "function"):
			name = path[1]
		case len(path) > 0:
			name = path[0]
		}
		e.defined[name] = append(e.defined[name], expr)
	case []any:
		for _, item := range v {
			if err := e.templates(item, path, all); err != nil {
				return err
			}
		}
	case map[string]any:
		for key, item := range v {
			if err := e.templates(item, append(path[:len(path):len(path)], key), all); err != nil {
				return err
			}
		}
	}
	return nil
}
