package golang

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// setting is a value that a name is given: an expression, or with element any element of it; neither when only running tells.
type setting struct {
	to      ast.Expr
	element bool
}

// function is a function of a package, as far as its parameters are followed to the calls.
type function struct {
	name   string
	params []*ast.Ident
	// variadic says that the last parameter takes all further arguments.
	variadic bool
}

// object is what the parser itself knows a name of a file to stand for. It knows no types, and within one file none are asked for.
//
//lint:ignore SA1019 what takes its place needs the packages that the file imports
type object = ast.Object

// names are what a file says of the names in it: those that are set, functions by their parameters, calls by the function's name,
// and functions that are used in another way than by a call.
type names struct {
	set     map[*object][]setting
	top     map[string][]setting
	params  map[*object]function
	calls   map[string][]*ast.CallExpr
	handed  map[string]bool
	callees map[*ast.Ident]bool
}

// namesOf reads the names of a file.
func namesOf(tree *ast.File) *names {
	n := &names{
		set: map[*object][]setting{}, top: map[string][]setting{}, params: map[*object]function{},
		calls: map[string][]*ast.CallExpr{}, handed: map[string]bool{}, callees: map[*ast.Ident]bool{},
	}
	for _, d := range tree.Decls {
		if fun, is := d.(*ast.FuncDecl); is {
			n.callees[fun.Name] = true
			n.function(fun.Name.Name, fun.Type)
		}
	}
	ast.Inspect(tree, n.visit)
	for object, settings := range n.set {
		if tree.Scope != nil && tree.Scope.Lookup(object.Name) == object {
			n.top[object.Name] = settings
		}
	}
	return n
}

func (n *names) function(name string, t *ast.FuncType) {
	f := function{name: name}
	for _, field := range t.Params.List {
		_, f.variadic = field.Type.(*ast.Ellipsis)
		f.params = append(f.params, field.Names...)
	}
	for _, p := range f.params {
		if p.Obj != nil {
			n.params[p.Obj] = f
		}
	}
}

func (n *names) visit(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.ValueSpec:
		for i, name := range node.Names {
			if len(node.Values) == len(node.Names) {
				n.give(name, setting{to: node.Values[i]})
			} else if len(node.Values) > 0 {
				n.give(name, setting{to: node.Values[0]})
			}
		}
	case *ast.AssignStmt:
		n.assign(node)
	case *ast.RangeStmt:
		n.give(node.Key, setting{})
		n.give(node.Value, setting{to: node.X, element: true})
	case *ast.UnaryExpr:
		if node.Op == token.AND {
			n.give(node.X, setting{}) // Whoever has the address may set it.
		}
	case *ast.CallExpr:
		n.call(node)
	case *ast.SelectorExpr:
		if pkg, is := node.X.(*ast.Ident); is && pkg.Obj == nil {
			n.callees[pkg] = true // A package's name is no function.
		}
	case *ast.Ident:
		n.handed[node.Name] = n.handed[node.Name] || !n.callees[node]
	}
	return true
}

// call notes a call by the function's name.
func (n *names) call(c *ast.CallExpr) {
	var name *ast.Ident
	switch fun := c.Fun.(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return
	}
	n.callees[name] = true
	n.calls[name.Name] = append(n.calls[name.Name], c)
}

func (n *names) assign(a *ast.AssignStmt) {
	for i, left := range a.Lhs {
		switch {
		case a.Tok != token.ASSIGN && a.Tok != token.DEFINE:
			n.give(left, setting{})
		case len(a.Lhs) == len(a.Rhs):
			n.give(left, setting{to: a.Rhs[i]})
			if fun, is := a.Rhs[i].(*ast.FuncLit); is {
				n.named(left, fun.Type)
			}
		case i == 0:
			n.give(left, setting{to: a.Rhs[0]})
		default:
			n.give(left, setting{})
		}
	}
}

// named is a function that has a variable for its name.
func (n *names) named(x ast.Expr, t *ast.FuncType) {
	if name, is := x.(*ast.Ident); is {
		n.callees[name] = true
		n.function(name.Name, t)
	}
}

// give notes what a name is set to. An element that is set makes what a list holds unknown.
func (n *names) give(x ast.Expr, to setting) {
	switch x := x.(type) {
	case *ast.Ident:
		if x.Obj != nil {
			n.set[x.Obj] = append(n.set[x.Obj], to)
		}
	case *ast.IndexExpr:
		n.give(x.X, setting{})
	}
}

// tracer follows names through the files of a package to the strings that they can have.
type tracer struct {
	files  []*goSource
	values map[string]string
}

// itself stands for the program's own file.
const itself = "/proc/self/exe"

// strings are all strings that an expression of a file can have; known is false when only running tells one of them.
func (t *tracer) strings(s *goSource, x ast.Expr, depth int) (out []string, known bool) {
	if depth > deepest {
		return nil, false
	}
	if value, known := s.resolve(x, t.values, 0); known {
		return []string{value}, true
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return t.strings(s, x.X, depth+1)
	case *ast.IndexExpr:
		return t.indexed(s, x, depth)
	case *ast.CallExpr:
		return t.called(s, x, depth)
	case *ast.Ident:
		return t.named(s, x, depth)
	}
	return nil, false
}

// each are the strings of several expressions.
func (t *tracer) each(s *goSource, list []ast.Expr, depth int) (out []string, known bool) {
	for _, x := range list {
		more, known := t.strings(s, x, depth+1)
		if !known {
			return nil, false
		}
		out = append(out, more...)
	}
	return out, true
}

// indexed are the strings of an element of a list, or of the program's own name.
func (t *tracer) indexed(s *goSource, x *ast.IndexExpr, depth int) (out []string, known bool) {
	at, isNumber := x.Index.(*ast.BasicLit)
	if !isNumber || at.Kind != token.INT {
		return nil, false
	}
	i, err := strconv.Atoi(at.Value)
	if err != nil {
		return nil, false
	}
	if list, is := x.X.(*ast.SelectorExpr); is && i == 0 && list.Sel.Name == "Args" {
		pkg, _ := list.X.(*ast.Ident)
		return []string{itself}, pkg != nil && s.importOf(pkg.Name) == "os"
	}
	lists, known := t.lists(s, x.X, depth+1)
	for _, l := range lists {
		if i < len(l.elements) {
			more, sure := t.strings(l.file, l.elements[i], depth+1)
			out, known = append(out, more...), known && sure
		}
	}
	return out, known
}

// called are the strings that a call returns: where a program is, or the program's own file.
func (t *tracer) called(s *goSource, c *ast.CallExpr, depth int) (out []string, known bool) {
	fun, isSelector := c.Fun.(*ast.SelectorExpr)
	if !isSelector {
		return nil, false
	}
	if pkg, _ := fun.X.(*ast.Ident); pkg != nil {
		switch s.importOf(pkg.Name) + "." + fun.Sel.Name {
		case "os.Executable":
			return []string{itself}, true
		case "os/exec.LookPath":
			return t.each(s, c.Args, depth)
		}
	}
	return nil, false
}

// named are the strings that a name can have: all that it is set to, or given for it in calls.
func (t *tracer) named(s *goSource, x *ast.Ident, depth int) (out []string, known bool) {
	if f, isParameter := s.names.params[x.Obj]; isParameter && x.Obj != nil {
		return t.given(s, f, x, depth)
	}
	for _, one := range t.settings(s, x) {
		var more []string
		var sure bool
		switch {
		case one.to == nil:
		case one.element:
			more, sure = t.elements(one.file, one.to, depth)
		default:
			more, sure = t.strings(one.file, one.to, depth+1)
		}
		if !sure {
			return nil, false
		}
		out = append(out, more...)
	}
	return out, len(out) > 0
}

// elements are the strings of all elements of a list.
func (t *tracer) elements(s *goSource, x ast.Expr, depth int) (out []string, known bool) {
	lists, known := t.lists(s, x, depth+1)
	for _, l := range lists {
		more, sure := t.each(l.file, l.elements, depth)
		out, known = append(out, more...), known && sure
	}
	return out, known
}

// placed is a setting with the file that it stands in.
type placed struct {
	setting
	file *goSource
}

// settings are what a name is set to: in its file, or as a variable of the package in another one.
func (t *tracer) settings(s *goSource, x *ast.Ident) []placed {
	var out []placed
	if x.Obj != nil {
		for _, one := range s.names.set[x.Obj] {
			out = append(out, placed{one, s})
		}
	}
	if x.Obj != nil && (s.names.top[x.Name] == nil || !slices.Equal(s.names.top[x.Name], s.names.set[x.Obj])) {
		return out
	}
	for _, other := range t.files {
		if other == s && x.Obj != nil {
			continue
		}
		for _, one := range other.names.top[x.Name] {
			out = append(out, placed{one, other})
		}
	}
	return out
}

// callsOf are the calls of a function in its package; known is false when there may be others.
func (t *tracer) callsOf(f function) (out []located, known bool) {
	for _, s := range t.files {
		if s.names.handed[f.name] || !s.isMain && ast.IsExported(f.name) {
			return nil, false
		}
		for _, c := range s.names.calls[f.name] {
			out = append(out, located{c, s})
		}
	}
	return out, true
}

// located is a call with the file that it stands in.
type located struct {
	*ast.CallExpr
	file *goSource
}

// given are the strings that calls give for a parameter.
func (t *tracer) given(s *goSource, f function, x *ast.Ident, depth int) (out []string, known bool) {
	at := slices.IndexFunc(f.params, func(p *ast.Ident) bool { return p.Obj == x.Obj })
	if f.variadic && at == len(f.params)-1 || len(s.names.set[x.Obj]) > 0 {
		return nil, false
	}
	calls, known := t.callsOf(f)
	for _, c := range calls {
		if at >= len(c.Args) {
			continue // Another function of that name.
		}
		more, sure := t.strings(c.file, c.Args[at], depth+1)
		out, known = append(out, more...), known && sure
	}
	return out, known
}

// list is a list of expressions with the file that they stand in.
type list struct {
	elements []ast.Expr
	file     *goSource
}

// lists are the lists that an expression can have.
func (t *tracer) lists(s *goSource, x ast.Expr, depth int) (out []list, known bool) {
	if depth > deepest {
		return nil, false
	}
	switch x := x.(type) {
	case *ast.CompositeLit:
		if slices.ContainsFunc(x.Elts, func(e ast.Expr) bool { _, keyed := e.(*ast.KeyValueExpr); return keyed }) {
			return nil, false
		}
		return []list{{x.Elts, s}}, true
	case *ast.CallExpr:
		return t.listsOfCall(s, x)
	case *ast.Ident:
		return t.listsNamed(s, x, depth)
	}
	return nil, false
}

// listsNamed are the lists that a name can have.
func (t *tracer) listsNamed(s *goSource, x *ast.Ident, depth int) (out []list, known bool) {
	if f, isParameter := s.names.params[x.Obj]; isParameter && x.Obj != nil {
		return t.listsGiven(f, x, depth)
	}
	known = true
	for _, one := range t.settings(s, x) {
		if one.to == nil {
			return nil, false
		}
		more, sure := t.lists(one.file, one.to, depth+1)
		if one.element {
			var inner []list
			for _, l := range more {
				for _, e := range l.elements {
					deeper, found := t.lists(l.file, e, depth+1)
					inner, sure = append(inner, deeper...), sure && found
				}
			}
			more = inner
		}
		out, known = append(out, more...), known && sure
	}
	return out, known && len(out) > 0
}

// listsGiven are the lists that calls give for a parameter.
func (t *tracer) listsGiven(f function, x *ast.Ident, depth int) (out []list, known bool) {
	at := slices.IndexFunc(f.params, func(p *ast.Ident) bool { return p.Obj == x.Obj })
	calls, known := t.callsOf(f)
	for _, c := range calls {
		switch {
		case at >= len(c.Args):
		case f.variadic && at == len(f.params)-1 && c.Ellipsis == token.NoPos:
			out = append(out, list{c.Args[at:], c.file})
		default:
			more, sure := t.lists(c.file, c.Args[at], depth+1)
			out, known = append(out, more...), known && sure
		}
	}
	return out, known
}

// listsOfCall is the list that strings.Fields makes of a text that is known.
func (t *tracer) listsOfCall(s *goSource, c *ast.CallExpr) (out []list, known bool) {
	fun, isSelector := c.Fun.(*ast.SelectorExpr)
	if !isSelector || len(c.Args) != 1 || fun.Sel.Name != "Fields" {
		return nil, false
	}
	text, known := s.resolve(c.Args[0], t.values, 0)
	if !known {
		return nil, false
	}
	var words []ast.Expr
	for _, w := range strings.Fields(text) {
		words = append(words, &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(w)})
	}
	return []list{{words, s}}, true
}

// packagesOf are the files of each package, by its folder.
func packagesOf(sources []*goSource) map[string][]*goSource {
	out := map[string][]*goSource{}
	for _, s := range sources {
		out[path.Dir(s.rel)] = append(out[path.Dir(s.rel)], s)
	}
	return out
}
