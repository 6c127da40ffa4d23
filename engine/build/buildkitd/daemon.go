package buildkitd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/moby/buildkit/client"
	"github.com/sirupsen/logrus"
	"golang.org/x/sys/unix"
)

const (
	// startWithin is how long a daemon may take to answer; it takes under a second where nothing is wrong.
	startWithin = 30 * time.Second
	// stopWithin is how long Close waits for a daemon to end; the keeper kills it after 5 s.
	stopWithin = 8 * time.Second
	// answerWithin is how long a daemon that runs may take to answer before it counts as hung.
	answerWithin = 10 * time.Second
	// lookEvery is the pause between two looks for something that is about to happen.
	lookEvery = 20 * time.Millisecond
)

// Settings says where a daemon lives.
type Settings struct {
	// StateDir is the absolute path of the folder for everything that BuildKit keeps.
	StateDir string
	// BinDir is looked in first for buildkitd, runc and rootlesskit.
	BinDir string
	// Config is the path of a buildkitd.toml, empty for none.
	Config string
	// HostNetwork gives RUN steps this computer's network, even where they could have one of their own.
	HostNetwork bool
	// Log gets the daemon's own log, by its levels, with the field component=buildkitd.
	Log logrus.FieldLogger

	// network is what RUN steps are to have.
	network Network
}

// Daemon is a buildkitd that this process uses; it runs at least until Close.
type Daemon struct {
	socket string
	root   string
	// config is the configuration that the daemon was started with, see configuration.
	config  string
	network Network
	// user is our write end of the keeper's FIFO; shared is a lock that every user holds, so that the last one knows.
	user   *os.File
	shared *flock.Flock
	log    *follower
	// child is the keeper when this process started it, else nil; it is reaped by the goroutine that closes ended.
	child *exec.Cmd
	ended chan struct{}
	once  sync.Once
}

// Open joins the daemon that runs in s.StateDir with the same configuration, or starts one and waits until it answers. Where
// others use a daemon with another configuration, the state goes to a folder beside. It fails with ErrMissing, ErrNoPermission,
// ErrNoSpace, ErrConfig or ctx's error.
func Open(ctx context.Context, s Settings) (*Daemon, error) {
	config, err := configuration(s.Config)
	if err != nil {
		return nil, err
	}
	if s.HostNetwork {
		config += hostNetwork
	}
	d, err := openIn(ctx, s, config)
	if errors.Is(err, errOtherConfig) {
		if s.Log != nil {
			s.Log.Info("another Lightship's BuildKit has another configuration: this one gets a folder of its own")
		}
		s.StateDir += "-" + config
		d, err = openIn(ctx, s, config)
	}
	return d, err
}

func openIn(ctx context.Context, s Settings, config string) (*Daemon, error) {
	if err := private(s.StateDir); err != nil {
		return nil, err
	}
	run := runtimeFolder(s.StateDir, os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), os.Geteuid())
	if filepath.Dir(run) == sharedFolder(os.TempDir(), os.Geteuid()) {
		// The folder between is made first, so that it is this user's; one that was there before us need not be.
		if err := private(filepath.Dir(run)); err != nil {
			return nil, err
		}
		if err := ours(run, os.TempDir()); err != nil {
			return nil, err
		}
	}
	if err := private(run); err != nil {
		return nil, err
	}
	// Only one process at a time looks for a daemon and starts one.
	lock := flock.New(filepath.Join(s.StateDir, "start.lock"))
	if _, err := lock.TryLockContext(ctx, lookEvery); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, folderError("lock BuildKit's folder", err)
	}
	defer lock.Unlock()
	shared := flock.New(filepath.Join(s.StateDir, "users.lock"))
	if _, err := shared.TryRLockContext(ctx, lookEvery); err != nil {
		return nil, folderError("lock BuildKit's folder", err)
	}
	d, err := open(ctx, s, run, config)
	if err != nil {
		shared.Close()
		return nil, err
	}
	d.shared = shared
	return d, nil
}

// open joins or starts a daemon; the caller holds the lock for that.
func open(ctx context.Context, s Settings, run, config string) (*Daemon, error) {
	if err := makeFIFO(filepath.Join(run, "users")); err != nil {
		return nil, err
	}
	d, err := joinRunning(ctx, s, run, config)
	if d != nil || err != nil {
		return d, err
	}
	return startNetworked(ctx, s, run, config)
}

// Address is what a BuildKit client dials.
func (d *Daemon) Address() string { return "unix://" + d.socket }

// Ended is closed when a daemon that this process started ended. For one that another process started it never is.
func (d *Daemon) Ended() <-chan struct{} { return d.ended }

// HasConfig says whether the daemon was started with what the file at path, empty for none, says now.
func (d *Daemon) HasConfig(path string) bool {
	now, err := configuration(path)
	return err == nil && now == strings.TrimSuffix(d.config, hostNetwork)
}

// Alive reports whether the daemon answers; a busy one may take some seconds.
func (d *Daemon) Alive(ctx context.Context) bool {
	select {
	case <-d.ended:
		return false
	default:
		return answers(ctx, d.Address(), answerWithin)
	}
}

// Close gives the daemon up. When nobody else uses it, it ends, and Close waits for that.
func (d *Daemon) Close() error {
	var err error
	d.once.Do(func() {
		d.user.Close()
		err = d.waitWhenLast()
		d.log.close()
	})
	return err
}

// waitWhenLast waits for the daemon's end when this was its last user.
func (d *Daemon) waitWhenLast() error {
	if err := d.shared.Unlock(); err != nil {
		return fmt.Errorf("give up BuildKit: %w", err)
	}
	last, err := d.shared.TryLock()
	if err != nil || !last {
		return err
	}
	defer d.shared.Unlock()
	deadline := time.Now().Add(stopWithin)
	for locked(filepath.Join(d.root, "buildkitd.lock")) || !d.reaped() {
		if time.Now().After(deadline) {
			return errors.New("BuildKit did not end in time")
		}
		time.Sleep(lookEvery)
	}
	return nil
}

// reaped reports whether the keeper, if it is our child, is gone.
func (d *Daemon) reaped() bool {
	if d.child == nil {
		return true
	}
	select {
	case <-d.ended:
		return true
	default:
		return false
	}
}

// joinRunning returns nil and no error when none runs.
func joinRunning(ctx context.Context, s Settings, run, config string) (*Daemon, error) {
	socket := filepath.Join(run, "buildkitd.sock")
	deadline := time.Now().Add(stopWithin)
	for {
		user, err := join(filepath.Join(run, "users"))
		if err != nil || user == nil {
			return nil, err
		}
		if answers(ctx, "unix://"+socket, answerWithin) {
			if !hasConfiguration(run, config) {
				user.Close()
				return nil, errOtherConfig
			}
			log, err := followFromEnd(s)
			if err != nil {
				user.Close()
				return nil, err
			}
			return &Daemon{socket: socket, root: rootDir(s), config: config, network: keptNetwork(s), user: user, log: log, ended: make(chan struct{})}, nil
		}
		// It is about to end: it was answering before the lock was let go.
		user.Close()
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("join BuildKit: %w: the one that runs in %s gave no word for %s", ErrNoAnswer, s.StateDir, answerWithin)
		}
		if err := pause(ctx); err != nil {
			return nil, err
		}
	}
}

// answers reports whether a BuildKit at address answers in time.
func answers(ctx context.Context, address string, within time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	c, err := client.New(ctx, address)
	if err != nil {
		return false
	}
	defer c.Close()
	_, err = c.Info(ctx)
	return err == nil
}

// locked reports whether a process holds the daemon's own lock. It does not take the lock file away from a daemon that
// starts: all who start one hold start.lock.
func locked(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	return unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(lookEvery):
		return nil
	}
}

func rootDir(s Settings) string { return filepath.Join(s.StateDir, "root") }

func logPath(s Settings) string { return filepath.Join(s.StateDir, "buildkitd.log") }

func followFromEnd(s Settings) (*follower, error) {
	info, err := os.Stat(logPath(s))
	if err != nil {
		return nil, fmt.Errorf("follow BuildKit's log: %w", err)
	}
	return follow(logPath(s), info.Size(), s.Log)
}
