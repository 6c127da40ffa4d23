package node

import (
	"path"
	"regexp"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// writing is a call or an option that names a file or folder which is made or changed.
type writing struct {
	// find matches up to the bracket, or up to the value of an option; argument is the path's index, -1 for the value
	// that follows, -2 for that of an option beside a package that writes what it names.
	find     *regexp.Regexp
	argument int
	// words are those of which one is in every text that find matches.
	words []string
}

// writings are the calls of node:fs and of well-known packages that make files, and options that name one.
var writings = []writing{
	{regexp.MustCompile(`\b(?:writeFile|appendFile|outputFile|outputJson|outputJSON|writeJson|writeJSON)(?:Sync)?\(`), 0, []string{"File", "Json", "JSON"}},
	{regexp.MustCompile(`\b(?:output|write)J(?:son|SON)(?:Sync)?\(`), 0, []string{"Json", "JSON"}},
	{regexp.MustCompile(`\b(?:mkdir|mkdirp|ensureDir|ensureFile|emptyDir|mkdirs)(?:Sync)?\(`), 0, []string{"mkdir", "ensure", "emptyDir"}},
	{regexp.MustCompile(`\bcreateWriteStream\(`), 0, []string{"createWriteStream"}},
	{regexp.MustCompile(`\b(?:fs|fsp|fsPromises)\.(?:promises\.)?(?:copyFile|rename|cp|symlink)(?:Sync)?\(`), 1, []string{"fs.", "fsp.", "fsPromises."}},
	{regexp.MustCompile(`\bnew\s+(?:sqlite3?\.)?(?:Database|DatabaseSync|BetterSqlite3)\(`), 0, []string{"Database", "BetterSqlite3"}},
	{regexp.MustCompile(`\bnew\s+(?:\w+\.)?(?:JSONFile|JSONFileSync|FileSync|FileAsync|Datastore|Level|LowSync|KeyvFile)\(`), 0, []string{"JSONFile", "FileSync", "FileAsync", "Datastore", "Level", "LowSync", "KeyvFile"}},
	{regexp.MustCompile(`\bJSONFile(?:Sync)?Preset\(`), 0, []string{"JSONFile"}},
	{regexp.MustCompile(`\b(?:pino\.destination|rfs\.createStream|createRotatingStream)\(`), 0, []string{"pino.destination", "createStream", "createRotatingStream"}},
	{regexp.MustCompile(`\b(?:fs|fsp|fsPromises)\.(?:promises\.)?(?:rm|rmdir|unlink|truncate|mkdtemp|chmod|utimes)(?:Sync)?\(|\b(?:unlinkSync|rmSync|rmdirSync|mkdtempSync)\(`), 0, []string{"rm", "unlink", "truncate", "mkdtemp", "chmod", "utimes"}},
	{regexp.MustCompile(`\b(?:extractAllTo|extractAllToAsync)\(`), 0, []string{"extractAllTo"}},
	{regexp.MustCompile(`\b(?:decompress|download|extract)\(`), 1, []string{"decompress", "download", "extract"}},
	{regexp.MustCompile(`\bExtract\(\s*\{\s*path:\s*`), -1, []string{"Extract("}},
	{regexp.MustCompile(`\bmulter\(\s*\{\s*dest:\s*`), -1, []string{"multer"}},
	{regexp.MustCompile(`\b(?:uploadDir|tempFileDir|dirname|storage|filename|destination)\s*:\s*(?:["'` + "`" + `]|path\.)`), -2, []string{"uploadDir", "tempFileDir", "dirname", "storage", "filename", "destination"}},
}

// fileOptions are the modules beside whose options uploadDir, dirname, storage and filename a file is written.
var fileOptions = regexp.MustCompile(`["'](?:winston[\w-]*|formidable|express-fileupload|sequelize[\w-]*|typeorm|nedb[\w-]*|@seald-io/nedb|knex|log4js|bunyan|pino[\w-]*|multer)["']`)

// written is the evidence of what a file's code writes.
func (s *source) written() evidence.List {
	var out evidence.List
	for _, w := range writings {
		if !s.names(w.words...) || w.argument == -2 && !fileOptions.MatchString(s.text) {
			continue
		}
		for _, match := range w.find.FindAllStringIndex(s.text, -1) {
			if e, ok := s.writtenAt(w, match[0], match[1]); ok {
				out = append(out, e)
			}
		}
	}
	return out.Sorted()
}

func (s *source) writtenAt(w writing, begin, end int) (evidence.Evidence, bool) {
	argument, by := "", strings.TrimRight(s.text[begin:end], `( {:"'`+"`")
	switch list := s.argumentsAt(end); {
	case w.argument >= len(list):
		return evidence.Evidence{}, false
	case w.argument >= 0:
		argument = list[w.argument]
	default:
		from := end
		if w.argument == -2 {
			from = begin + strings.IndexByte(s.text[begin:end], ':') + 1
			by = s.text[begin : from-1]
		}
		argument = s.argumentsAt(from)[0]
	}
	if argument == "" || s.inComment(begin) || s.isDeclaration(begin, argument) {
		return evidence.Evidence{}, false
	}
	subject := s.evaluate(argument)
	e := evidence.Evidence{
		Kind: evidence.Writes, Known: !strings.Contains(subject, unknownPart), Source: evidence.Sources,
		By: by[strings.LastIndexAny(by, " .")+1:], File: s.name, Line: s.line(begin),
	}
	if !e.Known {
		subject, _, _ = strings.Cut(subject, unknownPart)
		if isTool(s.name) && !strings.HasPrefix(subject, "/tmp/") && strings.Contains(s.text, "node_modules") {
			subject = "node_modules"
		}
	}
	if subject != "" {
		e.Subject = path.Clean(subject)
	}
	if strings.HasPrefix(subject, "/tmp/") {
		e.Subject, e.Known = path.Clean(subject)+"/file", true
	}
	return e, subject != ":memory:"
}

// isDeclaration says whether what looks like a call declares a function of that name.
func (s *source) isDeclaration(begin int, argument string) bool {
	before := strings.TrimSpace(s.text[max(0, begin-20):begin])
	return strings.HasSuffix(before, "function") || strings.HasSuffix(before, "async") || strings.Contains(argument, ": string")
}

// sqliteSource finds a database of SQLite in a schema of Prisma.
var sqliteSource = regexp.MustCompile(`(?m)^\s*provider\s*=\s*"sqlite"`)

// prismaFile is the evidence of a schema of Prisma whose database is a file.
func prismaFile(r *project.Files) evidence.List {
	var out evidence.List
	for _, file := range r.Present("prisma/schema.prisma", "schema.prisma") {
		text, _ := r.Read(file)
		if at := sqliteSource.FindIndex(text); at != nil {
			out = append(out, evidence.Evidence{Kind: evidence.Writes, Source: evidence.Sources, By: "prisma", File: file, Line: project.LineAt(text, at[1]-1)})
		}
	}
	return out
}
