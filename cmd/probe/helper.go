package main

import (
	"os/exec"
	"strings"
	"syscall"
	"time"

	"lightship/engine/proof/record"
)

// askCommand runs a program in the container, as health checks are run.
func (s *session) askCommand(p record.Probe) record.Answer {
	if len(p.Args) == 0 {
		return record.Answer{Error: "there is no command"}
	}
	path, err := exec.LookPath(p.Args[0])
	if err != nil {
		return record.Answer{Code: 127, Error: p.Args[0] + ": " + lookError(err)}
	}
	out, err := newOutput()
	if err != nil {
		return record.Answer{Error: err.Error()}
	}
	pid, done, err := s.keeper.help(path, p.Args, out.to)
	out.handed()
	if err != nil {
		return record.Answer{Code: 126, Error: path + ": " + errorName(err)}
	}
	var a record.Answer
	select {
	case status := <-done:
		a.Code = status.ExitStatus()
	case <-time.After(s.spec.Times.Answer):
		// It leads its own session, and all that it started go with it.
		_ = syscall.Kill(-pid, syscall.SIGKILL)
		a.Code, a.Error = -1, "no answer in time"
		<-done
	}
	select {
	case <-out.done:
	case <-time.After(50 * time.Millisecond):
	}
	keepBody(&a, []byte(strings.TrimSpace(out.kept().Head)))
	return a
}
