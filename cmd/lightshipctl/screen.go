package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/util/progress/progressui"
	"golang.org/x/term"
)

// screen shows the builds' progress as docker does: live on a terminal, plain lines in a pipe.
type screen struct {
	out      io.Writer
	mode     progressui.DisplayMode
	displays sync.WaitGroup
	// between, when not nil, prints what belongs between the two displays.
	between func(io.Writer)
}

func newScreen(out io.Writer) *screen {
	s := &screen{out: out, mode: progressui.PlainMode}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		s.mode = progressui.TtyMode
	}
	return s
}

// side begins the display of the "before" or the "after" build, when that of the other has ended. It ends when the
// channel is closed.
func (s *screen) side(side string) chan<- *client.SolveStatus {
	s.displays.Wait()
	if side == "after" && s.between != nil {
		s.between(s.out)
	}
	fmt.Fprintf(s.out, "Building %s\n", side)
	events := make(chan *client.SolveStatus)
	display, err := progressui.NewDisplay(s.out, s.mode)
	if err != nil {
		display, _ = progressui.NewDisplay(io.Discard, progressui.PlainMode)
	}
	s.displays.Add(1)
	go func() {
		defer s.displays.Done()
		_, _ = display.UpdateFrom(context.Background(), events)
	}()
	return events
}

// close waits for the last display to end.
func (s *screen) close() { s.displays.Wait() }
