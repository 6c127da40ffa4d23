package project

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// goSource is what one Go file says.
type goSource struct {
	// rel is the path relative to the module, with slashes.
	rel     string
	isMain  bool
	imports []goImport

	cgo, tls, zones, runtime, shell, programs []Evidence
}

type goImport struct {
	path, name string
	line       int
}

// readSource reads one file, nil when a build for Linux leaves it out or nothing can be made of it.
func readSource(takes *build.Context, dir, file string) *goSource {
	folder, name := filepath.Split(file)
	if match, err := takes.MatchFile(folder, name); err != nil || !match {
		return nil
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if tree == nil || tree.Name == nil || err != nil && len(tree.Imports) == 0 && tree.Name.Name == "" {
		return nil
	}
	rel, err := filepath.Rel(dir, file)
	if err != nil {
		return nil
	}
	s := &goSource{rel: filepath.ToSlash(rel), isMain: tree.Name.Name == "main"}
	for _, i := range tree.Imports {
		s.addImport(i, set.Position(i.Pos()).Line)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		if call, isCall := n.(*ast.CallExpr); isCall {
			s.addCall(call, set.Position(call.Pos()).Line)
		}
		return true
	})
	return s
}

func (s *goSource) addImport(i *ast.ImportSpec, line int) {
	p, err := strconv.Unquote(i.Path.Value)
	if err != nil {
		return
	}
	in := goImport{path: p, name: path.Base(p), line: line}
	if i.Name != nil {
		in.name = i.Name.Name
	}
	s.imports = append(s.imports, in)
	switch p {
	case "C":
		s.cgo = append(s.cgo, s.says(line, `imports "C"`))
	case "crypto/tls", "crypto/x509":
		s.tls = append(s.tls, s.says(line, fmt.Sprintf("imports %s", p)))
	case "time/tzdata":
		s.zones = append(s.zones, s.says(line, "imports time/tzdata, so the zones are in the program itself"))
	}
}

func (s *goSource) says(line int, sentence string) Evidence {
	return Evidence{File: s.rel, Line: line, Says: sentence}
}

// addCall notes calls that need something at run time. It goes by the package's name in this file, as a reader does.
func (s *goSource) addCall(call *ast.CallExpr, line int) {
	fun, isSelector := call.Fun.(*ast.SelectorExpr)
	if !isSelector {
		return
	}
	pkg, isName := fun.X.(*ast.Ident)
	if !isName || s.importOf(pkg.Name) == "" {
		s.addMethod(fun.Sel.Name, call, line)
		return
	}
	name := s.importOf(pkg.Name) + "." + fun.Sel.Name
	switch name {
	case "net/http.Get", "net/http.Post", "net/http.PostForm", "net/http.Head", "net/http.NewRequest",
		"net/http.NewRequestWithContext":
		s.tls = append(s.tls, s.says(line, fmt.Sprintf("calls %s", name)))
	case "time.LoadLocation":
		s.zones = append(s.zones, s.says(line, "calls time.LoadLocation"))
	case "os.Open", "os.ReadFile", "os.ReadDir", "os.DirFS", "net/http.Dir", "net/http.ServeFile",
		"html/template.ParseFiles", "html/template.ParseGlob", "text/template.ParseFiles", "text/template.ParseGlob":
		s.addFiles(name, call, line)
	case "github.com/spf13/viper.AddConfigPath", "github.com/spf13/viper.SetConfigFile":
		s.addFiles(name, call, line)
	case "os/exec.Command":
		s.addProgram(call, 0, line)
	case "os/exec.CommandContext":
		s.addProgram(call, 1, line)
	}
}

// addProgram notes a program that is started by its name, which is an argument of the call.
func (s *goSource) addProgram(call *ast.CallExpr, argument, line int) {
	if len(call.Args) <= argument {
		return
	}
	lit, isLit := call.Args[argument].(*ast.BasicLit)
	if !isLit || lit.Kind != token.STRING {
		s.programs = append(s.programs, s.says(line, "starts a program whose name is only known at run time"))
		return
	}
	name, err := strconv.Unquote(lit.Value)
	if err != nil || name == "" {
		return
	}
	switch path.Base(name) {
	case "sh", "bash", "ash", "dash":
		s.shell = append(s.shell, s.says(line, fmt.Sprintf("starts the shell %q", name)))
	default:
		s.programs = append(s.programs, s.says(line, fmt.Sprintf("starts the program %q", name)))
	}
}

// addFiles notes a call that opens a file named by a relative path in the source.
func (s *goSource) addFiles(name string, call *ast.CallExpr, line int) {
	for _, arg := range call.Args {
		lit, isLit := arg.(*ast.BasicLit)
		if !isLit || lit.Kind != token.STRING {
			continue
		}
		file, err := strconv.Unquote(lit.Value)
		if err != nil || file == "" || strings.HasPrefix(file, "/") {
			continue
		}
		s.runtime = append(s.runtime, s.says(line, fmt.Sprintf("calls %s with the relative path %q", name, file)))
	}
}

// addMethod notes a method of a template or of a web framework (gin, echo, fiber) that reads files: it goes by the method's
// name, because types are not known here.
func (s *goSource) addMethod(name string, call *ast.CallExpr, line int) {
	from, to := 0, len(call.Args)
	switch name {
	case "ParseFiles", "ParseGlob", "LoadHTMLGlob", "LoadHTMLFiles", "AddConfigPath", "SetConfigFile":
	case "Static", "StaticFile":
		from, to = 1, 2
	default:
		return
	}
	if len(call.Args) < max(to, from+1) {
		return
	}
	files := *call
	files.Args = call.Args[from:to]
	for _, arg := range files.Args {
		if lit, isLit := arg.(*ast.BasicLit); !isLit || lit.Kind != token.STRING {
			s.runtime = append(s.runtime, s.says(line, fmt.Sprintf("calls %s with a path that is only known at run time", name)))
			return
		}
	}
	s.addFiles(name, &files, line)
}

// importOf returns the import path behind a package's name in this file, "" when it is no import.
func (s *goSource) importOf(name string) string {
	for _, i := range s.imports {
		if i.name == name {
			return i.path
		}
	}
	return ""
}
