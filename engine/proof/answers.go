package proof

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"lightship/engine/proof/record"
)

// ownHeaders are those that say when and how something was sent, and not what.
var ownHeaders = map[string]bool{
	"Date": true, "Etag": true, "Last-Modified": true, "Content-Length": true, "Age": true, "Expires": true, "Connection": true,
	"Keep-Alive": true, "Transfer-Encoding": true,
	"Server": true, "X-Powered-By": true,
}

// answers compares the answers to the probes, one by one.
func (c *comparer) answers() {
	for i, before := range c.Before.Answers {
		again, after := record.Answer{Error: "not asked"}, record.Answer{Error: "not asked"}
		if i < len(c.Again.Answers) {
			again = c.Again.Answers[i]
		}
		if i < len(c.After.Answers) {
			after = c.After.Answers[i]
		}
		same, detail := c.answer(before, again, after)
		r := c.row(Answer, Question(before.Probe), same, Answered(before), Answered(after))
		late := before.Probe.Kind == record.Command && before.Error+again.Error != ""
		passing := before.Probe.Status == 0 && (before.Error != again.Error || late)
		// One that does not know such a word says so as its shell or runtime does; one that takes long works.
		unknown := isOfItself(before.Probe) && (before.Code != 0 || after.Error != "")
		if r.Detail = detail; !same && (passing || unknown) {
			r.State = Measured
		}
	}
	c.serving()
}

// answer compares three answers to one probe.
func (c *comparer) answer(before, again, after record.Answer) (same bool, detail string) {
	if want := before.Probe.Status; want > 0 && after.Status != want {
		return false, fmt.Sprintf("status %d was asked for", want)
	}
	if how := outcomeOf(after); how != outcomeOf(before) {
		// Where before answers otherwise each time, after may answer as either.
		return how == outcomeOf(again), ""
	}
	if same, detail = c.headers(before, again, after); !same {
		return false, detail
	}
	return c.bodies(before, again, after)
}

// outcome is how an answer ended, whatever was in it.
type outcome struct {
	status, code int
	err          string
}

func outcomeOf(a record.Answer) outcome { return outcome{a.Status, a.Code, a.Error} }

// headers compares the headers of three answers, but for those that are of the sending.
func (c *comparer) headers(before, again, after record.Answer) (same bool, detail string) {
	for _, name := range slices.Sorted(maps.Keys(union(before.Header, after.Header))) {
		if ownHeaders[name] || otherServer(before, after) && servers[name] {
			continue
		}
		values := [3]string{}
		for i, a := range []record.Answer{before, again, after} {
			values[i] = c.masks[i].mask(a.Header[name])
			if name == "Content-Type" {
				values[i] = mediaType(values[i])
			}
			if name == "Content-Type" && otherServer(before, after) {
				values[i], _, _ = strings.Cut(values[i], ";")
			}
			if name == "Set-Cookie" {
				values[i] = cookieNames(a.Header[name])
			}
		}
		if same, where := alikeBut(values); !same {
			return false, "header " + name + ": " + where
		}
	}
	return true, ""
}

// bodies compares the bodies of three answers.
func (c *comparer) bodies(before, again, after record.Answer) (same bool, detail string) {
	if before.Binary || after.Binary {
		if before.Sum != after.Sum && before.Sum == again.Sum {
			return false, "the body is another"
		}
		return true, ""
	}
	bodies := [3]string{}
	for i, a := range []record.Answer{before, again, after} {
		bodies[i] = c.masks[i].mask(a.Body)
	}
	if same, where := alikeBut(bodies); !same {
		return false, "body: " + where
	}
	long := before.Bytes > int64(len(before.Body)) || after.Bytes > int64(len(after.Body))
	if long && before.Sum == again.Sum && before.Sum != after.Sum {
		return false, "the end of the body is another"
	}
	return true, ""
}

// alikeBut compares the third text with the first, but for what the second differs from the first in.
func alikeBut(texts [3]string) (same bool, where string) {
	noise := differing(texts[0], texts[1])
	if !noise.known {
		return true, ""
	}
	return noise.alike(texts[0], texts[2])
}

// cookieNames are the names of the cookies that are set; their values are for one visitor.
func cookieNames(header string) string {
	var names []string
	for part := range strings.SplitSeq(header, ", ") {
		if name, _, found := strings.Cut(part, "="); found && !strings.Contains(name, ";") {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Question is a probe in words: "GET /healthz", "TCP 5432", "HEALTHCHECK".
func Question(p record.Probe) string {
	switch p.Kind {
	case record.HTTP, record.HTTPS:
		method := p.Method
		if method == "" {
			method = http.MethodGet
		}
		return method + " " + p.Path
	case record.Command:
		if p.From != "" {
			return p.From
		}
		return strings.Join(p.Args, " ")
	}
	return fmt.Sprintf("TCP %d", p.Port)
}

// Answered is an answer in words.
func Answered(a record.Answer) string {
	var parts []string
	switch {
	case a.Probe.Kind == record.Command:
		parts = append(parts, fmt.Sprintf("exit code %d", a.Code))
	case a.Status > 0:
		parts = append(parts, fmt.Sprint(a.Status))
	case a.Error == "" && a.Probe.Kind == record.TCP:
		parts = append(parts, "connected")
	}
	if a.Bytes > 0 {
		parts = append(parts, size(a.Bytes))
	}
	if a.Error != "" {
		parts = append(parts, a.Error)
	}
	return strings.Join(parts, ", ")
}

// size is a number of bytes in words.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
