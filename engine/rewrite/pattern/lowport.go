package pattern

import (
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
)

// lowPort returns a port below 1024 that the program listens on, that is exposed, that a variable or an argument tells the program to
// listen on, or that something which starts the image names; empty when there is none.
func lowPort(s *model.Stage, needed evidence.List) string {
	for _, e := range needed.Of(evidence.Binds) {
		if e.Known && isLow(e.Subject) {
			return e.Subject
		}
	}
	for _, st := range s.Starts {
		for _, port := range st.From.Ports {
			if port < 1024 {
				return strconv.Itoa(port)
			}
		}
	}
	if port := exposedLow(s); port != "" {
		return port
	}
	return toldLow(s)
}

// isLow says whether a text is the number of a port that only root opens everywhere.
func isLow(port string) bool {
	n, err := strconv.Atoi(port)
	return err == nil && n > 0 && n < 1024
}

func exposedLow(s *model.Stage) string {
	for i, ins := range s.Instructions {
		c, ok := ins.Command.(*instructions.ExposeCommand)
		if !ok {
			continue
		}
		for _, port := range c.Ports {
			if port, _, _ = strings.Cut(model.ExpandVars(port, s.Envs[i]), "/"); isLow(port) {
				return port
			}
		}
	}
	return ""
}

// toldLow is a port that a variable of the stage, or an argument of what the image starts, tells the program to listen on.
func toldLow(s *model.Stage) string {
	for name, value := range s.Env.All() {
		if listens(strings.ToLower(name)) && isLow(portOf(value)) {
			return portOf(value)
		}
	}
	lines := [][]string{append(slices.Clone(s.Start.Argv), strings.Fields(s.Start.Script)...)}
	for _, st := range s.Replaced() {
		lines = append(lines, append(slices.Clone(st.Argv), strings.Fields(st.Script)...))
	}
	for _, words := range lines {
		for i, word := range words {
			name, value, joined := strings.Cut(word, "=")
			if !joined && i+1 < len(words) {
				value = words[i+1]
			}
			if strings.HasPrefix(name, "-") && listens(strings.ToLower(strings.TrimLeft(name, "-"))) && isLow(portOf(value)) {
				return portOf(value)
			}
		}
	}
	return ""
}

// clients are parts of the names of variables that tell a program where to connect to.
var clients = []string{"smtp", "mail", "ldap", "db", "database", "sql", "redis", "ftp", "ssh", "proxy", "dns", "snmp", "syslog", "statsd", "imap", "pop3", "remote", "upstream"}

// listens says whether the name of a variable or of a flag, in small letters, is one that tells a program what to listen on. Those of
// other servers, such as SMTP_PORT, tell it where to connect to.
func listens(name string) bool {
	switch strings.NewReplacer("-", "_", ".", "_").Replace(strings.TrimPrefix(name, "d")) {
	case "port", "http_port", "https_port", "server_port", "app_port", "web_port", "listen_port", "service_port", "quarkus_http_port", "micronaut_server_port",
		"addr", "address", "listen", "listen_addr", "listen_address", "http_addr", "http_address", "server_addr", "server_address", "bind", "bind_addr",
		"bind_address", "rocket_port", "host_port", "http", "https":
		return true
	}
	return name == "p" || strings.HasSuffix(name, "_port") && !slices.ContainsFunc(clients, func(c string) bool { return strings.Contains(name, c) })
}

// portOf is the port of an address: that of ":80", "0.0.0.0:80" or "80"; empty when it has none.
func portOf(address string) string {
	address = strings.Trim(address, `"'`)
	if at := strings.LastIndex(address, ":"); at >= 0 {
		return address[at+1:]
	}
	return address
}
