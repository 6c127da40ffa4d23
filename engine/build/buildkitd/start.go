package buildkitd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// start runs a new daemon and waits until it answers.
func start(ctx context.Context, s Settings, run, config string) (*Daemon, error) {
	rootless := os.Geteuid() != 0
	b, err := find(s.BinDir, rootless)
	if err != nil {
		return nil, err
	}
	cmd, err := command(s, b, run, rootless)
	if err != nil {
		return nil, err
	}
	if err := awaitUnlocked(ctx, filepath.Join(rootDir(s), "buildkitd.lock")); err != nil {
		return nil, err
	}
	socket := filepath.Join(run, "buildkitd.sock")
	if err := os.RemoveAll(socket); err != nil {
		return nil, folderError("remove BuildKit's old socket", err)
	}
	if err := sweep(s); err != nil {
		return nil, err
	}
	if err := os.WriteFile(configurationFile(run), []byte(config), 0o600); err != nil {
		return nil, folderError("say BuildKit's configuration", err)
	}
	out, err := os.OpenFile(logPath(s), os.O_WRONLY|os.O_CREATE|os.O_TRUNC|os.O_APPEND, 0o600)
	if err != nil {
		return nil, folderError("make BuildKit's log", err)
	}
	defer out.Close()
	read, write, err := found(filepath.Join(run, "users"))
	if err != nil {
		return nil, err
	}
	defer read.Close()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = read, out, out
	d := &Daemon{socket: socket, root: rootDir(s), config: config, user: write, child: cmd, ended: make(chan struct{})}
	if d.log, err = follow(logPath(s), 0, s.Log); err != nil {
		write.Close()
		return nil, fmt.Errorf("follow BuildKit's log: %w", err)
	}
	if err := cmd.Start(); err != nil {
		write.Close()
		d.log.close()
		return nil, folderError("start BuildKit", err)
	}
	// The daemon may go on for other users after Close, and is a child of this process as long as both live.
	go func() {
		_ = cmd.Wait()
		close(d.ended)
	}()
	if err := d.awaitReady(ctx, logPath(s)); err != nil {
		if s.network.made() && !errors.Is(err, errDamaged) && ctx.Err() == nil {
			err = noNetworkError{err, said(tail(logPath(s)))}
		}
		d.user.Close()
		<-d.ended
		d.log.close()
		return nil, err
	}
	return d, nil
}

// awaitReady waits until the new daemon, whose log is at the path log, answers.
func (d *Daemon) awaitReady(ctx context.Context, log string) error {
	deadline := time.Now().Add(startWithin)
	for !answers(ctx, d.Address(), time.Second) {
		select {
		case <-d.ended:
			text := tail(log)
			if damaged.MatchString(text) {
				return fmt.Errorf("%w: %w", errDamaged, startError(text))
			}
			return startError(text)
		default:
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("start BuildKit: no answer in %s: %s", startWithin, lastLine(tail(log)))
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
	return nil
}

func awaitUnlocked(ctx context.Context, path string) error {
	deadline := time.Now().Add(stopWithin)
	for locked(path) {
		if time.Now().After(deadline) {
			return errors.New("start BuildKit: another one that is not ours uses the same folder")
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
	return nil
}

// tail is the last 8 KB of the file at path, empty when it can't be read.
func tail(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text[max(0, len(text)-8<<10):])
}
