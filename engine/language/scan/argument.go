package scan

import (
	"path"
	"regexp"
	"strings"
)

// Values are the strings that names of a source have: those that are set once, to a string in quotes.
type Values map[string]string

// setToString finds a name that is set to a string, in the languages that are read line by line: "const A: &str = "x"", "A = 'x'",
// "static final String A = "x";", "let a = `x`", "#define A "x"".
var (
	setToString = regexp.MustCompile("(?m)(?:^|[\\s;{(,])([A-Za-z_$][\\w$]*)\\s*(?::\\s*[&'\\w<>\\[\\] ]+)?\\s*(=|:=|:)\\s*(?:[A-Za-z_.]*\\()?\\s*(?:r|b|f|u)?(\"[^\"\\n]*\"|'[^'\\n]*'|`[^`\\n]*`)")
	defined     = regexp.MustCompile(`(?m)^\s*#\s*define\s+(\w+)\s+"([^"\n]*)"`)
	setToOther  = regexp.MustCompile("(?m)(?:^|[\\s;{(,])([A-Za-z_$][\\w$]*)\\s*(?:\\+?=|:=)\\s*[^=\"'`\\s]")
)

// setToJoin finds a name that is set to a join of paths, which is the second group.
var setToJoin = regexp.MustCompile(`(?m)(?:^|[\s;{(,])([A-Za-z_$][\w$]*)\s*(?::\s*[&'\w<>\[\] ]+)?\s*(?:=|:=)\s*((?:os\.path\.join|path\.join|path\.resolve|Paths\.get|Path\.of|Path|Path::new|PathBuf::from|std::path::Path::new)\()`)

// Expression is the expression that a text begins with, up to the end of its line or a semicolon outside of brackets.
func Expression(text string) string {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'', '`':
			i = endOfString(text, i)
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ';', '\n':
			if depth <= 0 {
				return strings.TrimSpace(text[:i])
			}
		}
		if depth < 0 {
			return strings.TrimSpace(text[:i])
		}
	}
	return strings.TrimSpace(text)
}

// ValuesOf are the values of a text. A name that is set to anything else as well has none.
func ValuesOf(text string) Values {
	out, torn := Values{}, map[string]bool{}
	set := func(name, value string) {
		if old, twice := out[name]; twice && old != value || strings.ContainsAny(value, "{$") {
			torn[name] = true
		}
		out[name] = value
	}
	for _, match := range setToString.FindAllStringSubmatch(text, -1) {
		set(match[1], match[3][1:len(match[3])-1])
	}
	for _, match := range defined.FindAllStringSubmatch(text, -1) {
		set(match[1], match[2])
	}
	for _, match := range setToJoin.FindAllStringSubmatchIndex(text, -1) {
		end := min(len(text), match[4]+mostBehind)
		value, known := out.Evaluate(Expression(text[match[4]:end]))
		if name := text[match[2]:match[3]]; known {
			set(name, value)
		} else {
			torn[name] = true
		}
	}
	for _, match := range setToOther.FindAllStringSubmatchIndex(text, -1) {
		name := text[match[2]:match[3]]
		if _, found := out[name]; found && !aJoin.MatchString(text[match[1]-1:min(len(text), match[1]+40)]) {
			torn[name] = true
		}
	}
	for name := range torn {
		delete(out, name)
	}
	return out
}

// Arguments are the arguments of a call, whose text begins behind its opening bracket: up to the closing one, split at the commas
// that stand in no other brackets and in no string. What is cut off by the end of the text, or by longestCall, counts as far as it
// goes; a call with brackets deeper than deepestCall is nobody's, and has none.
func Arguments(text string) []string {
	var out []string
	text = text[:min(len(text), longestCall)]
	depth, begin := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'', '`':
			i = endOfString(text, i)
		case '(', '[', '{':
			if depth++; depth > deepestCall {
				return nil
			}
		case ')', ']', '}':
			if depth == 0 {
				return append(out, strings.TrimSpace(text[begin:i]))
			}
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(text[begin:i]))
				begin = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(text[begin:]))
}

// The bounds of a call whose arguments are read: so many bytes, and so many brackets in one another. Without them, a file of calls that
// nothing closes would be read again for each.
const (
	longestCall = 64 << 10
	deepestCall = 64
)

// endOfString is the place of the quote that closes the string which a text has at a place; the last place when none does.
func endOfString(text string, at int) int {
	for i := at + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[at]:
			return i
		}
	}
	return len(text) - 1
}

var (
	oneString = regexp.MustCompile("^&?(?:r#*|b|u|new\\s+File\\()?(\"[^\"]*\"|'[^']*'|`[^`]*`)#*\\)?(?:\\.(?:to_string|into|to_owned|as_ref)\\(\\))?$")
	oneName   = regexp.MustCompile(`^&?\*?(?:self\.|this\.|Self::|[A-Z]\w*\.)?([A-Za-z_$][\w$]*)(?:\.(?:clone|as_str|to_string|toString)\(\))?$`)
	aJoin     = regexp.MustCompile(`^(?:os\.path\.join|path\.join|path\.resolve|join|resolve|Paths\.get|Path\.of|Path|new File|Path::new|PathBuf::from|std::path::Path::new|str|String)\(`)
	joined    = regexp.MustCompile(`^\.(?:join|resolve|joinpath)\(`)
)

// Evaluate is the string that an argument gives: a string in quotes, a name that has one, a join of them. The first entry counts of
// a list. known is false when only running tells; value is then the part that is sure, at its beginning.
func (v Values) Evaluate(argument string) (value string, known bool) {
	argument = strings.TrimSpace(argument)
	for _, list := range []string{"[", "(", "&[", "new String[]{", "new String[] {", "List.of(", "Arrays.asList(", "vec![", "arrayOf(", "listOf("} {
		if rest, found := strings.CutPrefix(argument, list); found {
			parts := Arguments(rest)
			return v.Evaluate(parts[0])
		}
	}
	if match := oneString.FindStringSubmatch(argument); match != nil {
		text := match[1][1 : len(match[1])-1]
		if cut := strings.IndexAny(text, "{$"); cut >= 0 && (match[1][0] == '`' || strings.HasPrefix(argument, "f")) {
			return text[:cut], false
		}
		return text, true
	}
	if match := oneName.FindStringSubmatch(argument); match != nil {
		value, known = v[match[1]]
		return value, known
	}
	if i := strings.LastIndex(argument, " / "); i > 0 && strings.Count(argument[:i], "(") == strings.Count(argument[:i], ")") { // pathlib
		return v.joinTwo(argument[:i], argument[i+3:])
	}
	if open := aJoin.FindString(argument); open != "" {
		return v.join(argument[len(open):])
	}
	return "", false
}

// join joins the arguments of a call, and those of the joins that follow it.
func (v Values) join(rest string) (value string, known bool) {
	var parts []string
	for _, argument := range Arguments(rest) {
		if besides(argument) || argument == "" {
			continue
		}
		part, known := v.Evaluate(argument)
		if part != "" {
			parts = append(parts, part)
		}
		if !known {
			return path.Join(parts...), false
		}
	}
	if _, after, more := strings.Cut(rest, ")"); more {
		if open := joined.FindString(after); open != "" {
			below, known := v.join(after[len(open):])
			return path.Join(append(parts, below)...), known
		}
	}
	return path.Join(parts...), len(parts) > 0
}

func (v Values) joinTwo(left, right string) (value string, known bool) {
	begin, known := v.Evaluate(left)
	if besides(left) {
		begin, known = "", true
	}
	if !known {
		return begin, false
	}
	end, known := v.Evaluate(right)
	return path.Join(begin, end), known
}

// besides says whether an argument is the folder of the source file or the working directory.
func besides(argument string) bool {
	switch argument {
	case "__dirname", "process.cwd()", "os.getcwd()", "import.meta.dirname", "BASE_DIR", "basedir", "os.path.dirname(__file__)",
		"os.path.dirname(os.path.abspath(__file__))", "Path.cwd()", "Path(__file__).parent", "Path(__file__).resolve().parent":
		return true
	}
	return false
}
