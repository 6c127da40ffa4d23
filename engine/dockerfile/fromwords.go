package dockerfile

import "strings"

// FromWord is a word of a FROM: its text as written, without line continuations, and its byte range in the instruction's text.
type FromWord struct {
	Text        string
	First, Last int
}

// FromWords are the words of a FROM behind its keyword and its flags: the base, and AS and the stage's name if it has one. The
// instruction may go over several lines, with comments between.
func FromWords(text string) []FromWord {
	words := allWords(text)
	return words[min(1+flags(words), len(words)):]
}

// FromPlatform is the flag of a FROM that says for which machine its image is, as it is written; empty when there is none.
func FromPlatform(text string) string {
	words := allWords(text)
	for _, w := range words[:min(1+flags(words), len(words))] {
		if strings.HasPrefix(w.Text, "--platform=") {
			return w.Text
		}
	}
	return ""
}

// flags is how many flags stand behind the keyword that words begin with.
func flags(words []FromWord) int {
	n := 0
	for n+1 < len(words) && strings.HasPrefix(words[n+1].Text, "--") {
		n++
	}
	return n
}

// allWords are the words of a FROM, its keyword and its flags among them.
func allWords(text string) []FromWord {
	var words []FromWord
	open := false
	for at := 0; at < len(text); {
		end := at + len(lineOf(text[at:]))
		line := text[at:end]
		if at > 0 && (isComment(line) || isBlank(line)) {
			at = end
			continue
		}
		line = uncontinued(line)
		for i := 0; i < len(line); i++ {
			switch {
			case isSpace(line[i]) || line[i] == '\n':
				open = false
			case !open:
				words = append(words, FromWord{First: at + i})
				open = true
			}
			if open {
				w := &words[len(words)-1]
				w.Text += line[i : i+1]
				w.Last = at + i + 1
			}
		}
		at = end
	}
	return words
}

// FromBase is the image of a FROM as written, with its ARGs; empty when there is none.
func FromBase(text string) string {
	if words := FromWords(text); len(words) > 0 {
		return words[0].Text
	}
	return ""
}

// FromOn is a FROM on another base, all else as it is written.
func FromOn(text, base string) string {
	words := FromWords(text)
	if len(words) == 0 {
		return text
	}
	return text[:words[0].First] + base + text[words[0].Last:]
}

// FromNamed is a FROM whose stage has another name, or one at all.
func FromNamed(text, name string) string {
	words := FromWords(text)
	switch len(words) {
	case 0:
		return text
	case 1:
		return text[:words[0].Last] + " AS " + name + strings.TrimRight(text[words[0].Last:], spaces)
	}
	last := words[len(words)-1]
	return text[:last.First] + name + text[last.Last:]
}

// lineOf is the first line of a text with its line end.
func lineOf(text string) string {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return text[:i+1]
	}
	return text
}

// uncontinued cuts off the character that continues a line on the next one, whichever of the two it is: no word of a FROM ends in
// one.
func uncontinued(line string) string {
	bare := strings.TrimRight(line, spaces+"\n")
	if cut := strings.TrimRight(bare, "\\`"); cut != bare {
		return cut
	}
	return line
}
