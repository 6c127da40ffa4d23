package scan

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// aName finds a name, with those that it belongs to: server.port, HTTP_PORT, http-port.
	aName = regexp.MustCompile(`[A-Za-z_][\w.-]*`)
	// isSet finds what stands between a name and its value: "=", ":=", ":", with a type before it.
	isSet = regexp.MustCompile("^[\"'`\\])]*\\s*(?::\\s*[A-Za-z][\\w<>:.&]*\\s*)?(?::=|=>|=|:)\\s*-?")
	// isGiven finds what stands between a name in quotes and the next argument.
	isGiven = regexp.MustCompile("^[\"'`]\\s*,\\s*")
	// orElse finds the value that counts where a variable or an argument does not say another.
	orElse = regexp.MustCompile(`(?i)(?:\|\||\?\?|\bor\b|unwrap_or\(|unwrap_or_else\(\|\w*\|\s*|orElse\(|default\w*["']?\s*[:=(]\s*)\s*["'` + "`" + `]?(?:[\w.]*:)?(\d{2,3})\b`)
	// aFunction finds the value of a function that gives nothing else, or the brace that opens one.
	aFunction = regexp.MustCompile(`^\([^()]*\)[^{:=();]*[{:=]\s*(?:return\s+)?(\d{2,3}\b|$)`)
	// aLine matches a line that is a number and nothing else.
	aLine = regexp.MustCompile(`^\s*(?:return\s+)?(\d{2,3})\s*[;,]?\s*$`)
	// someNumber finds numbers that are no part of a name, a comparison, an index or another number.
	someNumber = regexp.MustCompile(`(?:^|[^\w.$%<>!\[-])(\d{2,3})(?:[^\w.%\]]|\.?$)`)
)

// longestValue is how many bytes behind a name are looked at.
const longestValue = 160

// namedPorts are the low ports that a line sets names of what is listened on to. attribute is the one that stands above the line and
// says what a name is set to where nothing else does, next is the line behind it.
func namedPorts(line, attribute, next string) []int {
	var out []int
	for i, at := range aName.FindAllStringIndex(line, -1) {
		if i == 4*mostOnLine {
			break
		}
		name := strings.TrimRight(line[at[0]:at[1]], ".-")
		plain, is := listensName(name)
		if !is {
			continue
		}
		rest := line[at[0]+len(name):]
		rest = rest[:min(len(rest), longestValue)]
		for _, port := range valueOf(rest, strings.HasPrefix(strings.TrimSpace(line), "#define"), attribute, next) {
			if !plain || !slices.Contains(portNames().ClientPorts, port) {
				out = append(out, port)
			}
		}
	}
	return out
}

// listensName says whether a name is one of what a program listens on; plain that it may as well be of where it connects to.
func listensName(name string) (plain, is bool) {
	words := wordsOf(strings.ReplaceAll(name, ".", "_"))
	if len(words) == 0 {
		return false, false
	}
	table := portNames()
	if slices.Contains(table.Alone, words[len(words)-1]) {
		return false, true
	}
	if !slices.Contains(table.Last, words[len(words)-1]) || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(table.Clients, w) }) {
		return false, false
	}
	return !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(table.Serves, w) }), true
}

// valueOf are the low ports that the text behind a name sets it to.
func valueOf(rest string, isDefine bool, attribute, next string) []int {
	if isDefine {
		return lastLow(rest)
	}
	if match := aFunction.FindStringSubmatch(rest); match != nil {
		if match[1] != "" {
			return lastLow(match[1])
		}
		if behind := aLine.FindStringSubmatch(next); behind != nil {
			return lastLow(behind[1])
		}
		return nil
	}
	if open := isSet.FindString(rest); open != "" && !strings.HasPrefix(rest[len(open):], "=") {
		if out := lastLow(oneValue(rest[len(open):])); out != nil {
			return out
		}
	}
	if open := isGiven.FindString(rest); open != "" {
		return argumentPorts(Arguments(rest[len(open):]))
	}
	if match := orElse.FindStringSubmatch(rest); match != nil {
		return lastLow(match[1])
	}
	if match := orElse.FindStringSubmatch(attribute); match != nil {
		return lastLow(match[1])
	}
	return nil
}

// oneValue is the value that a text begins: up to a comma, semicolon or bracket that belongs to no call in it.
func oneValue(text string) string {
	list := Arguments(text)
	if len(list) == 0 {
		return ""
	}
	value, _, _ := strings.Cut(list[0], ";")
	value, _, _ = strings.Cut(value, " //")
	value, _, _ = strings.Cut(value, " #")
	return value
}

// lastLow is the low port that is the last number of a value.
func lastLow(value string) []int {
	matches := someNumber.FindAllStringSubmatch(value, -1)
	if len(matches) == 0 {
		return nil
	}
	if port, ok := low(matches[len(matches)-1][1]); ok {
		return []int{port}
	}
	return nil
}
