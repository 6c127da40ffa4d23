package golang

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
)

// dropElsewhere empties the branches of a file that run on another system than Linux alone: those of if and switch that ask for
// runtime.GOOS.
func (s *goSource) dropElsewhere(tree *ast.File) {
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			s.dropBranch(n)
		case *ast.SwitchStmt:
			if s.isSystem(n.Tag) {
				dropCases(n.Body.List)
			}
		}
		return true
	})
}

// isSystem says whether an expression is runtime.GOOS.
func (s *goSource) isSystem(x ast.Expr) bool {
	sel, is := x.(*ast.SelectorExpr)
	if !is || sel.Sel.Name != "GOOS" {
		return false
	}
	pkg, _ := sel.X.(*ast.Ident)
	return pkg != nil && s.importOf(pkg.Name) == "runtime"
}

func (s *goSource) dropBranch(n *ast.IfStmt) {
	compares, is := n.Cond.(*ast.BinaryExpr)
	if !is || !s.isSystem(compares.X) || compares.Op != token.EQL && compares.Op != token.NEQ {
		return
	}
	name, known := text(compares.Y)
	if !known {
		return
	}
	if (name == "linux") == (compares.Op == token.EQL) {
		n.Else = nil
	} else {
		n.Body.List = nil
	}
}

// dropCases empties the cases of a switch that are not Linux's.
func dropCases(list []ast.Stmt) {
	linux := slices.IndexFunc(list, namesLinux)
	for i, one := range list {
		clause, is := one.(*ast.CaseClause)
		if is && i != linux && (linux >= 0 || clause.List != nil && allTexts(clause.List)) {
			clause.Body = nil
		}
	}
}

func namesLinux(one ast.Stmt) bool {
	clause, is := one.(*ast.CaseClause)
	return is && slices.ContainsFunc(clause.List, func(x ast.Expr) bool { name, _ := text(x); return name == "linux" })
}

func allTexts(list []ast.Expr) bool {
	return !slices.ContainsFunc(list, func(x ast.Expr) bool { _, known := text(x); return !known })
}

// text is a string in quotes.
func text(x ast.Expr) (value string, known bool) {
	lit, is := x.(*ast.BasicLit)
	if !is || lit.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(lit.Value)
	return value, err == nil
}
