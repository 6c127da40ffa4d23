package project

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unknownText stands in a template for what is only known when the chart is installed.
const unknownText = "unknown-until-installed"

var (
	// action finds an action of a template, wholeAction a line that is nothing else.
	action      = regexp.MustCompile(`\{\{-?\s*(.*?)\s*-?\}\}`)
	wholeAction = regexp.MustCompile(`^\s*\{\{-?\s*([^{}]*?)\s*-?\}\}\s*$`)
	// guard finds an if or a with of one value; plainValue a value that stands for itself, with what holds where there is none.
	guard = regexp.MustCompile(`^(?:if|with)\s+\.Values((?:\.\w+)+)$`)
	// wholeValue finds a value that is written as YAML with all below it.
	wholeValue = regexp.MustCompile(`^toYaml\s+(\.|\.Values(?:\.\w+)+)(?:\s*\|\s*(?:nindent|indent)\s+\d+)?$`)
	plainValue = regexp.MustCompile(`^(?:\.Values((?:\.\w+)+)|\.(Chart)\.(Name)|\.(Release)\.\w+)(?:\s*\|\s*(?:quote|default\s+\S+|toString))*$`)
)

// helmText is a template of Helm as YAML, with the chart's own values: what is only known when the chart is installed is
// unknownText, and what the values turn off is left out. Lines stay where they are.
func (d *declarations) helmText(file string, text []byte) []byte {
	h := helm{values: &yaml.Node{}}
	chart := path.Dir(file)
	for chart != "." && path.Base(chart) != "templates" {
		chart = path.Dir(chart)
	}
	chart = path.Dir(chart)
	h.chart = path.Base(chart)
	var doc yaml.Node
	if values := d.files.Head(path.Join(chart, "values.yaml"), maxManifest); values != nil && decodeYAML(values, &doc) == nil && len(doc.Content) > 0 {
		h.values = doc.Content[0]
	}
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = h.line(line)
	}
	return []byte(strings.Join(lines, "\n"))
}

// helm reads a template line by line.
type helm struct {
	chart  string
	values *yaml.Node
	// blocks are the blocks that the line stands in, whether each is left out, and dots the values that "." stands for in them,
	// empty where that is not known.
	blocks []bool
	dots   []string
	// key says that the line before ends with a key, so that a value follows.
	key bool
}

// line is a line of the template as YAML.
func (h *helm) line(line string) string {
	key := h.key
	if m := wholeAction.FindStringSubmatch(line); m != nil {
		if v := wholeValue.FindStringSubmatch(m[1]); v != nil && key && !slices.Contains(h.blocks, true) {
			h.key = false
			return strings.Repeat(" ", len(line)-len(strings.TrimLeft(line, " "))) + "  " + h.flow(v[1])
		}
		h.control(m[1])
		return ""
	}
	if slices.Contains(h.blocks, true) {
		return ""
	}
	h.key = strings.HasSuffix(strings.TrimSpace(line), ":")
	return action.ReplaceAllStringFunc(line, func(text string) string {
		if v := wholeValue.FindStringSubmatch(action.FindStringSubmatch(text)[1]); v != nil {
			return " " + h.flow(v[1])
		}
		if value, ok := h.value(action.FindStringSubmatch(text)[1]); ok {
			return value
		}
		return unknownText
	})
}

// control follows the blocks of a template.
func (h *helm) control(words string) {
	word, _, _ := strings.Cut(words, " ")
	last := len(h.blocks) - 1
	switch word {
	case "if", "with", "range", "define", "block":
		out := word == "define"
		if m := guard.FindStringSubmatch(words); m != nil {
			out = h.isEmpty(m[1])
		}
		dot := ""
		if m := guard.FindStringSubmatch(words); m != nil && word == "with" {
			dot = m[1]
		}
		h.blocks, h.dots = append(h.blocks, out), append(h.dots, dot)
	case "else":
		if last >= 0 {
			h.blocks[last] = !h.blocks[last]
		}
	case "end":
		if last >= 0 {
			h.blocks, h.dots = h.blocks[:last], h.dots[:last]
		}
	}
}

// flow is a value of the chart on one line of YAML, by its path or by the "." of the innermost block.
func (h *helm) flow(at string) string {
	if at == "." {
		if len(h.dots) == 0 || h.dots[len(h.dots)-1] == "" {
			return unknownText
		}
		at = h.dots[len(h.dots)-1]
	}
	var value any
	n := h.lookUp(strings.TrimPrefix(at, ".Values"))
	if n.Kind == 0 || n.Decode(&value) != nil {
		return unknownText
	}
	text, err := json.Marshal(value)
	if err != nil {
		return unknownText
	}
	return string(text)
}

// lookUp is a value by its path, such as ".image.repository".
func (h *helm) lookUp(at string) *yaml.Node {
	return member(h.values, strings.Split(strings.TrimPrefix(at, "."), ".")...)
}

// isEmpty says whether the chart's own values turn a block off.
func (h *helm) isEmpty(at string) bool {
	n := h.lookUp(at)
	return n.Kind == 0 || n.Kind != yaml.ScalarNode && len(n.Content) == 0 ||
		n.Kind == yaml.ScalarNode && (n.Value == "" || n.Value == "false" || n.Tag == "!!null" || n.Value == "0")
}

// value is what an action stands for; ok is false when only installing the chart tells.
func (h *helm) value(words string) (value string, ok bool) {
	m := plainValue.FindStringSubmatch(words)
	switch {
	case m == nil:
		return "", false
	case m[2] != "":
		return h.chart, true
	case m[1] == "":
		return "", false
	}
	n := h.lookUp(m[1])
	if n.Kind != yaml.ScalarNode || strings.ContainsAny(n.Value, "\n#") || strings.Contains(n.Value, ": ") {
		return "", false
	}
	return n.Value, true
}
