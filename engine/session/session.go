package session

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/moby/buildkit/client"
	"github.com/sirupsen/logrus"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/pull"
	"lightship/engine/records"
	"lightship/engine/secret"
)

// Engine is the BuildKit that a session builds with; *build.Engine is one.
type Engine interface {
	build.Builder
	// Info says which BuildKit it is and how it is.
	Info() build.Info
	// Watch calls f whenever Info changes.
	Watch(f func(build.Info))
	// Close stops what the engine started.
	Close() error
}

// FactSource says what a registry knows of an image; *bases.Registry is one.
type FactSource interface {
	// Facts returns what is known of ref for a platform such as "linux/amd64".
	Facts(ctx context.Context, ref, platform string) (bases.Facts, error)
	// Refresh is Facts that asks the registry whatever is known.
	Refresh(ctx context.Context, ref, platform string) (bases.Facts, error)
	// Inside reads the layers of the image with these facts.
	Inside(ctx context.Context, ref, platform string, f bases.Facts, progress func(done, total int64)) (*bases.Inside, error)
}

// Settings is what a session needs from outside.
type Settings struct {
	Folders Folders
	Engine  Engine
	Facts   FactSource
	// Link is what pull times are said for at first; the zero value means pull.DefaultLink.
	Link pull.Link
	// Platform is such as "linux/amd64", empty for this computer's.
	Platform string
	// BuildArgs are the build arguments to start with.
	BuildArgs map[string]string
	// BuildSecrets are what RUN --mount=type=secret gets, by id. Their values are masked wherever they appear.
	BuildSecrets map[string][]byte
	// Contexts are named contexts, in place of those of the same names that compose and bake files declare: folders as
	// absolute paths, or addresses such as "docker-image://debian:trixie".
	Contexts map[string]string
	// Version is Lightship's own, for the report.
	Version string
	// Interactive says that somebody looks at the snapshots and goes on from them. They then say what each change does to the
	// text, what is learned of each base as it comes, and what the built images change in the savings and in the table of bases;
	// that costs making the text anew for each change, and following the program's start on each base.
	Interactive bool
	// Raw, when not nil, says where BuildKit's own events of the "before" and the "after" build go, for BuildKit's own
	// display. The channel must be read; it is closed when that build ends.
	Raw func(side string) chan<- *client.SolveStatus
	Log logrus.FieldLogger
}

// Session is one open project. Its commands return at once; what they do is published as snapshots. It is safe for
// concurrent use.
type Session struct {
	settings Settings
	queue    chan func()
	stop     chan struct{}
	stopOnce sync.Once
	loopDone chan struct{}
	workers  sync.WaitGroup
	writing  sync.Mutex
	// records are what is kept of projects; keeping orders their writes, which kept numbers, and newest is each project's last.
	records records.Store
	keeping sync.Mutex
	kept    atomic.Int64
	newest  sync.Map
	// secrets are those of what is open and of what was given, which nothing that is shown or logged repeats.
	secrets *secret.Masker

	// What follows is the loop's alone.
	state       state
	subscribers map[int]func(*Snapshot)
	nextID      int

	// planWait is how long a rebuild waits for the facts of the bases.
	planWait time.Duration
	// longest is the longest that the loop was busy with one command or result, in nanoseconds.
	longest atomic.Int64

	latestMu sync.RWMutex
	latest   *Snapshot
}

// New starts a session with no project open. Close ends it.
func New(o Settings) *Session {
	if o.Link.BitsPerSecond == 0 {
		o.Link = pull.DefaultLink()
	}
	if o.Platform == "" {
		o.Platform = defaultPlatform()
	}
	s := &Session{
		settings:    o,
		queue:       make(chan func(), 1024),
		stop:        make(chan struct{}),
		loopDone:    make(chan struct{}),
		subscribers: map[int]func(*Snapshot){},
		planWait:    planWait,
		secrets:     &secret.Masker{},
	}
	if o.Interactive && o.Folders.State != "" {
		s.records = records.Store{Dir: filepath.Join(o.Folders.State, "projects")}
	}
	s.secrets.AddNamed(o.BuildArgs)
	for _, value := range o.BuildSecrets {
		s.secrets.AddWhole(string(value))
	}
	maskLog(o.Log, s.secrets)
	s.state.snapshot = Snapshot{Platform: o.Platform, Link: o.Link, Recent: o.Folders.recent(), Engine: o.Engine.Info()}
	s.state.snapshot.Brought = s.brought(s.state.snapshot.Recent)
	s.state.buildArgs, s.state.given = o.BuildArgs, o.Contexts
	s.state.rates = pull.DefaultRates()
	s.state.judged = &verdicts{of: map[string]judged{}}
	s.readAdditions()
	first := s.state.snapshot
	s.latest = &first
	o.Engine.Watch(func(i build.Info) {
		s.post(func() { s.state.snapshot.Engine = i; s.publish() })
	})
	go s.loop()
	return s
}

func (s *Session) loop() {
	defer close(s.loopDone)
	for {
		select {
		case f := <-s.queue:
			begun := time.Now()
			f()
			if s.settings.Interactive && s.state.unshown && len(s.queue) == 0 {
				s.showFacts()
			}
			s.longest.Store(max(s.longest.Load(), int64(time.Since(begun))))
		case <-s.stop:
			return
		}
	}
}

// post runs f on the session's goroutine; after Close it does nothing.
func (s *Session) post(f func()) {
	select {
	case s.queue <- f:
	case <-s.stop:
	}
}

// work runs f beside the session's goroutine; Close waits for it.
func (s *Session) work(f func()) {
	s.workers.Add(1)
	go func() {
		defer s.workers.Done()
		f()
	}()
}

// publish hands out the state as it is now. Only the session's goroutine calls it.
func (s *Session) publish() {
	s.state.snapshot.Number++
	s.state.snapshot.Problem = maskedProblem(s.state.snapshot.Problem, s.secrets)
	s.state.snapshot.Job = nil
	if top := s.state.jobs.top(); top != nil {
		s.state.snapshot.Job = top.shown
	}
	next := s.state.snapshot
	s.latestMu.Lock()
	s.latest = &next
	s.latestMu.Unlock()
	for _, f := range s.subscribers {
		f(&next)
	}
}

// Snapshot returns the latest snapshot; it is never nil.
func (s *Session) Snapshot() *Snapshot {
	s.latestMu.RLock()
	defer s.latestMu.RUnlock()
	return s.latest
}

// Subscribe calls f with the state as it is and with every later snapshot, from the session's goroutine; f must not
// block. The returned function ends that.
func (s *Session) Subscribe(f func(*Snapshot)) (stop func()) {
	id := make(chan int, 1)
	s.post(func() {
		s.nextID++
		s.subscribers[s.nextID] = f
		id <- s.nextID
		f(s.Snapshot())
	})
	var once sync.Once
	return func() {
		once.Do(func() {
			s.post(func() { delete(s.subscribers, <-id) })
		})
	}
}

// Wait returns the first snapshot for which done is true, beginning with the state after all commands given so far. It
// returns ctx's error when ctx ends first.
func (s *Session) Wait(ctx context.Context, done func(*Snapshot) bool) (*Snapshot, error) {
	found := make(chan *Snapshot, 1)
	stop := s.Subscribe(func(n *Snapshot) {
		if done(n) {
			select {
			case found <- n:
			default:
			}
		}
	})
	defer stop()
	select {
	case n := <-found:
		return n, nil
	case <-ctx.Done():
		return s.Snapshot(), ctx.Err()
	case <-s.stop:
		return s.Snapshot(), context.Canceled
	}
}

// StartEngine starts the engine, beside everything else, for a Rebuild that will come. What goes wrong is said by that
// Rebuild, which tries again.
func (s *Session) StartEngine() {
	engine, ok := s.settings.Engine.(interface{ Start(context.Context) error })
	if !ok {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	started := make(chan struct{})
	s.work(func() {
		defer close(started)
		if err := engine.Start(ctx); err != nil {
			s.settings.Log.WithError(err).Info("engine not started ahead")
		}
	})
	s.work(func() {
		defer cancel()
		select {
		case <-started:
		case <-s.stop:
		}
	})
}

// Settled is a condition for Wait: no job runs and the plan is worked out, though facts of bases may still be fetched.
func Settled(n *Snapshot) bool { return n.Job == nil && !n.Planning }

// Idle is a condition for Wait: no job runs and no facts are being fetched.
func Idle(n *Snapshot) bool { return Settled(n) && !n.BasesLoading }

// Close cancels what runs, waits for it and stops the engine if it was started here.
func (s *Session) Close() error {
	s.stopOnce.Do(func() {
		ended := make(chan struct{})
		s.post(func() {
			s.state.jobs.drop(func(job) bool { return true })
			s.state.endProject()
			close(ended)
		})
		<-ended
		close(s.stop)
	})
	<-s.loopDone
	s.workers.Wait()
	return errors.Join(s.records.Clear(), s.settings.Engine.Close())
}
