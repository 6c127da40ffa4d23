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
	found, torn := map[string]string{}, map[string]bool{}
	set := func(name string, to ast.Expr) {
		value, known := s.resolve(to, found, 0)
		if old, twice := found[name]; !known || twice && old != value {
			torn[name] = true
			return
		}
		found[name] = value
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					set(name.Name, n.Values[i])
				}
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				name, isName := left.(*ast.Ident)
				switch {
				case !isName:
				case len(n.Rhs) != len(n.Lhs) || n.Tok != token.ASSIGN && n.Tok != token.DEFINE:
					torn[name.Name] = true
				default:
					set(name.Name, n.Rhs[i])
				}
			}
		case *ast.FuncType:
			for _, field := range n.Params.List {
				for _, name := range field.Names {
					torn[name.Name] = true
				}
			}
		case *ast.RangeStmt:
			for _, left := range []ast.Expr{n.Key, n.Value} {
				if name, isName := left.(*ast.Ident); isName {
					torn[name.Name] = true
				}
			}
		}
		return true
	})
	for name := range torn {
		delete(found, name)
	}
	return found
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
