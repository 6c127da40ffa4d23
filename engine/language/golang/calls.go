package golang

import (
	"go/ast"
	"slices"

	"lightship/engine/commandline"
	"lightship/engine/evidence"
	"lightship/engine/language/scan"
)

// all stands for all arguments of a call.
const all = -1

// call is what a function or method does with one of its arguments.
type call struct {
	kind     evidence.Kind
	argument int
}

// calls are functions of the standard library and of well-known modules that say what a program needs when it runs, by import
// path and name.
func calls() map[string][]call {
	reads := func(argument int) []call { return []call{{evidence.Reads, argument}} }
	lists := func(argument int) []call { return []call{{evidence.Lists, argument}} }
	writes := func(argument int) []call { return []call{{evidence.Writes, argument}} }
	starts := func(argument int) []call { return []call{{evidence.Starts, argument}} }
	looksUp := func(argument int) []call { return []call{{evidence.Account, argument}} }
	return map[string][]call{
		"os.Open": reads(0), "os.ReadFile": reads(0), "os.ReadDir": lists(0), "os.DirFS": lists(0), "os.OpenRoot": lists(0),
		"os.OpenFile": {{evidence.Reads, 0}, {evidence.Writes, 0}},
		"os.Create":   writes(0), "os.WriteFile": writes(0), "os.Mkdir": writes(0), "os.MkdirAll": writes(0), "os.Remove": writes(0),
		"os.RemoveAll": writes(0), "os.Rename": writes(1), "os.Symlink": writes(1), "os.Link": writes(1), "os.Truncate": writes(0),
		"io/ioutil.ReadFile": reads(0), "io/ioutil.ReadDir": lists(0), "io/ioutil.WriteFile": writes(0),
		"path/filepath.Walk": lists(0), "path/filepath.WalkDir": lists(0), "path/filepath.Glob": reads(0),
		"net/http.Dir": lists(0), "net/http.ServeFile": reads(2),
		"html/template.ParseFiles": reads(all), "html/template.ParseGlob": reads(all),
		"text/template.ParseFiles": reads(all), "text/template.ParseGlob": reads(all),
		"crypto/tls.LoadX509KeyPair": {{evidence.Reads, 0}, {evidence.Reads, 1}},
		"plugin.Open":                reads(0),
		"os/user.Lookup":             looksUp(0), "os/user.LookupGroup": looksUp(0),
		"os/exec.LookPath": starts(0),
		"os/exec.Command":  starts(0), "os/exec.CommandContext": starts(1), "os.StartProcess": starts(0), "syscall.Exec": starts(0),
		"github.com/spf13/viper.AddConfigPath": reads(0), "github.com/spf13/viper.SetConfigFile": reads(0),
		"github.com/BurntSushi/toml.DecodeFile": reads(0), "gopkg.in/ini.v1.Load": reads(0),
		"github.com/pressly/goose/v3.Up": reads(1), "github.com/golang-migrate/migrate/v4.New": reads(0),
		"github.com/oschwald/geoip2-golang.Open": reads(0), "github.com/oschwald/maxminddb-golang.Open": reads(0),
		"github.com/dgraph-io/badger/v4.DefaultOptions": writes(0), "go.etcd.io/bbolt.Open": writes(0), "github.com/syndtr/goleveldb/leveldb.OpenFile": writes(0),
		"golang.org/x/crypto/acme/autocert.DirCache": writes(0), "github.com/gocolly/colly.CacheDir": writes(0), "github.com/gocolly/colly/v2.CacheDir": writes(0),
		"github.com/disintegration/imaging.Save": writes(1),
	}
}

// methods are methods of well-known types that read or write files: it goes by their names, because types are not known here.
// The number is how many arguments such a method has at least.
func methods() map[string]struct {
	least int
	calls []call
} {
	type method = struct {
		least int
		calls []call
	}
	reads := func(argument, least int) method { return method{least, []call{{evidence.Reads, argument}}} }
	return map[string]method{
		"ParseFiles": reads(all, 1), "ParseGlob": reads(all, 1), "LoadHTMLGlob": reads(all, 1), "LoadHTMLFiles": reads(all, 1),
		"AddConfigPath": reads(all, 1), "SetConfigFile": reads(all, 1), "Static": reads(1, 2), "StaticFile": reads(1, 2),
		"LoadMessageFile": reads(0, 1), "ServeFile": reads(0, 1), "SendFile": reads(0, 1),
		"SaveUploadedFile": {2, []call{{evidence.Writes, 1}}}, "SaveFile": {2, []call{{evidence.Writes, 1}}},
		"SaveAs": {1, []call{{evidence.Writes, 0}}}, "SavePNG": {1, []call{{evidence.Writes, 0}}},
	}
}

// note notes what a call does, as far as its arguments can be told.
func (s *goSource) note(name string, done []call, c *ast.CallExpr, line int) {
	for _, d := range done {
		for i, arg := range c.Args {
			if d.argument != all && d.argument != i {
				continue
			}
			if d.kind == evidence.Writes && s.opensToRead(c) {
				continue
			}
			s.asked = append(s.asked, asked{kind: d.kind, by: name, argument: arg, rest: c.Args[i+1:], line: line})
		}
	}
}

// opensToRead says whether a call of os.OpenFile has the plain flag for reading.
func (s *goSource) opensToRead(c *ast.CallExpr) bool {
	if len(c.Args) != 3 {
		return false
	}
	flag, ok := c.Args[1].(*ast.SelectorExpr)
	return ok && flag.Sel.Name == "O_RDONLY"
}

// asked is an argument that names a file or a program, before it is resolved.
type asked struct {
	kind     evidence.Kind
	by       string
	argument ast.Expr
	// rest are the arguments behind it.
	rest []ast.Expr
	line int
}

// resolveAsked turns what calls ask for into evidence, with what the package's constants and variables are.
func (s *goSource) resolveAsked(t *tracer) {
	for _, a := range s.asked {
		if a.kind == evidence.Starts {
			s.starts(t, a)
			continue
		}
		if subject, known := s.resolve(a.argument, t.values, 0); !known || subject != "" {
			s.need(a.kind, subject, known, a.by, a.line)
		}
	}
}

// starts notes the programs that a call can start. The program itself is there anyway.
func (s *goSource) starts(t *tracer, a asked) {
	programs, known := t.strings(s, a.argument, 0)
	if !known {
		subject, _ := s.resolve(a.argument, t.values, 0)
		s.need(evidence.Starts, subject, false, a.by, a.line)
		return
	}
	slices.Sort(programs)
	for _, program := range slices.Compact(programs) {
		if program == itself {
			continue
		}
		for _, words := range s.wordsBehind(t, program, a.rest) {
			found := evidence.Evidence{By: a.by, File: s.rel, Line: a.line}
			s.needed = append(s.needed, scan.Started(words, found)...)
		}
	}
}

// mostCommands is how many commands one call may start, by all that its arguments may be.
const mostCommands = 32

// wordsBehind are the commands that a call may start, of a program and the arguments behind it; a word that can't be told is empty. Of a
// program that starts no other, they say nothing more.
func (s *goSource) wordsBehind(t *tracer, program string, rest []ast.Expr) [][]string {
	out := [][]string{{program}}
	if !commandline.IsShell(program) && !commandline.Wraps(program) {
		return out
	}
	for _, x := range rest {
		values, known := t.strings(s, x, 0)
		if !known || len(values) == 0 || len(out)*len(values) > mostCommands {
			values = []string{""}
		}
		var longer [][]string
		for _, words := range out {
			for _, v := range values {
				longer = append(longer, append(slices.Clip(words), v))
			}
		}
		out = longer
	}
	return out
}
