package proof

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"lightship/engine/proof/record"
)

// ParseProbe reads a probe as users write it: "http:/path", "http:8080/path", "POST https:/path=201" with the status that is
// right, "tcp:5432", "cmd:pg_isready -q". Without a port the first is meant that the program listens on.
func ParseProbe(text string) (record.Probe, error) {
	wrong := func(why string) (record.Probe, error) {
		return record.Probe{}, fmt.Errorf("probe %q: %s; write http:/path, http:8080/path, POST http:/path=201, tcp:5432 or cmd:COMMAND", text, why)
	}
	p := record.Probe{From: "given"}
	rest := text
	if method, after, found := strings.Cut(text, " "); found && method == strings.ToUpper(method) && !strings.Contains(method, ":") {
		p.Method, rest = method, strings.TrimSpace(after)
	}
	kind, what, found := strings.Cut(rest, ":")
	if !found || what == "" {
		return wrong("it names no kind")
	}
	switch p.Kind = record.Kind(kind); {
	case kind == "cmd" && p.Method == "":
		p.Kind, p.Args = record.Command, []string{"/bin/sh", "-c", what}
		if !strings.ContainsAny(what, "|&;<>()$`\\\"'*?[#~") {
			p.Args = strings.Fields(what)
		}
		return p, nil
	case p.Kind == record.TCP && p.Method == "":
		port, err := strconv.ParseUint(what, 10, 16)
		if err != nil || port == 0 {
			return wrong("the port is none")
		}
		p.Port = int(port)
		return p, nil
	case p.Kind != record.HTTP && p.Kind != record.HTTPS:
		return wrong("this kind is not known")
	}
	return httpProbe(p, what, wrong)
}

// httpProbe reads the port, the path and the status of a probe.
func httpProbe(p record.Probe, what string, wrong func(string) (record.Probe, error)) (record.Probe, error) {
	port, path, found := strings.Cut(what, "/")
	if !found {
		return wrong("it has no path")
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return wrong("the port is none")
		}
		p.Port = int(n)
	}
	p.Path = "/" + path
	if i := strings.LastIndexByte(path, '='); i >= 0 && !strings.Contains(path, "?") {
		status, err := strconv.Atoi(path[i+1:])
		if err != nil || status < 100 || status > 599 {
			return wrong("the status is none")
		}
		p.Path, p.Status = "/"+path[:i], status
	}
	if _, err := url.ParseRequestURI(p.Path); err != nil {
		return wrong("the path is none")
	}
	return p, nil
}
