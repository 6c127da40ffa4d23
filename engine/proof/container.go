package proof

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"
	"time"

	"lightship/engine/build"
	"lightship/engine/proof/record"
)

const (
	// probeFile is the name of the program inside, resolver that of the file that sends questions for names to it.
	probeFile    = "probe"
	resolverFile = "resolv.conf"
	hostname     = "lightship"
	// slack is what a run may take besides its own times: unpacking, many answers, and waiting for a busy computer.
	slack = time.Minute
	// namesWithin is how long the program that answers for names may take to start.
	namesWithin = 5 * time.Second
)

// resolver sends all questions for names to the container itself.
const resolver = "nameserver 127.0.0.1\noptions attempts:1 timeout:1\n"

// files are what a container gets.
func files(engine *build.Engine) ([]build.File, error) {
	probe, err := engine.Tool(probeFile)
	if err != nil {
		return nil, err
	}
	return []build.File{probe, {Name: resolverFile, Text: []byte(resolver), Mode: 0o644, Changed: probe.Changed}}, nil
}

// Able says whether engine has what goes into containers. It fails with build.ErrToolMissing.
func Able(engine *build.Engine) error {
	_, err := engine.Tool(probeFile)
	return err
}

// one runs the image once, as spec says. It calls quiet with what was asked when the program is only watched from then on.
func one(ctx context.Context, m *build.Machine, image Image, s Settings, spec record.Spec, quiet func([]record.Probe)) (*Run, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, spec.Times.Ready+spec.Times.Watch+spec.Times.Grace+slack, errOverran)
	defer cancel()
	run := &Run{Args: spec.Args, User: image.Config.User, Dir: workingDir(image)}
	container, err := m.Open(ctx, build.ContainerRequest{
		Image: image.Digest, Files: record.Folder, At: map[string]string{"/etc/resolv.conf": resolverFile}, Hostname: hostname,
	})
	if err != nil {
		return nil, err
	}
	defer container.Close()
	input, commands := io.Pipe()
	defer commands.Close()
	messages, output := io.Pipe()
	wait, err := container.Start(ctx, build.Process{
		Args: []string{path.Join(record.Folder, probeFile), "run"}, Env: environment(image, s), Dir: run.Dir, User: run.User,
		Stdin: input, Stdout: output, Stderr: discard{},
	})
	if err != nil {
		return unstarted(ctx, run, err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- wait()
		_ = output.Close()
	}()
	names := askedNames(ctx, container)
	line, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	// A probe that could not start reads nothing: its end is heard below.
	go func() { _, _ = commands.Write(append(line, '\n')) }()
	err = hear(messages, run, quiet)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		if failed := <-ended; failed != nil {
			return unstarted(ctx, run, failed)
		}
		return nil, err
	}
	run.Names = names()
	return run, nil
}

// errOverran is the cause of a run's end when it had no more time.
var errOverran = errors.New("the run did not end in its time")

// unstarted is a run in which not even the probe could be started: the image has no such user, say.
func unstarted(ctx context.Context, run *Run, err error) (*Run, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	text := err.Error()
	if i := strings.LastIndex(text, "runtime failed: "); i >= 0 {
		text = text[i:]
	}
	run.Record = record.Record{Version: record.Version, Failed: &record.Failure{Error: text}}
	return run, nil
}

// hear takes what a probe says until its record.
func hear(from io.Reader, run *Run, quiet func([]record.Probe)) error {
	for messages := json.NewDecoder(from); ; {
		var m record.Message
		switch err := messages.Decode(&m); {
		case err != nil:
			return fmt.Errorf("hear from the container: %w", err)
		case m.Refused != "":
			return errors.New(m.Refused)
		case m.Quiet:
			quiet(m.Asked)
		case m.Record != nil:
			run.Record = *m.Record
			return nil
		}
	}
}

// askedNames starts the program that answers for names, waits until it does, and returns a function that gives what was
// asked for. Where it can't be started the names are not known, and nothing else changes.
func askedNames(ctx context.Context, c *build.Container) func() []record.Name {
	lines, output := io.Pipe()
	wait, err := c.Start(ctx, build.Process{
		Args: []string{path.Join(record.Folder, probeFile), "names"}, Dir: "/", User: "0", Stdout: output, Stderr: discard{},
	})
	if err != nil {
		return func() []record.Name { return nil }
	}
	go func() {
		_ = wait()
		_ = output.Close()
	}()
	var mu sync.Mutex
	var all []record.Name
	up := make(chan struct{})
	go func() {
		var once sync.Once
		defer once.Do(func() { close(up) })
		for text := bufio.NewScanner(lines); text.Scan(); {
			var n record.Name
			if json.Unmarshal(text.Bytes(), &n) != nil {
				continue
			}
			once.Do(func() { close(up) })
			if n.Name == "" {
				continue
			}
			mu.Lock()
			all = append(all, n)
			mu.Unlock()
		}
	}()
	select {
	case <-up:
	case <-ctx.Done():
	case <-time.After(namesWithin):
	}
	return func() []record.Name {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

// discard is an end of a pipe that nobody reads.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }
