package build

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/moby/buildkit/client"
	"github.com/sirupsen/logrus"

	"lightship/engine/build/buildkitd"
	"lightship/engine/build/store"
	"lightship/engine/printable"
)

// Settings says which BuildKit to use and where to keep things.
type Settings struct {
	// CacheDir is the absolute path of the folder for BuildKit's state and the image store.
	CacheDir string
	// BinDir is looked in first for buildkitd, runc and rootlesskit; then the folder of this program and PATH.
	BinDir string
	// Host is the address of a BuildKit to use in place of the embedded one: "unix:///path" or "tcp://host:port".
	Host string
	// Config is the path of a buildkitd.toml for the embedded BuildKit, empty for none.
	Config string
	// HostNetwork gives RUN steps of the embedded BuildKit this computer's network, even where they could have one of their own.
	HostNetwork bool
	// Log gets what the engine does and BuildKit's own log.
	Log logrus.FieldLogger
}

// EngineState is what an engine is doing.
type EngineState string

// The states of an engine.
const (
	// EngineIdle is an engine that nobody needed yet, or that was closed.
	EngineIdle EngineState = "idle"
	// EngineStarting is one that is being started or connected to.
	EngineStarting EngineState = "starting"
	// EngineReady is one that can build at once.
	EngineReady EngineState = "ready"
	// EngineFailed is one that did not start or died; the next build tries again.
	EngineFailed EngineState = "failed"
)

// Info says which engine it is and how it is.
type Info struct {
	// Name is "embedded BuildKit" or the address of another.
	Name  string
	State EngineState
	// Detail is BuildKit's version when ready and the reason when failed.
	Detail string
	// Network is what network RUN steps of an embedded BuildKit have, once it runs; nil for another.
	Network *Network
}

// Network is what network RUN steps have.
type Network = buildkitd.Network

// Engine is one BuildKit with the store that its images go into. It starts with the first Build.
type Engine struct {
	settings Settings
	// patience is how long a BuildKit may take to answer.
	patience time.Duration

	// opening makes sure that one build at a time starts the daemon and opens the store.
	opening sync.Mutex
	daemon  *buildkitd.Daemon
	store   *store.Store
	closed  bool
	// building is how much runs on the daemon.
	building atomic.Int32
	// mute is the last error of a BuildKit that did not answer, and mutedAt when that was: who waited meanwhile does not wait
	// for it once more.
	mute    error
	mutedAt time.Time
	// unwatch ends the goroutine that waits for the daemon's end, which watching counts.
	unwatch  chan struct{}
	watching sync.WaitGroup

	mu       sync.Mutex
	info     Info
	watchers []func(Info)
}

// site is where a build runs: the address of a BuildKit, the daemon behind it when it is the embedded one, and the
// store for the image.
type site struct {
	address string
	daemon  *buildkitd.Daemon
	images  *store.Store
}

var _ Builder = (*Engine)(nil)

// NewEngine returns an engine that isn't started yet. Close it when done.
func NewEngine(s Settings) *Engine {
	if s.Log == nil {
		s.Log = silent()
	}
	name := "embedded BuildKit"
	if s.Host != "" {
		name = "BuildKit at " + s.Host
	}
	return &Engine{settings: s, patience: reachWithin, info: Info{Name: name, State: EngineIdle}}
}

// Info is how the engine is now.
func (e *Engine) Info() Info {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.info
}

// Watch calls changed whenever Info changes, from the goroutine that changes it; changed must not block.
func (e *Engine) Watch(changed func(Info)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.watchers = append(e.watchers, changed)
}

func (e *Engine) setState(state EngineState, detail string) {
	e.mu.Lock()
	e.info.State, e.info.Detail = state, detail
	info, watchers := e.info, e.watchers
	e.mu.Unlock()
	e.settings.Log.WithFields(logrus.Fields{"engine": info.Name, "state": state, "detail": detail}).Debug("builder")
	for _, changed := range watchers {
		changed(info)
	}
}

// setNetwork keeps what network RUN steps have; where it is this computer's though nobody chose that, the log says why.
func (e *Engine) setNetwork(n buildkitd.Network) {
	n.Failed = printable.Text(n.Failed)
	e.mu.Lock()
	e.info.Network = &n
	e.mu.Unlock()
	log := e.settings.Log.WithFields(logrus.Fields{"missing": n.Missing, "failed": n.Failed, "rootless": n.Rootless})
	switch {
	case n.Own:
		log.Debug("RUN steps have a network of their own")
	case n.New && !n.Chosen:
		log.Warn("RUN steps have this computer's network, its loopback too")
	}
}

// Start starts the engine or connects to it, so that the first Build needn't. It fails with ErrEngineMissing, ErrNoPermission,
// ErrNoSpace, ErrEngineConfig, ErrNoAnswer, ErrUnreachable or ctx's error.
func (e *Engine) Start(ctx context.Context) error {
	_, err := e.open(ctx)
	return err
}

// Address starts the engine as Start does and gives the address at which other clients reach it, until Close.
func (e *Engine) Address(ctx context.Context) (string, error) {
	at, err := e.open(ctx)
	return at.address, err
}

// open gives a BuildKit that answers and the store, both of which it opens when they aren't.
func (e *Engine) open(ctx context.Context) (site, error) {
	e.opening.Lock()
	defer e.opening.Unlock()
	return e.openLocked(ctx)
}

// use is open for work that the daemon has to outlive; release says that it is done.
func (e *Engine) use(ctx context.Context) (at site, release func(), err error) {
	e.opening.Lock()
	defer e.opening.Unlock()
	if at, err = e.openLocked(ctx); err != nil {
		return site{}, nil, err
	}
	e.building.Add(1)
	return at, func() { e.building.Add(-1) }, nil
}

func (e *Engine) openLocked(ctx context.Context) (site, error) {
	if e.closed {
		return site{}, errors.New("the builder is closed")
	}
	if e.mute != nil && time.Since(e.mutedAt) < e.patience/10 {
		return site{}, e.mute
	}
	address, err := e.openDaemon(ctx)
	if err == nil && e.store == nil {
		e.store, err = store.Open(ctx, filepath.Join(e.settings.CacheDir, "store"))
	}
	if err == nil {
		return site{address, e.daemon, e.store}, nil
	}
	if ctx.Err() != nil {
		e.setState(EngineIdle, "")
		return site{}, context.Cause(ctx)
	}
	err = classify(err)
	e.setState(EngineFailed, err.Error())
	if e.mute = nil; errors.Is(err, ErrNoAnswer) {
		e.mute, e.mutedAt = err, time.Now()
	}
	return site{}, err
}

// openDaemon gives the address of a BuildKit that answers.
func (e *Engine) openDaemon(ctx context.Context) (string, error) {
	if e.settings.Host != "" {
		if e.Info().State == EngineReady {
			return e.settings.Host, nil
		}
		e.setState(EngineStarting, "")
		if err := e.reach(ctx, e.settings.Host); err != nil {
			return "", fmt.Errorf("connect to BUILDKIT_HOST %s: %w: %w", e.settings.Host, ErrUnreachable, err)
		}
		return e.settings.Host, nil
	}
	if e.daemon != nil {
		// What runs on it goes on; the next that finds it idle gets the new configuration.
		current := e.building.Load() > 0 || e.daemon.HasConfig(e.settings.Config)
		if current && e.daemon.Alive(ctx) {
			return e.daemon.Address(), nil
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if current {
			e.settings.Log.Warn("BuildKit is gone: it is started again")
		} else {
			e.settings.Log.Info("BuildKit's configuration has changed: it is started again")
		}
		if err := e.dropDaemon(); err != nil {
			e.settings.Log.WithError(err).Warn("close BuildKit")
		}
	}
	e.setState(EngineStarting, "")
	daemon, err := buildkitd.Open(ctx, buildkitd.Settings{
		StateDir: filepath.Join(e.settings.CacheDir, "buildkit"),
		BinDir:   e.settings.BinDir,
		Config:   e.settings.Config,
		Log:      e.settings.Log,

		HostNetwork: e.settings.HostNetwork,
	})
	if err != nil {
		return "", err
	}
	e.daemon = daemon
	e.setNetwork(daemon.Network())
	unwatch := make(chan struct{})
	e.unwatch = unwatch
	e.watching.Go(func() {
		select {
		case <-daemon.Ended():
			e.setState(EngineFailed, "BuildKit ended unexpectedly; the next build starts it again")
		case <-unwatch:
		}
	})
	return daemon.Address(), e.reach(ctx, daemon.Address())
}

// reach asks the BuildKit at address for its version.
func (e *Engine) reach(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, e.patience)
	defer cancel()
	c, err := client.New(ctx, address)
	if err != nil {
		return unreached(ctx, err)
	}
	defer c.Close()
	info, err := c.Info(ctx)
	if err != nil {
		return unreached(ctx, err)
	}
	detail := "BuildKit"
	if v := info.BuildkitVersion.Version; !strings.HasSuffix(v, "+unknown") {
		detail += " " + v
	}
	e.setState(EngineReady, detail)
	return nil
}

// dropDaemon gives the embedded daemon up.
func (e *Engine) dropDaemon() error {
	if e.daemon == nil {
		return nil
	}
	close(e.unwatch)
	e.watching.Wait()
	err := e.daemon.Close()
	e.daemon = nil
	return err
}

// gone reports whether the BuildKit of s no longer answers.
func (e *Engine) gone(s site) bool {
	ctx := context.Background()
	if s.daemon != nil {
		return !s.daemon.Alive(ctx)
	}
	if err := e.reach(ctx, s.address); err != nil {
		e.setState(EngineFailed, err.Error())
		return true
	}
	return false
}

// Close gives the engine up: the embedded BuildKit ends unless another Lightship uses it, and the store is tidied.
// Builds must have returned.
func (e *Engine) Close() error {
	e.opening.Lock()
	defer e.opening.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	errs := []error{e.dropDaemon()}
	if e.store != nil {
		errs = append(errs, e.store.Close())
	}
	e.setState(EngineIdle, "")
	return errors.Join(errs...)
}
