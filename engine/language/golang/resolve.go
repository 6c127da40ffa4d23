package golang

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"
)

// values are the strings that constants and variables of a file have by their names: those that are set once, to what can be
// told. Those of functions count as well, as long as no other of that name has another value.
func (s *goSource) values(tree *ast.File) map[string]string {
	n := &namer{source: s, found: map[string]string{}, torn: map[string]bool{}}
	ast.Inspect(tree, n.visit)
	for name := range n.torn {
		delete(n.found, name)
	}
	return n.found
}

// namer collects what names are set to; torn are those that have no one value.
type namer struct {
	source *goSource
	found  map[string]string
	torn   map[string]bool
}

func (n *namer) set(name string, to ast.Expr) {
	value, known := n.source.resolve(to, n.found, 0)
	if old, twice := n.found[name]; !known || twice && old != value {
		n.torn[name] = true
		return
	}
	n.found[name] = value
}

// tear notes names that are given values which only running tells.
func (n *namer) tear(names ...ast.Expr) {
	for _, x := range names {
		if name, isName := x.(*ast.Ident); isName {
			n.torn[name.Name] = true
		}
	}
}

func (n *namer) visit(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.ValueSpec:
		for i, name := range node.Names {
			if i < len(node.Values) {
				n.set(name.Name, node.Values[i])
			}
		}
	case *ast.AssignStmt:
		n.assign(node)
	case *ast.FuncType:
		for _, field := range node.Params.List {
			for _, name := range field.Names {
				n.tear(name)
			}
		}
	case *ast.RangeStmt:
		n.tear(node.Key, node.Value)
	}
	return true
}

func (n *namer) assign(a *ast.AssignStmt) {
	if len(a.Rhs) != len(a.Lhs) || a.Tok != token.ASSIGN && a.Tok != token.DEFINE {
		n.tear(a.Lhs...)
		return
	}
	for i, left := range a.Lhs {
		if name, isName := left.(*ast.Ident); isName {
			n.set(name.Name, a.Rhs[i])
		}
	}
}

// deepest is how many expressions in each other are followed.
const deepest = 20

// resolve is the string that an expression gives; known is false when only running tells. Then value is what it begins with, as
// far as that is known.
func (s *goSource) resolve(x ast.Expr, values map[string]string, depth int) (value string, known bool) {
	if depth > deepest {
		return "", false
	}
	switch x := x.(type) {
	case *ast.BasicLit:
		if x.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(x.Value)
		return text, err == nil
	case *ast.Ident:
		text, found := values[x.Name]
		return text, found
	case *ast.ParenExpr:
		return s.resolve(x.X, values, depth+1)
	case *ast.StarExpr:
		return s.resolve(x.X, values, depth+1)
	case *ast.BinaryExpr:
		left, known := s.resolve(x.X, values, depth+1)
		if x.Op != token.ADD || !known {
			return left, false
		}
		right, known := s.resolve(x.Y, values, depth+1)
		return left + right, known
	case *ast.CallExpr:
		return s.resolveCall(x, values, depth)
	}
	return "", false
}

// resolveCall is the string that a call gives: joins of paths, conversions, the default of a flag.
func (s *goSource) resolveCall(c *ast.CallExpr, values map[string]string, depth int) (value string, known bool) {
	if fun, isName := c.Fun.(*ast.Ident); isName && fun.Name == "string" && len(c.Args) == 1 {
		return s.resolve(c.Args[0], values, depth+1)
	}
	fun, isSelector := c.Fun.(*ast.SelectorExpr)
	if !isSelector {
		return "", false
	}
	pkg, _ := fun.X.(*ast.Ident)
	name := fun.Sel.Name
	if pkg != nil {
		name = s.importOf(pkg.Name) + "." + name
	}
	switch name {
	case "path/filepath.Join", "path.Join":
		return s.join(c.Args, values, depth)
	case "path/filepath.Clean", "path.Clean", "path/filepath.FromSlash", "strings.TrimSpace":
		if len(c.Args) == 1 {
			return s.resolve(c.Args[0], values, depth+1)
		}
	case "flag.String", "github.com/spf13/pflag.String":
		if len(c.Args) == 3 {
			return s.resolve(c.Args[1], values, depth+1)
		}
	case "fmt.Sprintf":
		if len(c.Args) > 0 {
			format, _ := s.resolve(c.Args[0], values, depth+1)
			before, _, verbs := strings.Cut(format, "%")
			return before, format != "" && !verbs
		}
	}
	return "", false
}

func (s *goSource) join(args []ast.Expr, values map[string]string, depth int) (value string, known bool) {
	var parts []string
	for _, arg := range args {
		part, known := s.resolve(arg, values, depth+1)
		if part != "" {
			parts = append(parts, part)
		}
		if !known {
			return path.Join(parts...), false
		}
	}
	return path.Join(parts...), len(parts) > 0
}
