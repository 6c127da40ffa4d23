package foreign

import (
	"fmt"
	"math"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

const (
	// maxCost is the most bytes that the values of a file may take when they are worked out, estimated from above.
	maxCost = 256 << 20
	// unknownCost is what a name stands for that the file does not define, such as a variable of the environment or a parameter.
	unknownCost = 16
	// callCost is what a call costs at least; longer is how many times as long as its arguments what a function returns can be.
	callCost = 8
	longer   = 2
	// escaped is longer of functions that escape: JSON writes a character with six.
	escaped = 6
)

// timeTakers are functions that only cost time; multipliers return as much as the product of what they are given.
const (
	timeTakers  = " bcrypt rsadecrypt "
	multipliers = " setproduct replace regex_replace regexreplace indent "
	escaping    = " jsonencode urlencode base64encode csvdecode "
	// ranged is the most that range returns.
	ranged = 1024 * 8
)

// HCLCost says with ErrCostly when working out the values of files would take too much memory or time: of HCL files by what was
// parsed of them, of those in JSON, whose strings are templates, by their text. All values count together.
func HCLCost(files ...*hcl.File) error {
	e := estimate{defined: map[string][]hclsyntax.Expression{}, known: map[string]float64{}}
	var all []hclsyntax.Expression
	for _, f := range files {
		if b, ok := f.Body.(*hclsyntax.Body); ok {
			all = append(all, e.define(b, "", "")...)
			continue
		}
		more, err := e.defineJSON(f.Bytes)
		if err != nil {
			return err
		}
		all = append(all, more...)
	}
	sum := 0.0
	for _, expr := range all {
		sum += e.of(expr)
	}
	if e.banned != "" {
		return fmt.Errorf("%w: it calls %s", ErrCostly, e.banned)
	}
	if sum > maxCost {
		return fmt.Errorf("%w: its values would have %.0g bytes", ErrCostly, sum)
	}
	return nil
}

// estimate estimates from above what values are worked out to.
type estimate struct {
	// defined are the expressions that a name stands for: of a variable, a function, or all of the blocks of a type.
	defined map[string][]hclsyntax.Expression
	known   map[string]float64
	banned  string
	// joined is how many bytes joining the lines of templates in JSON copies.
	joined int
}

// define takes note of what the names in a body stand for, and returns all expressions in it.
func (e *estimate) define(b *hclsyntax.Body, kind, label string) []hclsyntax.Expression {
	var all []hclsyntax.Expression
	for name, a := range b.Attributes {
		all = append(all, a.Expr)
		switch kind {
		case "":
			e.defined[name] = append(e.defined[name], a.Expr)
		case "variable", "function":
			e.defined[label] = append(e.defined[label], a.Expr)
		default:
			e.defined[kind] = append(e.defined[kind], a.Expr)
		}
	}
	for _, block := range b.Blocks {
		inner, name := kind, label
		if kind == "" {
			inner, name = block.Type, strings.Join(block.Labels, ".")
		}
		all = append(all, e.define(block.Body, inner, name)...)
	}
	return all
}

// named is what a name stands for.
func (e *estimate) named(name string) float64 {
	if cost, ok := e.known[name]; ok {
		return cost
	}
	e.known[name] = unknownCost // a name that stands for itself is the parser's error
	cost := float64(unknownCost)
	for _, expr := range e.defined[name] {
		cost += e.of(expr)
	}
	e.known[name] = cost
	return cost
}

func (e *estimate) of(expr hclsyntax.Expression) float64 {
	switch x := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e.named(x.Traversal.RootName())
	case *hclsyntax.FunctionCallExpr:
		return e.called(x)
	case *hclsyntax.ForExpr:
		return e.bounded(e.of(x.CollExpr) * (1 + e.sum(x.KeyExpr, x.ValExpr, x.CondExpr)))
	case *hclsyntax.SplatExpr:
		return e.bounded(e.of(x.Source) * (1 + e.of(x.Each)))
	case *hclsyntax.LiteralValueExpr:
		return float64(x.SrcRange.End.Byte - x.SrcRange.Start.Byte + 1)
	}
	return e.below(expr)
}

// called is what a function returns.
func (e *estimate) called(x *hclsyntax.FunctionCallExpr) float64 {
	if strings.Contains(timeTakers, " "+x.Name+" ") {
		e.banned = x.Name
	}
	arguments, product := 0.0, 1.0
	for i, a := range x.Args {
		cost := e.of(a)
		arguments += cost
		if i != 1 || x.Name == "setproduct" { // what is replaced makes nothing longer
			product = e.bounded(product * (1 + cost))
		}
	}
	switch {
	case strings.Contains(multipliers, " "+x.Name+" "):
		return product
	case x.Name == "range":
		return ranged
	}
	if strings.HasPrefix(x.Name, "format") && pads(x) {
		e.banned = x.Name + " with a width"
	}
	if body := e.defined[x.Name]; len(body) > 0 {
		// Parameters count as unknown names do; what multiplies makes the body a power of them.
		return e.bounded(e.named(x.Name) * math.Pow(max(1, arguments/unknownCost), float64(1+e.powers(body))))
	}
	if strings.Contains(escaping, " "+x.Name+" ") {
		return e.bounded(callCost + escaped*arguments)
	}
	return e.bounded(callCost + longer*arguments)
}

// powers is how many things in expressions multiply what is in them.
func (e *estimate) powers(list []hclsyntax.Expression) int {
	n := 0
	for _, expr := range list {
		_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
			switch x := node.(type) {
			case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
				n++
			case *hclsyntax.FunctionCallExpr:
				if strings.Contains(multipliers, " "+x.Name+" ") || len(e.defined[x.Name]) > 0 {
					n++
				}
			}
			return nil
		})
	}
	return n
}

// pads says whether a format may ask for a width of a thousand or more, or its text is not written where it is called.
func pads(x *hclsyntax.FunctionCallExpr) bool {
	if len(x.Args) == 0 {
		return false
	}
	text, diags := x.Args[0].Value(nil)
	if diags.HasErrors() || !text.IsKnown() || text.IsNull() || text.Type().FriendlyName() != "string" {
		return true
	}
	digits := 0
	for _, r := range text.AsString() {
		if '0' <= r && r <= '9' {
			if digits++; digits > 3 {
				return true
			}
		} else {
			digits = 0
		}
		if r == '*' {
			return true
		}
	}
	return false
}

// below is what the parts of an expression are together.
func (e *estimate) below(expr hclsyntax.Expression) float64 {
	w := &parts{estimate: e, top: expr, cost: 1}
	_ = hclsyntax.Walk(expr, w)
	return e.bounded(w.cost)
}

func (e *estimate) sum(list ...hclsyntax.Expression) float64 {
	all := 0.0
	for _, x := range list {
		if x != nil {
			all += e.of(x)
		}
	}
	return all
}

// bounded keeps products from becoming infinite.
func (e *estimate) bounded(cost float64) float64 { return math.Min(cost, 1e30) }

// parts adds up the expressions right below one.
type parts struct {
	*estimate
	top   hclsyntax.Expression
	depth int
	cost  float64
}

// Enter takes an expression right below the top one.
func (w *parts) Enter(node hclsyntax.Node) hcl.Diagnostics {
	if x, ok := node.(hclsyntax.Expression); ok && w.depth == 1 {
		w.cost += w.of(x)
	}
	if _, ok := node.(hclsyntax.Expression); ok {
		w.depth++
	}
	return nil
}

// Exit leaves an expression.
func (w *parts) Exit(node hclsyntax.Node) hcl.Diagnostics {
	if _, ok := node.(hclsyntax.Expression); ok {
		w.depth--
	}
	return nil
}
