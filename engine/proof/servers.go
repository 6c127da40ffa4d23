package proof

import (
	"maps"
	"slices"
	"strings"

	"lightship/engine/proof/record"
)

// servers are the headers that web servers set by themselves, each its own: how long a copy may be kept, and what parts can be asked for.
var servers = map[string]bool{"Accept-Ranges": true, "Cache-Control": true, "Pragma": true, "Vary": true}

// sameTypes are names of media types that mean the same, with the one that is registered today: RFC 9239 for scripts, RFC 7303 for XML,
// RFC 8081 for fonts, and the registry of IANA for icons.
var sameTypes = map[string]string{
	"application/javascript": "text/javascript", "application/x-javascript": "text/javascript", "application/ecmascript": "text/javascript",
	"text/ecmascript": "text/javascript", "text/xml": "application/xml", "application/font-woff": "font/woff", "application/font-woff2": "font/woff2",
	"application/x-font-ttf": "font/ttf", "application/x-font-woff": "font/woff", "image/x-icon": "image/vnd.microsoft.icon",
}

// mediaType is the value of a Content-Type header with the name of its type that is registered.
func mediaType(value string) string {
	name, parameters, more := strings.Cut(value, ";")
	if known, is := sameTypes[strings.ToLower(strings.TrimSpace(name))]; is {
		name = known
	}
	if !more {
		return name
	}
	return name + ";" + parameters
}

// otherServer says whether another web server answers than before: one that calls itself otherwise. The files of a site may be served by
// any.
func otherServer(before, after record.Answer) bool {
	name := func(a record.Answer) string {
		name, _, _ := strings.Cut(a.Header["Server"], "/")
		return name
	}
	return after.Header["Server"] != "" && name(before) != name(after)
}

// serving tells, for information, which of such headers another web server sends otherwise.
func (c *comparer) serving() {
	said := [2]map[string]bool{{}, {}}
	for i, before := range c.Before.Answers {
		if i >= len(c.After.Answers) || !otherServer(before, c.After.Answers[i]) {
			continue
		}
		after := c.After.Answers[i]
		for name := range servers {
			b, a := before.Header[name], after.Header[name]
			if b == a {
				continue
			}
			for side, value := range []string{b, a} {
				if value != "" {
					said[side][name+": "+value] = true
				}
			}
		}
	}
	if len(said[0])+len(said[1]) > 0 {
		all := func(of map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(of)), ", ") }
		c.row(Answer, "headers of the web server", true, all(said[0]), all(said[1])).State = Measured
	}
}
