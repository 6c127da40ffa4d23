package golang

import (
	"bytes"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"path"
	"strconv"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// goSource is what one Go file says.
type goSource struct {
	// rel is the path relative to the module, with slashes.
	rel     string
	isMain  bool
	imports []goImport

	cgo []project.Evidence
	// literals are the strings in it with their lines, but for imports and tags; embeds are the patterns of go:embed.
	literals []literal
	embeds   []string
	needed   evidence.List
	// asked are the arguments that name files and programs; named are the constants and variables with a string.
	asked []asked
	named map[string]string
	names *names
}

type goImport struct {
	path, name string
	line       int
}

// readSource reads one file, nil when a build for Linux leaves it out or nothing can be made of it.
func readSource(takes *build.Context, file string, text []byte) *goSource {
	takes = openingOnly(takes, text)
	if match, err := takes.MatchFile(path.Dir(file), path.Base(file)); err != nil || !match {
		return nil
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, text, 0)
	if tree == nil || tree.Name == nil || err != nil && len(tree.Imports) == 0 && tree.Name.Name == "" {
		return nil
	}
	s := &goSource{rel: file, isMain: tree.Name.Name == "main"}
	for _, i := range tree.Imports {
		s.addImport(i, set.Position(i.Pos()).Line)
	}
	s.dropElsewhere(tree)
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			s.addCall(n, set.Position(n.Pos()).Line)
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			n.Tag = nil
		case *ast.BasicLit:
			s.addLiteral(n, set.Position(n.Pos()).Line)
		}
		return true
	})
	s.addEmbeds(text)
	s.needed = append(s.needed, scan.LowPorts(string(text), "//", file)...)
	s.named, s.names = s.values(tree), namesOf(tree)
	return s
}

// literal is a string in a source.
type literal struct {
	text string
	line int
}

func (s *goSource) addLiteral(lit *ast.BasicLit, line int) {
	if lit.Kind != token.STRING {
		return
	}
	if text, err := strconv.Unquote(lit.Value); err == nil && text != "" {
		s.literals = append(s.literals, literal{text, line})
	}
}

// addEmbeds notes what go:embed puts into the program, by its path from the module.
func (s *goSource) addEmbeds(text []byte) {
	for line := range bytes.Lines(text) {
		rest, found := bytes.CutPrefix(bytes.TrimSpace(line), []byte("//go:embed "))
		if !found {
			continue
		}
		for _, pattern := range strings.Fields(string(rest)) {
			pattern = strings.TrimPrefix(strings.Trim(pattern, "\"`"), "all:")
			s.embeds = append(s.embeds, path.Join(path.Dir(s.rel), pattern))
		}
	}
}

// openingOnly returns a build context that reads one text, whatever file it opens.
func openingOnly(c *build.Context, text []byte) *build.Context {
	only := *c
	only.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	return &only
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
	s.needed = append(s.needed, scan.Driven("go", p, s.rel, line)...)
	s.needed = append(s.needed, scan.Kept("go", p, s.rel, line)...)
	switch p {
	case "C":
		s.cgo = append(s.cgo, s.says(line, `imports "C"`))
	case "crypto/tls", "crypto/x509":
		s.need(evidence.Certificates, "", true, p, line)
	case "time/tzdata":
		s.need(evidence.OwnZones, "", true, p, line)
	}
}

func (s *goSource) says(line int, sentence string) project.Evidence {
	return project.Evidence{File: s.rel, Line: line, Says: sentence}
}

// need notes something that the program needs when it runs.
func (s *goSource) need(kind evidence.Kind, subject string, known bool, by string, line int) {
	s.needed = append(s.needed, evidence.Evidence{
		Kind: kind, Subject: subject, Known: known, Source: evidence.Sources, By: by, File: s.rel, Line: line,
	})
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
		s.need(evidence.Certificates, "", true, name, line)
	case "runtime/debug.ReadBuildInfo":
		s.need(evidence.Git, "", true, name, line)
	case "syscall.Setuid", "syscall.Setgid", "syscall.Setgroups", "golang.org/x/sys/unix.Setuid", "golang.org/x/sys/unix.Setgid":
		s.need(evidence.Privileges, "", true, name, line)
	case "golang.org/x/tools/go/packages.Load":
		s.need(evidence.Starts, "go", true, name, line)
	case "runtime.Caller", "runtime.CallersFrames", "runtime.FuncForPC", "runtime.GOROOT":
		s.need(evidence.SourcePaths, "", true, name, line)
	case "time.LoadLocation":
		s.need(evidence.Zones, "", true, name, line)
	case "github.com/joho/godotenv.Load", "github.com/joho/godotenv.Overload", "github.com/joho/godotenv.Read":
		if len(call.Args) == 0 {
			s.need(evidence.Reads, ".env", true, name, line)
		}
	case "os.UserHomeDir", "os.UserConfigDir", "os.UserCacheDir", "os/user.Current":
		s.need(evidence.Home, "", true, name, line)
	case "database/sql.Open", "github.com/jmoiron/sqlx.Open", "github.com/jmoiron/sqlx.Connect":
		s.addDatabase(name, call, line)
	case "net/http.ListenAndServe", "net/http.ListenAndServeTLS", "net.Listen":
		s.addPort(name, call, line)
	default:
		s.note(name, calls()[name], call, line)
	}
}

// addDatabase notes a database that is a file.
func (s *goSource) addDatabase(name string, c *ast.CallExpr, line int) {
	if len(c.Args) != 2 {
		return
	}
	if driver, _ := s.resolve(c.Args[0], nil, 0); strings.Contains(driver, "sqlite") || driver == "duckdb" {
		s.asked = append(s.asked, asked{kind: evidence.Writes, by: name, argument: c.Args[1], line: line})
	}
}

// addPort notes the port that an address ends in.
func (s *goSource) addPort(name string, c *ast.CallExpr, line int) {
	for _, arg := range c.Args {
		address, known := s.resolve(arg, nil, 0)
		if i := strings.LastIndex(address, ":"); known && i >= 0 {
			s.need(evidence.Binds, address[i+1:], true, name, line)
			return
		}
	}
}

// addMethod notes a method that reads or writes files.
func (s *goSource) addMethod(name string, c *ast.CallExpr, line int) {
	if m, found := methods()[name]; found && len(c.Args) >= m.least {
		s.note(name, m.calls, c, line)
	}
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
