package proof

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

// Paths are what every server that speaks HTTP is asked.
var Paths = []string{"/", "/health", "/healthz", "/openapi.json"}

// mostPaths is how many paths of a program's own are asked.
const mostPaths = 20

// The usual times of a run.
const (
	usualAnswer = 5 * time.Second
	usualGrace  = 3 * time.Second
	// usualWatch is a little over two seconds: a program that ends then is seen to.
	usualWatch = 2300 * time.Millisecond
	// usualReady is for a program of which nothing is known, listensReady for one that says that it will listen.
	usualReady   = 8 * time.Second
	listensReady = 40 * time.Second
)

// defaultPath is PATH where an image has none, as container engines set it.
const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// specOf is what the probe shall do with an image.
func specOf(image Image, s Settings) record.Spec {
	spec := record.Spec{
		Version: record.Version, Args: slices.Clone(image.Config.Entrypoint), Stdin: s.Stdin, Trace: !s.Untraced,
		Ports: exposed(image), Probes: slices.Clone(s.Probes), Discover: true, Paths: slices.Concat(Paths, s.Paths[:min(len(s.Paths), mostPaths)]), StopSignal: stopSignal(image),
	}
	if s.Args != nil {
		spec.Args = append(spec.Args, s.Args...)
	} else {
		spec.Args = append(spec.Args, image.Config.Cmd...)
	}
	if s.Args == nil {
		spec.Ended = ofItself(image)
	}
	if check := healthCheck(image); check != nil {
		spec.Probes = append(spec.Probes, record.Probe{Kind: record.Command, Args: check, From: "HEALTHCHECK"})
	}
	ready := usualReady
	if len(spec.Ports)+len(s.Probes) > 0 {
		ready = listensReady
	}
	spec.Times = record.Times{
		Ready: cmp.Or(s.Times.Ready, ready), Watch: cmp.Or(s.Times.Watch, usualWatch),
		Answer: cmp.Or(s.Times.Answer, usualAnswer), Grace: cmp.Or(s.Times.Grace, usualGrace),
	}
	return spec
}

// ofItself are the questions to a program for what it says of itself, none where it is started by a shell: that would take them.
func ofItself(image Image) []record.Probe {
	program := image.Config.Entrypoint
	if len(program) == 0 {
		program = image.Config.Cmd
	}
	if len(program) == 0 || len(program) > 1 && program[1] == "-c" {
		return nil
	}
	var all []record.Probe
	for _, word := range wordsOfItself {
		all = append(all, record.Probe{Kind: record.Command, Args: append(slices.Clone(program), word), From: word})
	}
	return all
}

// wordsOfItself have programs say what they are.
var wordsOfItself = []string{"--help", "--version"}

// isOfItself says whether a probe is one of ofItself's.
func isOfItself(p record.Probe) bool {
	return p.Kind == record.Command && slices.Contains(wordsOfItself, p.From)
}

// exposed are the TCP ports that an image says it listens on, sorted.
func exposed(image Image) []int {
	var ports []int
	for port := range image.Config.ExposedPorts {
		number, protocol, _ := strings.Cut(port, "/")
		if n, err := strconv.Atoi(number); err == nil && (protocol == "" || protocol == "tcp") {
			ports = append(ports, n)
		}
	}
	slices.Sort(ports)
	return ports
}

// healthCheck is the command of an image's health check, nil when it has none.
func healthCheck(image Image) []string {
	if image.Config.Healthcheck == nil || len(image.Config.Healthcheck.Test) < 2 {
		return nil
	}
	test := image.Config.Healthcheck.Test
	switch test[0] {
	case "CMD":
		return test[1:]
	case "CMD-SHELL":
		shell := image.Config.Shell
		if len(shell) == 0 {
			shell = []string{"/bin/sh", "-c"}
		}
		return append(slices.Clone(shell), test[1])
	}
	return nil
}

// stopSignal is the number of the signal that asks an image's program to end, 0 for SIGTERM.
func stopSignal(image Image) int {
	name := strings.ToUpper(image.Config.StopSignal)
	if n, err := strconv.Atoi(name); err == nil {
		return n
	}
	if name != "" && !strings.HasPrefix(name, "SIG") {
		name = "SIG" + name
	}
	return int(unix.SignalNum(name))
}

// workingDir is where an image's program is started.
func workingDir(image Image) string { return cmp.Or(image.Config.WorkingDir, "/") }

// environment is that of an image's program.
func environment(image Image, s Settings) []string {
	env := slices.Clone(image.Config.Env)
	if !slices.ContainsFunc(env, func(kv string) bool { return strings.HasPrefix(kv, "PATH=") }) {
		env = append(env, defaultPath)
	}
	for _, v := range s.Env {
		env = slices.DeleteFunc(env, func(kv string) bool { return strings.HasPrefix(kv, v.Name+"=") })
		env = append(env, v.Name+"="+v.Value)
	}
	return env
}
