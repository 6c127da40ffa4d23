package project

import (
	"bytes"
	"context"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/sync/errgroup"
)

const (
	// maxSources is how many source files of one language are read for what they need at run time.
	maxSources = 20_000
	// maxSource is the most bytes of one: what is larger is generated or minified.
	maxSource = 1 << 20
	// maxEvidence is how much evidence of one kind is kept: a person reads no more.
	maxEvidence = 40
)

// kindOfNeed tells the lists of Needs apart.
type kindOfNeed int

const (
	needTLS kindOfNeed = iota
	needZones
	needFile
	needShell
	needProgram
	needSymbols
)

// clue is what a line of source says of what a program needs at run time.
type clue struct {
	need kindOfNeed
	// word is in every line that find matches: looking for it first is cheap.
	word string
	// find matches the call; its first group, if it has one, is the argument.
	find *regexp.Regexp
	// says is the sentence, with %q for the group.
	says func(argument string) string
}

// language is how the sources of one language are found and read.
type language struct {
	suffixes []string
	// skip says whether a folder, by its name, has no sources of the program: tests, build output.
	skip func(folder string) bool
	// test says whether a file, by its name, is a test.
	test func(file string) bool
	// comment begins a comment that goes to the end of the line.
	comment string
	clues   []clue
}

// sources are the paths of a language's files below a folder, relative with slashes, sorted as a walk finds them.
func (l *language) sources(ctx context.Context, dir string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if ctxErr := ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		if err != nil {
			return skipUnreadable(e)
		}
		name := e.Name()
		if e.IsDir() {
			if p != dir && (strings.HasPrefix(name, ".") || skippedFolder(name) || l.skip(name)) {
				return fs.SkipDir
			}
			return nil
		}
		if e.Type().IsRegular() && l.takes(name) {
			rel, err := filepath.Rel(dir, p)
			if err != nil {
				return err
			}
			paths = append(paths, filepath.ToSlash(rel))
			if len(paths) == maxSources {
				return fs.SkipAll
			}
		}
		return nil
	})
	return paths, err
}

func skipUnreadable(e fs.DirEntry) error {
	if e != nil && e.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func (l *language) takes(name string) bool {
	for _, suffix := range l.suffixes {
		if strings.HasSuffix(name, suffix) {
			return !l.test(name)
		}
	}
	return false
}

// needs reads the sources and says what the program needs when it runs.
func (l *language) needs(ctx context.Context, dir string) (Needs, error) {
	paths, err := l.sources(ctx, dir)
	if err != nil {
		return Needs{}, err
	}
	return l.needsOf(ctx, dir, paths)
}

func (l *language) needsOf(ctx context.Context, dir string, paths []string) (Needs, error) {
	found := make([]Needs, len(paths))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(searchWorkers)
	for i, p := range paths {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			text, err := readText(filepath.Join(dir, filepath.FromSlash(p)), maxSource)
			if err == nil {
				found[i] = l.read(p, text)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return Needs{}, err
	}
	var all Needs
	for _, n := range found {
		all.add(n)
	}
	return all, nil
}

// read says what one file needs.
func (l *language) read(rel string, text []byte) Needs {
	var n Needs
	number := 0
	for line := range bytes.Lines(text) {
		number++
		trimmed := bytes.TrimSpace(line)
		if len(trimmed) == 0 || bytes.HasPrefix(trimmed, []byte(l.comment)) || bytes.HasPrefix(trimmed, []byte("*")) {
			continue
		}
		for i := range l.clues {
			c := &l.clues[i]
			if !bytes.Contains(trimmed, []byte(c.word)) {
				continue
			}
			for _, match := range c.find.FindAllSubmatch(trimmed, -1) {
				argument := ""
				if len(match) > 1 {
					argument = string(match[1])
				}
				if says := c.says(argument); says != "" {
					*n.list(c.need) = append(*n.list(c.need), Evidence{File: rel, Line: number, Says: says})
				}
			}
		}
	}
	return n
}

func (n *Needs) list(need kindOfNeed) *[]Evidence {
	switch need {
	case needTLS:
		return &n.TLS
	case needZones:
		return &n.Zones
	case needFile:
		return &n.Runtime
	case needShell:
		return &n.Shell
	case needProgram:
		return &n.Programs
	default:
		return &n.Symbols
	}
}

// add takes another's evidence, up to maxEvidence of a kind. Files at run time are all kept: each one counts.
func (n *Needs) add(other Needs) {
	for need := needTLS; need <= needSymbols; need++ {
		list, more := n.list(need), *other.list(need)
		if need != needFile {
			more = more[:min(len(more), max(0, maxEvidence-len(*list)))]
		}
		*list = append(*list, more...)
	}
}

// saying returns a function for a clue's sentence that names the argument.
func saying(format string) func(string) string {
	return func(argument string) string { return strings.ReplaceAll(format, "%q", quote(argument)) }
}

func quote(s string) string { return `"` + s + `"` }

// sayingFile is saying for a path: absolute ones and those of the system are no files of the project, and addresses are
// no files.
func sayingFile(format string) func(string) string {
	return func(argument string) string {
		if argument == "" || strings.HasPrefix(argument, "/") || strings.Contains(argument, "://") ||
			strings.HasPrefix(argument, "~") || strings.HasPrefix(argument, "..") {
			return ""
		}
		return saying(format)(argument)
	}
}
