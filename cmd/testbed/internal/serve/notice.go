package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/sys/unix"

	"lightship/cmd/testbed/internal/store"
)

// ErrNotServing is returned when no testbed answers at the address that was written last.
var ErrNotServing = errors.New("no testbed is serving")

// Notice is the set of files by which a serving testbed tells where it is.
type Notice struct {
	dir string
}

// NewNotice keeps the files in dir.
func NewNotice(dir string) Notice { return Notice{dir: dir} }

// BuildkitdConfig is the path of the buildkitd.toml that sends BuildKit to the testbed.
func (n Notice) BuildkitdConfig() string { return filepath.Join(n.dir, "buildkitd.toml") }

// AddressFile is the path of the file that holds the testbed's host:port while it serves.
func (n Notice) AddressFile() string { return filepath.Join(n.dir, "address") }

func (n Notice) pidFile() string { return filepath.Join(n.dir, "pid") }

// Post writes the files for a testbed that serves hosts at address from now on; the address comes last, so that who
// sees it finds the rest.
func (n Notice) Post(address string, hosts []string) error {
	config, err := BuildkitdConfig(address, hosts)
	if err != nil {
		return err
	}
	return errors.Join(
		store.WriteFile(n.BuildkitdConfig(), config),
		store.WriteFile(n.pidFile(), []byte(strconv.Itoa(os.Getpid())+"\n")),
		store.WriteFile(n.AddressFile(), []byte(address+"\n")),
	)
}

// Withdraw removes the files, unless another testbed has written its own since.
func (n Notice) Withdraw(address string) error {
	written, err := os.ReadFile(n.AddressFile())
	if errors.Is(err, fs.ErrNotExist) || err == nil && strings.TrimSpace(string(written)) != address {
		return nil
	}
	return errors.Join(err, os.Remove(n.AddressFile()), os.Remove(n.pidFile()), os.Remove(n.BuildkitdConfig()))
}

// Find is the address of the testbed that serves now, which it has asked; the error is ErrNotServing when none does.
func (n Notice) Find(ctx context.Context) (string, error) {
	written, err := os.ReadFile(n.AddressFile())
	if err != nil {
		return "", ErrNotServing
	}
	address := strings.TrimSpace(string(written))
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/v2/", nil)
	if err != nil {
		return "", fmt.Errorf("%w: %s", ErrNotServing, address)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNotServing, err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%w: %s answers %s", ErrNotServing, address, answer.Status)
	}
	return address, nil
}

// Stop ends the testbed that serves now and waits until it is gone; the error is ErrNotServing when none does.
func (n Notice) Stop(ctx context.Context) error {
	if _, err := n.Find(ctx); err != nil {
		return err
	}
	text, err := os.ReadFile(n.pidFile())
	if err != nil {
		return ErrNotServing
	}
	pid, err := strconv.Atoi(string(bytes.TrimSpace(text)))
	if err != nil || pid <= 1 {
		return fmt.Errorf("stop the testbed: %s holds no process id", n.pidFile())
	}
	gone, err := WatchProcess(ctx, pid)
	if err != nil {
		return fmt.Errorf("stop the testbed: %w", err)
	}
	if err := unix.Kill(pid, unix.SIGTERM); err != nil {
		return fmt.Errorf("stop the testbed: %w", err)
	}
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// WatchProcess gives a channel that is closed when the process pid has ended, or ctx has.
func WatchProcess(ctx context.Context, pid int) (<-chan struct{}, error) {
	handle, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return nil, fmt.Errorf("watch process %d: %w", pid, err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		defer func() { _ = unix.Close(handle) }()
		for ctx.Err() == nil {
			ready, err := unix.Poll([]unix.PollFd{{Fd: int32(handle), Events: unix.POLLIN}}, 500)
			if ready > 0 || err != nil && !errors.Is(err, unix.EINTR) {
				return
			}
		}
	}()
	return gone, nil
}

// BuildkitdConfig is a buildkitd.toml that makes BuildKit ask address, over plain HTTP, before each of hosts.
func BuildkitdConfig(address string, hosts []string) ([]byte, error) {
	type registry struct {
		Mirrors []string `toml:"mirrors,omitempty"`
		HTTP    bool     `toml:"http,omitempty"`
	}
	registries := map[string]registry{address: {HTTP: true}}
	for _, host := range hosts {
		registries[host] = registry{Mirrors: []string{address}}
	}
	text, err := toml.Marshal(map[string]any{"registry": registries})
	if err != nil {
		return nil, fmt.Errorf("write buildkitd.toml: %w", err)
	}
	return append([]byte("# Written by testbed: stand-in base images from loopback.\n"), text...), nil
}
