package scan

import (
	_ "embed"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lightship/engine/evidence"
)

// portsFile is the table of names and calls that speak for a port that is listened on.
//
//go:embed ports.json
var portsFile []byte

// portTable is that table.
type portTable struct {
	// Last are the words that the name of what is listened on ends in, Alone such names in one word. Serves are words of such a name
	// that leave no doubt, Clients those of a name of where the program connects to, whose ports are ClientPorts.
	Last, Alone, Serves, Clients []string
	ClientPorts                  []int
	// Calls listen on a number that they are given, CallsWith in a text that has another word as well. Connects are texts, in small
	// letters, of lines that connect to others.
	Calls     []string
	CallsWith map[string]string
	Connects  []string
	// Words are the ports that have a name, Empty those of calls that are told none.
	Words, Empty map[string]int
	// OtherServers begin the names of settings that other programs read.
	OtherServers []string
}

var portNames = sync.OnceValue(func() portTable {
	var table portTable
	if err := json.Unmarshal(portsFile, &table); err != nil {
		panic("read ports.json: " + err.Error())
	}
	return table
})

// The ports that are looked for: a smaller number is rarely one, and anybody may open a larger one.
const (
	leastPort = 20
	rootsPort = 1023
)

// LowPorts is the evidence, in a source or a file of settings whose comments begin with comment, of ports that only root may open
// everywhere and that the program may listen on: by a call, an address of all interfaces, or a name that is set to one.
func LowPorts(text, comment, file string) evidence.List {
	var out evidence.List
	given := callsIn(text)
	lines := strings.Split(text, "\n")
	attribute := ""
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.HasPrefix(trimmed, comment) || strings.HasPrefix(trimmed, "*") || len(line) > longestLine {
			continue
		}
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		for _, port := range given.lowPorts(line, attribute, next) {
			out = append(out, mayBind(port, file, i+1))
		}
		attribute = attributeBehind(trimmed, attribute)
	}
	return out
}

// attributeBehind is the attribute that counts for the line behind one: a line that is no attribute ends it.
func attributeBehind(line, attribute string) string {
	switch isAttribute := strings.HasPrefix(line, "#[") || strings.HasPrefix(line, "@"); {
	case !isAttribute:
		return ""
	case strings.Contains(strings.ToLower(line), "default"):
		return line
	}
	return attribute
}

// lowPorts is LowPorts for one line.
func (l listening) lowPorts(line, attribute, next string) []int {
	small := strings.ToLower(line)
	if !containsAny(small, portWords) || !mayGive(strings.TrimSpace(line), attribute) || containsAny(small, portNames().Connects) {
		return nil
	}
	return slices.Concat(addressesIn(line), l.portsOf(line), namedPorts(line, attribute, next))
}

// mayGive says whether a line may give the number of a port at all: most name none.
func mayGive(line, attribute string) bool {
	return attribute != "" || strings.ContainsAny(line, "0123456789") || strings.Contains(line, "http") || strings.Contains(line, `""`) ||
		strings.HasSuffix(line, "{") || strings.HasSuffix(line, ":")
}

func mayBind(port int, file string, line int) evidence.Evidence {
	return evidence.Evidence{
		Kind: evidence.Binds, Subject: strconv.Itoa(port), Known: true, Likely: true, Source: evidence.Sources, By: "named there", File: file, Line: line,
	}
}

// portWords are texts, in small letters, of which one is in every line that listens on a port.
var portWords = []string{"port", "listen", "bind", "addr", "0.0.0.0", "0, 0", "unspecified", "::", `":`, "':", `""`, "''", "server", "site(", "endpoint(", "htons(", "start("}

// low is the number of a text, where it is that of a port below 1024.
func low(text string) (port int, ok bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= leastPort && n <= rootsPort
}

// allInterfaces finds the port behind an address of all interfaces, or of this computer: in a string, or as an argument behind it.
var allInterfaces = regexp.MustCompile(`["'](?:0\.0\.0\.0|\[::\]|\*|localhost|127\.0\.0\.1)?:(\d{2,3}|https?)["'/]` +
	`|(?:["'](?:0\.0\.0\.0|::|\[::\]|\*)["']|UNSPECIFIED|INADDR_ANY|\b0,\s*0,\s*0,\s*0\s*[\])]|tcp::v[46]\(\)|QHostAddress::Any\w*)\s*,\s*(?:port\s*[=:]\s*)?(\d{2,3})\b` +
	`|[({]\s*(?:""|'')\s*,\s*(\d{2,3})\s*[)}]`)

// addressesIn are the low ports of the addresses of a line.
func addressesIn(line string) []int {
	var out []int
	for _, match := range allInterfaces.FindAllStringSubmatch(line, -1) {
		for _, text := range match[1:] {
			if port, named := portNames().Words[text]; named {
				out = append(out, port)
			} else if port, ok := low(text); ok {
				out = append(out, port)
			}
		}
	}
	for call, port := range portNames().Empty {
		if strings.Contains(line, call) {
			out = append(out, port)
		}
	}
	slices.Sort(out)
	return out
}

// listening are the calls of a text that listen on a number which they are given.
type listening []string

func callsIn(text string) listening {
	out := listening(slices.DeleteFunc(slices.Clone(portNames().Calls), func(call string) bool { return !strings.Contains(text, call) }))
	for call, with := range portNames().CallsWith {
		if strings.Contains(text, call) && strings.Contains(text, with) {
			out = append(out, call)
		}
	}
	return out
}

// portsOf are the low ports that a line gives to such calls.
func (l listening) portsOf(line string) []int {
	var out []int
	for _, call := range l {
		for rest := line; ; {
			at := strings.Index(rest, call)
			if at < 0 || len(out) == mostOnLine {
				break
			}
			begins := at == 0 || !isWordByte(rest[at-1])
			rest = rest[at+len(call):]
			if begins {
				out = append(out, argumentPorts(Arguments(rest))...)
			}
		}
	}
	return out
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

var (
	// aNumber matches an argument that is a port, or an address that ends in one; a name may say which argument it is.
	aNumber = regexp.MustCompile(`^(?:\w*(?:port|default|value)\w*\s*[=:]\s*)?&?["']?(?:[\w.*\[\]:]*:)?(\d{2,3}|https?)["']?$`)
	// aHost matches an argument that names another computer.
	aHost = regexp.MustCompile(`^["'][\w-]+(?:\.[\w-]*[a-z][\w-]*)+["']$`)
	// isPacked matches an argument that holds more of them.
	isPacked = regexp.MustCompile(`^(?:new\s+)?&?[\w.]*[({\[]`)
)

// argumentPorts are the low ports among the arguments of a call; none where one names another computer.
func argumentPorts(arguments []string) []int {
	var out []int
	for _, argument := range arguments {
		if aHost.MatchString(argument) {
			return nil
		}
		if open := isPacked.FindString(argument); open != "" && len(argument) < 200 {
			for _, inner := range Arguments(argument[len(open):]) {
				out = append(out, numberIn(inner)...)
			}
			continue
		}
		out = append(out, numberIn(argument)...)
	}
	return out
}

func numberIn(argument string) []int {
	match := aNumber.FindStringSubmatch(argument)
	if match == nil {
		return nil
	}
	if port, named := portNames().Words[match[1]]; named {
		return []int{port}
	}
	if port, ok := low(match[1]); ok {
		return []int{port}
	}
	return nil
}

// ForOtherServers says whether a file of settings, by its name, is one that other programs read.
func ForOtherServers(name string) bool {
	base := strings.ToLower(path.Base(name))
	return slices.ContainsFunc(portNames().OtherServers, func(known string) bool { return strings.HasPrefix(base, known) })
}
