package proof

import (
	"cmp"
	"fmt"
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/proof/record"
)

// reasons are why nothing can be said of two images that did the same: what the program is for was not seen. None is left
// when it was.
func reasons(runs Runs, s Settings) []Reason {
	r := runs.Before
	if r.Failed != nil {
		return []Reason{{Kind: Fails, Subject: started(r)}}
	}
	all := reached(r, s.Without)
	for _, other := range reached(runs.After, s.Without) {
		if !slices.Contains(all, other) {
			all = append(all, other)
		}
	}
	all = append(all, wanting(r)...)
	for _, run := range []*Run{r, runs.After} {
		if !run.Trace.On && len(all) == 0 && !s.Untraced {
			// Nothing is known of whom it tried to reach, or what it missed.
			all = append(all, Reason{Kind: NotTraced, Subject: run.Trace.Why})
		}
	}
	return all
}

// reached are the addresses that a program wanted to reach outside its container, but for those that it may do without.
func reached(r *Run, without []string) []Reason {
	names := map[string]string{}
	for _, n := range r.Names {
		if n.Address != "" {
			names[n.Address] = n.Name
		}
	}
	var all []Reason
	connected := map[string]bool{}
	add := func(host, subject string) {
		connected[host] = true
		reason := Reason{Kind: Reaches, Subject: subject}
		if !slices.Contains(without, subject) && !slices.Contains(without, host) && !slices.Contains(all, reason) {
			all = append(all, reason)
		}
	}
	for _, conn := range r.Trace.Connections {
		if conn.Network == "tcp" && conn.Port != dnsPort && !answersItself(r, conn) {
			host := cmp.Or(names[conn.Address], conn.Address)
			add(host, fmt.Sprintf("%s:%d", host, conn.Port))
		}
	}
	for _, n := range r.Names {
		if !connected[n.Name] && (n.Address != "" || n.Type == "SRV" || !r.Trace.On) {
			add(n.Name, n.Name)
		}
	}
	return all
}

// dnsPort is where names are asked for.
const dnsPort = 53

// answersItself tells whether a connection was to the program itself: an address of loopback with a port that it listens
// on.
func answersItself(r *Run, c record.Connection) bool {
	address, err := netip.ParseAddr(c.Address)
	if err != nil || !address.IsLoopback() && !address.IsUnspecified() {
		return false
	}
	return c.Error == "" || slices.ContainsFunc(r.Sockets, func(s record.Socket) bool { return s.Network == c.Network && s.Port == c.Port })
}

// wanting are what a program that did not do what it is for would have to be given.
func wanting(r *Run) []Reason {
	if e := r.End; e != nil && !e.Asked {
		if e.Code != 0 || e.Left > 0 {
			return []Reason{failing(r)}
		}
		if r.Stdout.Bytes+r.Stderr.Bytes == 0 && !wrote(r) {
			return []Reason{{Kind: Silent, Subject: "ended"}}
		}
		if usage.MatchString(r.Stdout.Head) {
			return []Reason{{Kind: NeedsArgument, Said: lastLine(r)}}
		}
		return nil
	}
	if len(r.Answers) == 0 {
		return []Reason{{Kind: Nothing, Subject: datagrams(r)}}
	}
	if !slices.ContainsFunc(r.Answers, good) {
		return []Reason{{Kind: Refuses, Subject: Answered(r.Answers[0]), Said: lastLine(r)}}
	}
	return nil
}

// datagrams is the UDP port that a program listens on, of which nothing is asked; empty for none.
func datagrams(r *Run) string {
	for _, s := range r.Sockets {
		if s.Network == "udp" && s.Port > 0 {
			return strconv.Itoa(s.Port)
		}
	}
	return ""
}

// good tells whether an answer is one of a program that does what it is for.
func good(a record.Answer) bool {
	switch {
	case a.Error != "":
		return false
	case a.Probe.Kind == record.Command:
		return a.Code == 0
	case a.Probe.Kind == record.TCP:
		return true
	case a.Probe.Status > 0:
		return a.Status == a.Probe.Status
	}
	// That something is not there says that the server runs, and no more.
	return a.Status < 400 || a.Status == 401 || a.Status == 403
}

// runtimes finds what runtimes write for themselves, whatever the program does: the JVM's counters.
var runtimes = regexp.MustCompile(`^/tmp/hsperfdata_[^/]+(/\d+)?$|^/tmp/\.java_pid\d+$`)

// wrote tells whether a program wrote or changed files.
func wrote(r *Run) bool {
	return slices.ContainsFunc(r.Trace.Files, func(f record.File) bool {
		return f.Error == "" && (f.Op == record.Write || f.Op == record.Make) && !strings.HasPrefix(f.Path, "/dev/") &&
			!runtimes.MatchString(f.Path) && !bytecode.MatchString(f.Path)
	})
}

// What programs say when they are not given what they need.
var (
	usage    = regexp.MustCompile(`(?im)^usage:|\busage: |missing (required )?(argument|operand|option)|required (argument|option|flag)|the following arguments are required|try .*--help|requires (at least|an) |expected .*argument|too few arguments`)
	terminal = regexp.MustCompile(`(?i)not a (tty|terminal|typewriter)|inappropriate ioctl|must be run (in|from) a terminal|no tty|stdin is not a|terminal (is )?required|\$?TERM\b.*not set|unknown terminal|open /dev/tty|setupterm|could not open a new tty`)
	input    = regexp.MustCompile(`(?i)unexpected (EOF|end of (input|file))|EOFError|EOF when reading|no input|end of file|empty input|java\.util\.Scanner\.(throwFor|next)`)
	named    = regexp.MustCompile(`(?i)\b(api[ _-]?key|secret|token|password|credentials?)\b`)
	variable = regexp.MustCompile(`\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b`)
	required = regexp.MustCompile(`(?i)environment|env(ironment)?[ _]var|not set|undefined|missing|required|must be set|KeyError|unset|empty`)
	shown    = regexp.MustCompile(`(?:environment variable|env var|variable|KeyError:?)\s*[:"'` + "`" + `$]*([A-Z][A-Z0-9_]{2,})`)
)

// failing is why a program ended with an error, as far as that is seen.
func failing(r *Run) Reason {
	last := lastLine(r)
	bash := slices.ContainsFunc(r.Trace.Files, func(f record.File) bool { return f.Op == record.Run && f.Error == "" && path.Base(f.Path) == "bash" })
	for _, f := range r.Trace.Files {
		if bash && f.Path == ownTerminal {
			continue // bash opens it at its start, whatever it is for.
		}
		if reason, found := lacking(f); found {
			reason.Said = last
			return reason
		}
	}
	reason := complaint(r.Stderr.Head + r.Stderr.Tail + "\n" + r.Stdout.Head + r.Stdout.Tail)
	if reason.Kind == "" {
		reason = Reason{Kind: Fails, Subject: ended(r.End)}
	}
	reason.Said = last
	return reason
}

// ownTerminal is the terminal of whichever process asks for it.
const ownTerminal = "/dev/tty"

// lacking is what a program that missed a file would have to be given, when that is no file of an image.
func lacking(f record.File) (Reason, bool) {
	inSecrets := strings.HasPrefix(f.Path, "/run/secrets/") || strings.HasPrefix(f.Path, "/var/run/secrets/")
	switch {
	case f.Error == "":
	case inSecrets:
		return Reason{Kind: NeedsSecret, Subject: f.Path}, true
	case f.Path == ownTerminal:
		return Reason{Kind: NeedsTerminal}, f.Op != record.Look
	case strings.HasPrefix(f.Path, "/dev/"):
		return Reason{Kind: NeedsDevice, Subject: f.Path}, f.Op != record.Look
	}
	return Reason{}, false
}

// complaint is what a program says that it is not given; its Kind is empty when it says no such thing.
func complaint(said string) Reason {
	if m := shown.FindStringSubmatch(said); m != nil {
		return Reason{Kind: NeedsVariable, Subject: m[1]}
	}
	if name := variable.FindString(said); name != "" && required.MatchString(said) {
		return Reason{Kind: NeedsVariable, Subject: name}
	}
	for _, k := range []struct {
		kind    ReasonKind
		pattern *regexp.Regexp
	}{{NeedsTerminal, terminal}, {NeedsArgument, usage}, {NeedsInput, input}, {NeedsSecret, named}} {
		if k.pattern.MatchString(said) {
			return Reason{Kind: k.kind}
		}
	}
	return Reason{}
}

// longestSaid is how much of a line is kept, in bytes.
const longestSaid = 200

// lastLine is the last line that a program printed.
func lastLine(r *Run) string {
	for _, o := range []record.Output{r.Stderr, r.Stdout} {
		text := strings.TrimSpace(o.Head + o.Tail)
		if i := strings.LastIndexByte(text, '\n'); i >= 0 {
			text = text[i+1:]
		}
		if text = strings.TrimSpace(text); text != "" {
			return strings.ToValidUTF8(text[:min(len(text), longestSaid)], "")
		}
	}
	return ""
}
