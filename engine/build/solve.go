package build

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/exporter/containerimage/exptypes"
	"github.com/sirupsen/logrus"

	"lightship/engine/build/store"
)

const (
	// publishEvery is the shortest time between two progresses.
	publishEvery = 100 * time.Millisecond
	// cancelWithin is how long BuildKit has to end a canceled build by itself before its connection is cut; that
	// ends the build too, since its session is gone.
	cancelWithin = time.Second
	// exportTries is how often an image is exported again when another Lightship was writing the same layer.
	exportTries = 3
	// reachWithin is how long a BuildKit may take to answer.
	reachWithin = 10 * time.Second
)

// Build builds r and leaves the image in the store, tagged with r.Tag. Besides ctx's error it fails with a *StepError,
// a *BaseError, ErrEngineDied, ErrEngineMissing, ErrNoPermission, ErrNoSpace, ErrNoAnswer or ErrUnreachable.
func (e *Engine) Build(ctx context.Context, r Request, progress func(Progress)) (*Result, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	started := time.Now()
	log := e.settings.Log.WithFields(logrus.Fields{"tag": r.Tag, "context": r.Context, "target": r.Target})
	log.Info("build")
	run := &run{account: newAccount(newPlaces(r), started), publish: progress, raw: r.Raw, secrets: r.Secrets}
	result, err := e.build(ctx, r, run)
	run.finish(err)
	if err != nil {
		log.WithError(err).WithField("wall", time.Since(started)).Warn("build failed")
		return nil, err
	}
	result.Progress = run.account.snapshot()
	result.Wall = time.Since(started)
	log.WithFields(logrus.Fields{"wall": result.Wall, "digest": result.Digest.String()}).Info("build done")
	return result, nil
}

func (e *Engine) build(ctx context.Context, r Request, run *run) (*Result, error) {
	at, release, err := e.use(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	options, err := solveOptions(r, at.images)
	if err != nil {
		return nil, classify(err)
	}
	ctx, end := whileAnswering(ctx, at.address)
	defer end()
	response, err := run.solve(ctx, at.address, options)
	for again := 0; again < exportTries && collided(err) && ctx.Err() == nil; again++ {
		e.settings.Log.WithError(err).Warn("another Lightship wrote the same layer: the image is exported again")
		run.account = newAccount(run.account.places, run.account.started)
		response, err = run.solve(ctx, at.address, options)
	}
	if err != nil && ctx.Err() == nil {
		response, err = e.solveOffline(ctx, at, r, run, err)
	}
	if err != nil {
		return nil, e.explain(ctx, at, run, err)
	}
	desc, err := e.undamaged(ctx, at, run, options, response)
	if err != nil {
		return nil, err
	}
	result, err := keep(ctx, at.images, r.Tag, desc)
	if err != nil {
		return nil, classify(err)
	}
	if err := remember(ctx, at.address, at.images, run.account.used()); err != nil {
		e.settings.Log.WithError(err).Warn("the next build needs the registry")
	}
	return result, nil
}

// undamaged is the exported image, all of whose blobs are what their digests say. BuildKit leaves out what the store has, so that
// a blob damaged there since stayed so: it is put aside, and the image exported once more.
func (e *Engine) undamaged(ctx context.Context, at site, run *run, options client.SolveOpt, response *client.SolveResponse) (v1.Descriptor, error) {
	desc, err := exported(response)
	// Of a damaged manifest it is not known what it names: a second look finds that.
	for again := 0; err == nil && again < exportTries; again++ {
		var damaged []string
		if damaged, err = at.images.PutAside(ctx, desc, run.account.started); err != nil || len(damaged) == 0 {
			return desc, classify(err)
		}
		e.settings.Log.Warnf("damaged blobs of the image store are put aside in its folder \"damaged\" and made again: %d", len(damaged))
		run.account = newAccount(run.account.places, run.account.started)
		if response, err = run.solve(ctx, at.address, options); err != nil {
			return desc, e.explain(ctx, at, run, err)
		}
		desc, err = exported(response)
	}
	return desc, err
}

// collided says whether an export failed because two of them wrote the same blob into the store at the same time. The
// content store's locks hold within one process only; of two that begin to write a blob, one moves the other's files.
func collided(err error) bool {
	return err != nil && strings.Contains(err.Error(), "/ingest/") && strings.Contains(err.Error(), "no such file or directory")
}

// keep tags the image of desc and opens it.
func keep(ctx context.Context, images *store.Store, tag string, desc v1.Descriptor) (*Result, error) {
	if err := images.Tag(ctx, tag, desc); err != nil {
		return nil, err
	}
	image, err := images.Image(desc.Digest)
	if err != nil {
		return nil, err
	}
	return &Result{Image: image, Digest: desc.Digest}, nil
}

// exported is the descriptor of the image that BuildKit left in the store.
func exported(response *client.SolveResponse) (v1.Descriptor, error) {
	var desc v1.Descriptor
	text, err := base64.StdEncoding.DecodeString(response.ExporterResponse[exptypes.ExporterImageDescriptorKey])
	if err == nil {
		err = json.Unmarshal(text, &desc)
	}
	if err != nil {
		return desc, fmt.Errorf("read what BuildKit exported: %w", err)
	}
	if !desc.MediaType.IsImage() {
		return desc, fmt.Errorf("read what BuildKit exported: %s is no image of one platform", desc.MediaType)
	}
	return desc, nil
}

// explain says what a failed solve means.
func (e *Engine) explain(ctx context.Context, at site, run *run, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if e.gone(at) {
		return fmt.Errorf("%w: %w", ErrEngineDied, err)
	}
	line := failedLine(err)
	step, failed := run.account.fail(failedVertex(err), line)
	known := classify(err)
	var base *BaseError
	switch {
	case errors.As(known, &base):
		if line > 0 {
			base.Line = line
		}
		return known
	case errors.Is(known, ErrNoSpace):
		return known
	case !failed:
		return fmt.Errorf("build: %w", err)
	}
	stepErr := &StepError{Step: step, ExitCode: exitCode(err), Err: err}
	if outOfSpace(step) {
		return fmt.Errorf("%w: free some space, or set XDG_CACHE_HOME to a folder on a larger disk: %w", ErrNoSpace, stepErr)
	}
	return stepErr
}
