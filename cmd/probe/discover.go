package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"html"
	"maps"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lightship/engine/proof/record"
)

// mostFound is how many paths are taken from one page or description.
const mostFound = 15

// discover asks a port for what is found there.
func (s *session) discover(port int) {
	asked := map[string]bool{}
	for _, p := range s.spec.Probes {
		if p.Port == port {
			asked[p.Path] = true
		}
	}
	kind := s.speaks(port)
	if kind == record.TCP {
		if len(asked) == 0 {
			s.probe(record.Probe{Kind: kind, Port: port, From: "listened on"})
		}
		return
	}
	paths := make([]found, 0, len(s.spec.Paths))
	for _, p := range s.spec.Paths {
		paths = append(paths, found{path: p})
	}
	for len(paths) > 0 && len(s.record.Answers) < mostAnswers {
		next := paths[0]
		paths = paths[1:]
		if asked[next.path] {
			continue
		}
		asked[next.path] = true
		a := s.probe(record.Probe{Kind: kind, Port: port, Method: http.MethodGet, Path: next.path, From: next.from})
		if next.from == "" {
			paths = append(paths, leads(a)...)
		}
	}
}

// speaks finds what a port speaks: HTTP, HTTPS, or something else.
func (s *session) speaks(port int) record.Kind {
	if kind, known := s.spoken[port]; known {
		return kind
	}
	kind := record.TCP
	within := min(s.spec.Times.Answer, time.Second)
	a := askHTTP(record.Probe{Kind: record.HTTP, Port: port, Method: http.MethodHead, Path: "/"}, within)
	switch {
	case a.Status > 0 && a.Status != http.StatusBadRequest:
		kind = record.HTTP
	case speaksTLS(port, within):
		kind = record.HTTPS
	case a.Status > 0:
		kind = record.HTTP
	}
	s.spoken[port] = kind
	return kind
}

// speaksTLS tells whether a port answers a TLS greeting and takes HTTP over it.
func speaksTLS(port int, within time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	conn, err := dial(ctx, net.JoinHostPort("localhost", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	defer conn.Close()
	secure := tls.Client(conn, &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"})
	if secure.HandshakeContext(ctx) != nil {
		return false
	}
	a := askHTTP(record.Probe{Kind: record.HTTPS, Port: port, Method: http.MethodHead, Path: "/"}, within)
	return a.Status > 0
}

// found is a path, and what led to it.
type found struct{ path, from string }

// reference finds what a page loads and links to.
var reference = regexp.MustCompile(`(?:src|href)\s*=\s*["']([^"'#]+)`)

// leads are the paths that an answer leads to: what an OpenAPI description lists without parameters, and what a page
// loads from the same server.
func leads(a record.Answer) []found {
	if a.Status != http.StatusOK {
		return nil
	}
	var paths []string
	from := a.Probe.Path
	switch kind := a.Header["Content-Type"]; {
	case strings.Contains(kind, "json"):
		var api struct {
			OpenAPI string                                `json:"openapi"`
			Swagger string                                `json:"swagger"`
			Paths   map[string]map[string]json.RawMessage `json:"paths"`
		}
		if json.Unmarshal([]byte(a.Body), &api) != nil || api.OpenAPI+api.Swagger == "" {
			return nil
		}
		for _, path := range slices.Sorted(maps.Keys(api.Paths)) {
			if _, get := api.Paths[path]["get"]; get && !strings.Contains(path, "{") {
				paths = append(paths, path)
			}
		}
	case strings.Contains(kind, "html"):
		for _, match := range reference.FindAllStringSubmatch(a.Body, -1) {
			path := html.UnescapeString(match[1])
			if !strings.HasPrefix(path, "//") && !strings.Contains(path, ":") {
				paths = append(paths, "/"+strings.TrimPrefix(strings.TrimPrefix(path, "./"), "/"))
			}
		}
	}
	var all []found
	for _, path := range paths[:min(len(paths), mostFound)] {
		all = append(all, found{path, from})
	}
	return all
}
