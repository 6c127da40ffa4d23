package secret

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Masked stands for a secret's value wherever a text is shown.
const Masked = "********"

const (
	// shortest is the shortest value that is masked everywhere; a shorter one could be part of any word.
	shortest = 3
	// whole is how long a value has to be to be masked within words too.
	whole = 8
)

// Masker masks secrets in texts: those that it was told of, wherever they stand and however they are written, and whatever
// else has the form of one. The zero value knows none; a nil Masker learns nothing and masks forms alone. It is safe for concurrent use.
type Masker struct {
	mu    sync.RWMutex
	known map[string]bool
	// sorted are the known values as they are written in texts, the longest first.
	sorted []string
}

// Add makes values known as secrets, whatever they look like.
func (m *Masker) Add(values ...string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]bool{}
	}
	changed := false
	for _, v := range values {
		if len(v) >= shortest && !m.known[v] && !strings.Contains(v, Masked) {
			m.known[v], changed = true, true
		}
	}
	if !changed {
		return
	}
	all := map[string]bool{}
	for v := range m.known {
		for _, written := range spellings(v) {
			all[written] = true
		}
	}
	m.sorted = m.sorted[:0:0]
	for v := range all {
		m.sorted = append(m.sorted, v)
	}
	slices.SortFunc(m.sorted, func(a, b string) int { return len(b) - len(a) })
}

// AddWhole makes a text that is a secret as a whole known, such as a file with a key, and each of its lines.
func (m *Masker) AddWhole(text string) {
	m.Add(text, strings.TrimSpace(text))
	for line := range strings.Lines(text) {
		m.Add(strings.TrimSpace(line))
	}
	m.Learn(text)
}

// AddNamed makes the values known whose names are secrets', such as build arguments or the variables of an env file.
func (m *Masker) AddNamed(values map[string]string) {
	var found []string
	for name, value := range values {
		if MayBeName(name) && isValue(value) && !isForBuild(value) && !isPath(name, value) {
			found = append(found, value)
		}
		found = append(found, In(value)...)
	}
	m.Add(found...)
}

// Learn makes known what is secret in a text, such as a Dockerfile; it need not be one that can be parsed.
func (m *Masker) Learn(text string) { m.Add(MayBeIn(text)...) }

// AddFrom makes known what another Masker knows; nil knows nothing.
func (m *Masker) AddFrom(other *Masker) {
	if other == nil {
		return
	}
	other.mu.RLock()
	values := slices.Collect(maps.Keys(other.known))
	other.mu.RUnlock()
	m.Add(values...)
}

// spellings are the ways in which a value is written: as it is, and as JSON, HTML, addresses and base64 have it; of one of
// several lines, each line as well.
func spellings(v string) []string {
	out := []string{v, html.EscapeString(v)}
	if quoted, err := json.Marshal(v); err == nil {
		out = append(out, string(quoted[1:len(quoted)-1]))
	}
	if len(v) >= whole {
		out = append(out, url.QueryEscape(v), url.PathEscape(v), base64.StdEncoding.EncodeToString([]byte(v)))
	}
	for line := range strings.Lines(v) {
		if line = strings.TrimSpace(line); len(line) >= 2*whole && line != v {
			out = append(out, line)
		}
	}
	return out
}

// Mask returns a text without its secrets; all else stays as it is.
func (m *Masker) Mask(text string) string {
	return m.mask(text, MayBeIn(text))
}

// MaskSure is Mask for a text in which names mean nothing, such as prose: besides the known values only what has the form of a
// secret for sure is masked.
func (m *Masker) MaskSure(text string) string { return m.mask(text, In(text)) }

func (m *Masker) mask(text string, found []string) string {
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) })
	for _, v := range found {
		text = replace(text, v)
	}
	if m == nil {
		return text
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, v := range m.sorted {
		text = replace(text, v)
	}
	return text
}

// replace masks a value in a text. A short one is masked where it stands alone only: app is no secret in "application".
func replace(text, value string) string {
	if len(value) >= whole {
		return strings.ReplaceAll(text, value, Masked)
	}
	var b strings.Builder
	for {
		i := strings.Index(text, value)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		end := i + len(value)
		b.WriteString(text[:i])
		if i > 0 && joins(text[i-1], value[0]) || end < len(text) && joins(text[end], value[len(value)-1]) {
			b.WriteString(text[i:end])
		} else {
			b.WriteString(Masked)
		}
		text = text[end:]
	}
}

// joins says whether two characters beside each other are of one word.
func joins(a, b byte) bool { return isWord(a) && isWord(b) }

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}
