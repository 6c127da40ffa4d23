package dockerfile

import (
	"strings"
)

// advised is an error with a message that helps more than its own.
type advised struct {
	err     error
	message string
}

func (a advised) Error() string { return a.message }
func (a advised) Unwrap() error { return a.err }

// plain drops the position that BuildKit's message starts with, since SyntaxError says it, and says what to do
// where the message alone leaves a reader puzzled.
func plain(err error) error {
	message := err.Error()
	if rest, found := strings.CutPrefix(message, "dockerfile parse error on line "); found {
		if _, after, ok := strings.Cut(rest, ": "); ok {
			message = after
		}
	}
	if before, _, found := strings.Cut(message, "unsupported modifier (\ufffd)"); found {
		return advised{err, before + "the variable is not closed: } is missing"}
	}
	if strings.ContainsRune(message, 0) {
		return advised{err, "this is no text, so it can't be a Dockerfile"}
	}
	if what := adviceFor(message); what != "" {
		message += what
	}
	return advised{err, message}
}

// adviceFor returns what follows a message of BuildKit's, "" when it says enough.
func adviceFor(message string) string {
	if strings.HasPrefix(message, "unknown instruction") && !strings.Contains(message, "did you mean") {
		return "; a line starts with an instruction such as FROM, RUN or COPY, or continues the line above that ends in the escape character"
	}
	for _, a := range []struct{ of, advice string }{
		{"no build stage in current context", ": the first instruction must be FROM (only ARG may stand before it)"},
		{"unterminated heredoc", ": the file ends before the word that closes it stands alone on a line"},
		{"FROM requires either one or three arguments", "; write FROM IMAGE or FROM IMAGE AS NAME"},
		{"ENV must have two arguments", "; write ENV NAME=value"},
		{"LABEL must have two arguments", "; write LABEL name=value"},
		{"looking for matching double-quote", "; quotes don't join words here: write a path with spaces in the JSON form, [\"a b\", \"/x/\"], or close the quote"},
		{"looking for matching single-quote", "; close the quote, or write it as \"'\""},
		{"SHELL requires the arguments to be in JSON form", "; write SHELL [\"/bin/sh\", \"-c\"]"},
		{"arrays must be comprised of strings only", "; write numbers in quotes"},
		{"invalid network mode", "; use default, none or host"},
		{"security ", "; use sandbox or insecure"},
		{"unsupported sharing value", "; use shared, private or locked"},
		{"unsupported modifier", "; use one of :- :+ :? - + ? # ## % %% / //"},
		{"missing '}'", "; a word ends at a space, so leave none in the braces"},
		{"secret mount should not have a from", ": a secret is given from outside, with --secret"},
	} {
		if strings.Contains(message, a.of) {
			return a.advice
		}
	}
	return ""
}
