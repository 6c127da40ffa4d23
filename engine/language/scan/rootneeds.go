package scan

import (
	_ "embed"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"lightship/engine/evidence"
)

// rootNeedsFile is the table of names that speak for what a user other than root may not do.
//
//go:embed rootneeds.json
var rootNeedsFile []byte

// rootNeeds is that table.
type rootNeeds struct {
	// Temporary are the calls that give a place below the folder for temporary files.
	Temporary []string
	// Endings are those of files that programs make as often as they read them, Never the names that nobody makes, and Folders the
	// folders of an image that absolute paths of files begin with: others are paths of addresses.
	Endings, Never, Folders []string
	// Made and Places are the words of which settings that name a folder or file to be filled are made: UPLOAD and DIR.
	Made, Places []string
	// Alone are such names in one word.
	Alone []string
	// OfRoot begin the paths of sockets and devices that belong to root, Privileged are texts of sources, in small letters, with what
	// they do that only root may.
	OfRoot     []string
	Privileged map[string]string
}

var needs = sync.OnceValue(func() rootNeeds {
	var table rootNeeds
	if err := json.Unmarshal(rootNeedsFile, &table); err != nil {
		panic("read rootneeds.json: " + err.Error())
	}
	return table
})

// RootNeeds is the evidence, in a source whose comments begin with comment, of what a program may need root for, whatever is done
// there: files that look made, settings that name folders to be filled, low ports, devices. there says whether the build context has a
// file that a string names: such a one is read.
func RootNeeds(text, comment, file string, there func(literal string) bool) evidence.List {
	var out evidence.List
	privileged := len(privilegesIn(strings.ToLower(text))) > 0
	number := 0
	for line := range strings.Lines(text) {
		number++
		if trimmed := strings.TrimSpace(line); trimmed == "" || strings.HasPrefix(trimmed, comment) || strings.HasPrefix(trimmed, "*") || len(line) > longestLine {
			continue
		}
		for _, e := range rootNeedsOf(line, privileged, there) {
			e.Source, e.File, e.Line = evidence.Sources, file, number
			out = append(out, e)
		}
	}
	return append(out, LowPorts(text, comment, file)...)
}

// longestLine is the most bytes of a line that is looked at: a longer one was generated.
const longestLine = 2000

// rootNeedsOf is RootNeeds for one line. privileged says that some line of the text does what only root may.
func rootNeedsOf(line string, privileged bool, there func(literal string) bool) evidence.List {
	low := strings.ToLower(line)
	var out evidence.List
	if privileged {
		out = append(out, privilegesIn(low)...)
	}
	for _, literal := range Literals(line) {
		e, found := MayWrite(literal, "", 0, there)
		if found && (evidence.LooksWritten(literal) || !isRead(line, literal)) && (path.IsAbs(literal) || !namesTemporary(line)) {
			out = append(out, e)
		}
	}
	if strings.ContainsAny(line, "=:") && containsAny(low, needs().Places) || containsAny(low, needs().Alone) {
		out = append(out, settingsOf(line)...)
	}
	return out
}

// containsAny says whether a text has one of some words.
func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// namesTemporary says whether a line calls for the folder for temporary files, which everybody may write to.
func namesTemporary(line string) bool { return containsAny(line, needs().Temporary) }

// MayWrite is the evidence of a file that a program may make, or of a socket or device of root's, from a string in its sources. Whatever
// is done with the string is not known. there says whether the build context has a file that a string names. found is false for other
// strings.
func MayWrite(literal, file string, line int, there func(literal string) bool) (e evidence.Evidence, found bool) {
	if e, found = LooksWritten(literal, file, line); found {
		return e, true
	}
	if looksMade(literal) && !there(literal) || ofRoot(literal) {
		e = mayWrite(literal, true)
		e.Source, e.File, e.Line = evidence.Sources, file, line
		return e, true
	}
	return e, false
}

// reads finds the name of a call that reads the file which it is given, opens one that does so where toRead finds what stands behind.
var (
	reads  = regexp.MustCompile(`(?i)(?:read\w*|require|File::open|os\.open|ifstream\s*\w*|FileReader|FileInputStream|load\w*)\s*$`)
	opens  = regexp.MustCompile(`open\s*$`)
	toRead = regexp.MustCompile(`^\s*(?:\)|,\s*["']rb?["']|,\s*encoding\b)`)
)

// isRead says whether a line reads the file that a string in quotes of it names, or one whose path the string is a part of.
func isRead(line, literal string) bool {
	at := strings.Index(line, literal)
	if at < 1 || at+len(literal) >= len(line) {
		return false
	}
	after := line[at+len(literal)+1:]
	for _, call := range slices.Backward(around(line[:at-1])) {
		if reads.MatchString(call) || opens.MatchString(call) && toRead.MatchString(after) {
			return true
		}
		_, after, _ = strings.Cut(after, ")")
	}
	return false
}

// around is what stands before each parenthesis that is open at the end of a text, the outermost first.
func around(text string) []string {
	var out []string
	for i, c := range text {
		switch {
		case c == '(':
			out = append(out, text[:i])
		case c == ')' && len(out) > 0:
			out = out[:len(out)-1]
		}
	}
	return out
}

// mayWrite is the evidence of a file or folder that a program may make.
func mayWrite(name string, known bool) evidence.Evidence {
	return evidence.Evidence{Kind: evidence.Writes, Subject: name, Known: known, Likely: true, By: "named there"}
}

// looksMade says whether a string has the look of a file that programs make as often as they read it.
func looksMade(literal string) bool {
	base := path.Base(literal)
	ending := path.Ext(base)
	stem := strings.TrimSuffix(base, ending)
	if len(literal) > 200 || strings.Trim(stem, "*.") == "" || strings.ContainsAny(literal, " \t\n<>|,;:()\"'?\\=&#@^!") ||
		slices.Contains(needs().Never, base) || !slices.Contains(needs().Endings, strings.ToLower(ending)) {
		return false
	}
	rest, absolute := strings.CutPrefix(literal, "/")
	first, _, below := strings.Cut(rest, "/")
	return !absolute || below && slices.Contains(needs().Folders, first)
}

// ofRoot says whether a string is the path of a socket or device that belongs to root.
func ofRoot(literal string) bool {
	at := strings.TrimPrefix(literal, "unix://")
	return slices.ContainsFunc(needs().OfRoot, func(known string) bool { return strings.HasPrefix(at, known) })
}

// aSetting finds a name that is set to something, or an argument or option of that name.
var aSetting = regexp.MustCompile(`([A-Za-z_][\w-]*)["']?\]?(?:\s*:\s*[\w\[\].]+)?\s*(?::=|[:=])\s*`)

// mostOnLine is how many settings of a line are looked at: one with more was generated.
const mostOnLine = 20

// settingsOf is the evidence of settings that name a folder or a file to be filled.
func settingsOf(line string) evidence.List {
	var out evidence.List
	for _, match := range aSetting.FindAllStringSubmatchIndex(line, -1) {
		if len(out) == mostOnLine {
			break
		}
		if value := line[match[1]:]; !strings.HasPrefix(value, "=") && namesMade(line[match[2]:match[3]]) {
			out = append(out, settingOf(value)...)
		}
	}
	return out
}

// settingOf is the evidence of one such setting, by the text that its value begins.
func settingOf(value string) evidence.List {
	list := Arguments(Expression(value))
	if len(list) == 0 {
		return nil // a call with more brackets than anybody writes
	}
	first := list[0]
	literals := slices.DeleteFunc(Literals(first), func(l string) bool { return !aPath.MatchString(l) || isVariable(l) })
	switch {
	case len(literals) > 0:
		return evidence.List{mayWrite(literals[len(literals)-1], len(literals) == 1)}
	case strings.Contains(strings.ToLower(first), "env"):
		return evidence.List{mayWrite("", false)}
	}
	return nil
}

// aPath matches a string that may be a path: no address, no sentence.
var aPath = regexp.MustCompile(`^(?:file:)?[./~\w-][\w./{}$~-]*$`)

// isVariable says whether a string is the name of a variable of the environment: UPLOAD_DIR.
func isVariable(literal string) bool {
	return literal == strings.ToUpper(literal) && !strings.ContainsAny(literal, "./") && strings.ContainsFunc(literal, unicode.IsLetter)
}

// namesMade says whether a name is one of a folder or file to be filled: UPLOAD_DIR, cacheFolder, outputPath.
func namesMade(name string) bool {
	words := wordsOf(name)
	if len(words) < 2 || !slices.Contains(needs().Places, words[len(words)-1]) {
		return slices.Contains(needs().Alone, strings.Join(words, ""))
	}
	return slices.ContainsFunc(words[:len(words)-1], func(w string) bool { return slices.Contains(needs().Made, w) })
}

// wordsOf are the words of a name in small letters: those of uploadDir, UPLOAD_DIR and upload-dir are the same.
func wordsOf(name string) []string {
	var out []string
	begin := 0
	add := func(end int) {
		if end > begin {
			out = append(out, strings.ToLower(name[begin:end]))
		}
	}
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '_' || c == '-':
			add(i)
			begin = i + 1
		case i > begin && c >= 'A' && c <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z':
			add(i)
			begin = i
		}
	}
	add(len(name))
	return out
}

// privilegesIn is the evidence of what a text, in small letters, does that only root may.
func privilegesIn(low string) evidence.List {
	for mark, does := range needs().Privileged {
		if strings.Contains(low, mark) {
			return evidence.List{{Kind: evidence.Privileges, Subject: does, Known: true, By: strings.Trim(mark, `("'`)}}
		}
	}
	return nil
}
