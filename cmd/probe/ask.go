package main

import (
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

const (
	// pollEvery is how often the sockets are looked at while the program starts.
	pollEvery = 4 * time.Millisecond
	// settle is how long further ports are waited for when one is listened on and none was expected.
	settle = 100 * time.Millisecond
	// elsewhere is how long an expected port is waited for when another is listened on.
	elsewhere = 2 * time.Second
	// retryEvery is how often a program that is not ready yet (502, 503, 504) is asked again.
	retryEvery = 50 * time.Millisecond
	// soon is how long a program may run that is started again for what it says of itself: one that does not know such an argument
	// does its work once more.
	soon = 2 * time.Second
	// mostAnswers is how many probes are asked at most.
	mostAnswers = 60
)

// signalName is such as "SIGTERM".
func signalName(s syscall.Signal) string { return unix.SignalName(s) }

// ask waits until the program listens, and asks it what there is to ask.
func (s *session) ask() {
	ports := s.awaitPorts()
	if len(ports) > 0 {
		s.awaitAnswer(ports[0])
	}
	for _, p := range s.spec.Probes {
		if p.Port == 0 && p.Kind != record.Command && len(ports) > 0 {
			p.Port = ports[0]
		}
		s.probe(p)
	}
	if s.spec.Discover {
		for _, port := range ports {
			s.discover(port)
		}
		if s.endedSoon() {
			for _, p := range s.spec.Ended {
				s.probe(p)
			}
		}
	}
	select {
	case <-s.keeper.ended:
	default:
		s.record.Sockets = without(listening(), s.before)
		s.record.Memory = resident(s.keeper.running())
	}
}

// endedSoon says whether the program was started and has ended by itself before long.
func (s *session) endedSoon() bool {
	select {
	case <-s.keeper.ended:
	default:
		return false
	}
	<-s.keeper.told
	s.keeper.mu.Lock()
	defer s.keeper.mu.Unlock()
	return s.keeper.failed == nil && s.keeper.endedAt.Sub(s.began) < soon
}

// awaitPorts waits until the program listens on a port that it is expected to listen on, on any when none is, and gives
// those it listens on, the expected ones first. It gives none when the program ends before, or has no time left.
func (s *session) awaitPorts() []int {
	var other time.Time
	for s.inTime() {
		ports := tcpPorts(without(listening(), s.before))
		if len(ports) > 0 && other.IsZero() {
			other = time.Now()
		}
		if expected(ports, s.spec.Ports) || len(ports) > 0 && time.Since(other) > elsewhere {
			at, took := s.since(), effort(s.keeper.running())
			s.record.Listening, s.record.Start = &at, &took
			if len(s.spec.Ports) != 1 {
				s.pause(settle)
				ports = tcpPorts(without(listening(), s.before))
			}
			return ordered(ports, s.spec.Ports)
		}
		if !s.pause(pollEvery) {
			return nil
		}
	}
	return ordered(tcpPorts(without(listening(), s.before)), s.spec.Ports)
}

const (
	// mostLonger is how many times as long as it has a program gets at most where it waited for a processor, and mostWaited how much longer.
	mostLonger = 4
	mostWaited = 30 * time.Second
)

// inTime says whether the program still has time to listen and to answer: what it stood ready and waited for a processor, while the
// computer was busy with something else, does not count.
func (s *session) inTime() bool {
	late := s.since() - s.spec.Times.Ready
	if late < 0 {
		return true
	}
	return late < min(effort(s.keeper.running()).Queued, mostLonger*s.spec.Times.Ready, mostWaited)
}

// expected tells whether one of the wanted ports is there, or any when none is wanted.
func expected(ports, wanted []int) bool {
	if len(wanted) == 0 {
		return len(ports) > 0
	}
	return slices.ContainsFunc(ports, func(p int) bool { return slices.Contains(wanted, p) })
}

// ordered are ports, those that are wanted first.
func ordered(ports, wanted []int) []int {
	var first, rest []int
	for _, p := range ports {
		if slices.Contains(wanted, p) {
			first = append(first, p)
		} else {
			rest = append(rest, p)
		}
	}
	return append(first, rest...)
}

// awaitAnswer asks until the program answers other than that it is not ready yet.
func (s *session) awaitAnswer(port int) {
	first := record.Probe{Kind: s.speaks(port), Port: port, Path: "/"}
	for _, p := range s.spec.Probes {
		if p.Port == port {
			first = p
			break
		}
	}
	for s.inTime() {
		a := s.answer(first)
		if a.Error == "" && (a.Status < 502 || a.Status > 504) {
			at := s.since()
			s.record.Answered = &at
			return
		}
		if !s.pause(retryEvery) {
			return
		}
	}
}

// probe asks one thing and keeps the answer.
func (s *session) probe(p record.Probe) record.Answer {
	a := s.answer(p)
	s.record.Answers = append(s.record.Answers, a)
	return a
}

// answer asks one thing.
func (s *session) answer(p record.Probe) record.Answer {
	began := time.Now()
	var a record.Answer
	switch p.Kind {
	case record.HTTP, record.HTTPS:
		a = askHTTP(p, s.spec.Times.Answer)
	case record.TCP:
		a = askTCP(p, s.spec.Times.Answer)
	case record.Command:
		a = s.askCommand(p)
	default:
		a.Error = "this probe does not know what " + string(p.Kind) + " is"
	}
	a.Probe, a.Took = p, time.Since(began)
	return a
}

// asked are the probes that were asked, in order.
func (s *session) asked() []record.Probe {
	var all []record.Probe
	for _, a := range s.record.Answers {
		all = append(all, a.Probe)
	}
	return all
}
