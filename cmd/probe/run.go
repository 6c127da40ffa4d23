package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"lightship/engine/proof/record"
)

// session is one run of a program, from its start to its record.
type session struct {
	spec   record.Spec
	keeper *keeper
	// stdout and stderr are the program's.
	stdout, stderr *output
	began          time.Time
	// before are the sockets that were there before the program.
	before []record.Socket
	// over is closed when nobody waits for the record any more, or a signal asks for the end.
	over   chan struct{}
	record record.Record
	// spoken is what ports speak, as far as that was found out.
	spoken map[int]record.Kind
	say    *json.Encoder
}

// run reads a Spec, does what it says and writes the record. It gives the exit code.
func run(in io.Reader, out io.Writer) int {
	say := json.NewEncoder(out)
	commands := bufio.NewReader(in)
	line, err := commands.ReadBytes('\n')
	var spec record.Spec
	if err == nil {
		err = json.Unmarshal(line, &spec)
	}
	switch {
	case err != nil:
		return tell(say, record.Message{Refused: fmt.Sprintf("read what to do: %v", err)})
	case spec.Version != record.Version:
		return tell(say, record.Message{Refused: fmt.Sprintf("this probe knows version %d of what to do, not %d: build Lightship anew", record.Version, spec.Version)})
	case len(spec.Args) == 0:
		return tell(say, record.Message{Refused: "there is no command to start"})
	}
	s := &session{spec: spec, keeper: newKeeper(), over: make(chan struct{}), spoken: map[int]record.Kind{}, say: say}
	s.listen(commands)
	if err := s.start(); err != nil {
		return tell(say, record.Message{Refused: fmt.Sprintf("start the command: %v", err)})
	}
	s.ask()
	if code := tell(say, record.Message{Quiet: true, Asked: s.asked()}); code != 0 {
		s.keeper.kill()
		return code
	}
	s.watch()
	s.stop()
	s.finish()
	return tell(say, record.Message{Record: &s.record})
}

// listen waits for the end of the commands or a signal: then the program is ended too. Other signals go on to it.
func (s *session) listen(commands io.Reader) {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH)
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, commands)
		close(ended)
	}()
	go func() {
		defer close(s.over)
		for {
			select {
			case <-ended:
				return
			case got := <-signals:
				s.keeper.signal(got.(syscall.Signal))
				if got == syscall.SIGTERM || got == syscall.SIGINT {
					return
				}
			}
		}
	}()
}

// start starts the program.
func (s *session) start() (err error) {
	if s.stdout, err = newOutput(); err != nil {
		return err
	}
	if s.stderr, err = newOutput(); err != nil {
		return err
	}
	in, err := s.input()
	if err != nil {
		return err
	}
	defer in.Close()
	s.before = listening()
	s.began, err = s.keeper.start(s.spec, streams{in, s.stdout.to, s.stderr.to})
	s.record = record.Record{Version: record.Version, Started: s.began.UTC()}
	s.stdout.handed()
	s.stderr.handed()
	return err
}

// input is what the program reads.
func (s *session) input() (*os.File, error) {
	if len(s.spec.Stdin) == 0 {
		return os.Open(os.DevNull)
	}
	from, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	go func() {
		_, _ = to.Write(s.spec.Stdin)
		_ = to.Close()
	}()
	return from, nil
}

// since is the time from the start until now.
func (s *session) since() time.Duration { return time.Since(s.began) }

// pause waits, and tells whether the program still runs and somebody still waits.
func (s *session) pause(d time.Duration) bool {
	if d <= 0 {
		d = time.Nanosecond
	}
	select {
	case <-s.keeper.ended:
		return false
	case <-s.over:
		return false
	case <-time.After(d):
		return true
	}
}

// watch waits until the program was watched for as long as it shall be.
func (s *session) watch() {
	s.pause(s.spec.Times.Watch - s.since())
}

// stop asks the program to end, and ends it and all that came of it when it does not.
func (s *session) stop() {
	select {
	case <-s.keeper.ended:
		s.ended(false, 0, false)
		return
	default:
	}
	s.record.Sockets = without(listening(), s.before)
	asked := time.Now()
	sign := syscall.Signal(s.spec.StopSignal)
	if sign == 0 {
		sign = syscall.SIGTERM
	}
	s.keeper.signal(sign)
	killed := false
	select {
	case <-s.keeper.ended:
	case <-time.After(s.spec.Times.Grace):
		killed = true
		s.keeper.kill()
		<-s.keeper.ended
	}
	s.ended(true, time.Since(asked), killed)
}

// ended notes how the program ended.
func (s *session) ended(asked bool, took time.Duration, killed bool) {
	s.keeper.mu.Lock()
	defer s.keeper.mu.Unlock()
	status := s.keeper.status
	end := &record.End{
		After: s.keeper.endedAt.Sub(s.began), Code: status.ExitStatus(), Asked: asked, Took: took, Killed: killed,
	}
	if status.Signaled() {
		end.Code, end.Signal = -1, signalName(status.Signal())
	}
	if !asked {
		end.Left = s.keeper.left
	}
	s.record.End = end
}

// finish ends what is left and takes what was seen.
func (s *session) finish() {
	s.keeper.kill()
	<-s.keeper.told
	for _, o := range []*output{s.stdout, s.stderr} {
		select {
		case <-o.done:
		case <-time.After(100 * time.Millisecond):
			// Somebody that is not ours to end still holds the pipe.
		}
	}
	s.record.Stdout, s.record.Stderr = s.stdout.kept(), s.stderr.kept()
	s.record.Trace = s.keeper.tracer.seen()
	if e := s.record.End; e != nil && !e.Asked {
		s.record.Written = written(s.record.Trace)
	}
	s.keeper.mu.Lock()
	s.record.Failed = s.keeper.failed
	s.keeper.mu.Unlock()
	if s.record.Failed != nil {
		s.record.End = nil
	}
}
