package buildkitd

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
)

// followEvery is how often new lines of the daemon's log are looked for.
const followEvery = 500 * time.Millisecond

// follower copies what the daemon writes into its log file, which may outlive the Lightship that started it, into
// this Lightship's log.
type follower struct {
	file *os.File
	log  logrus.FieldLogger
	rest []byte
	stop chan struct{}
	done sync.WaitGroup
}

// follow begins at offset bytes of the file.
func follow(path string, offset int64, log logrus.FieldLogger) (*follower, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		file.Close()
		return nil, err
	}
	f := &follower{file: file, log: log.WithField("component", "buildkitd"), stop: make(chan struct{})}
	f.done.Go(f.run)
	return f, nil
}

// close copies what is left and ends.
func (f *follower) close() {
	close(f.stop)
	f.done.Wait()
	f.file.Close()
}

func (f *follower) run() {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		f.copy()
		select {
		case <-tick.C:
		case <-f.stop:
			f.copy()
			return
		}
	}
}

func (f *follower) copy() {
	text, err := io.ReadAll(f.file)
	if err != nil || len(text) == 0 {
		return
	}
	f.rest = append(f.rest, text...)
	for {
		line, rest, found := bytes.Cut(f.rest, []byte("\n"))
		if !found {
			return
		}
		f.rest = rest
		write(f.log, string(line))
	}
}

// write logs one line of the daemon's with its own level and fields; a line that isn't JSON, such as rootlesskit's or a
// stack's, is logged as information.
func write(log logrus.FieldLogger, line string) {
	line = strings.TrimSpace(line)
	if line == "" {
		return
	}
	var fields logrus.Fields
	if err := json.Unmarshal([]byte(line), &fields); err != nil {
		log.Info(line)
		return
	}
	name, _ := fields["level"].(string)
	message, _ := fields["msg"].(string)
	for _, key := range []string{"level", "msg", "time"} {
		delete(fields, key)
	}
	entry := log.WithFields(fields)
	switch name {
	case "trace", "debug":
		entry.Debug(message)
	case "info":
		entry.Info(message)
	case "warning", "warn":
		entry.Warn(message)
	default:
		entry.Error(message)
	}
}
