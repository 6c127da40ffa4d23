package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// endWithin is how long a command may take to end after the first signal. What it leaves undone then is done by others: the
// builder ends by itself when nobody uses it, and files that were half written are swept.
const endWithin = 4 * time.Second

// interruptedCode is the exit code of a command that was interrupted.
const interruptedCode = 130

// interruption is what a signal does to a command: the first cancels its context, the second ends the program at once, and
// so does a command that does not end in time, such as one that is in the middle of a parser.
type interruption struct {
	signals <-chan os.Signal
	cancel  context.CancelFunc
	says    io.Writer
	exit    func(code int)
	within  time.Duration
}

// watch waits for signals until ended is closed.
func (i *interruption) watch(ended <-chan struct{}) {
	select {
	case <-i.signals:
	case <-ended:
		return
	}
	i.cancel()
	fmt.Fprintln(i.says, "lightshipctl: interrupted")
	late := time.NewTimer(i.within)
	defer late.Stop()
	select {
	case <-i.signals:
	case <-late.C:
	case <-ended:
		return
	}
	i.exit(interruptedCode)
}
