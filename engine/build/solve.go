package build

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/exporter/containerimage/exptypes"
	"github.com/sirupsen/logrus"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"lightship/engine/build/store"
)

const (
	// publishEvery is the shortest time between two progresses.
	publishEvery = 100 * time.Millisecond
	// cancelWithin is how long BuildKit has to end a canceled build by itself before its connection is cut; that
	// ends the build too, since its session is gone.
	cancelWithin = time.Second
	// reachWithin is how long a BuildKit may take to answer.
	reachWithin = 10 * time.Second
)

// Build builds r and leaves the image in the store, tagged with r.Tag. Besides ctx's error it fails with a *StepError,
// a *BaseError, ErrEngineDied, ErrEngineMissing, ErrNoPermission, ErrNoSpace or ErrUnreachable.
func (e *Engine) Build(ctx context.Context, r Request, progress func(Progress)) (*Result, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	started := time.Now()
	log := e.settings.Log.WithFields(logrus.Fields{"tag": r.Tag, "context": r.Context, "target": r.Target})
	log.Info("build")
	run := &run{account: newAccount(newPlaces(r), started), publish: progress, raw: r.Raw}
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
	address, images, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	options, err := solveOptions(r, images)
	if err != nil {
		return nil, classify(err)
	}
	response, err := run.solve(ctx, address, options)
	if err != nil {
		return nil, e.explain(ctx, run, err)
	}
	desc, err := exported(response)
	if err != nil {
		return nil, err
	}
	result, err := keep(ctx, images, r.Tag, desc)
	if err != nil {
		return nil, classify(err)
	}
	return result, nil
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
func (e *Engine) explain(ctx context.Context, run *run, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if c := status.Code(rootCause(err)); c == codes.Unavailable || c == codes.Canceled || c == codes.Unknown || c == codes.Internal {
		if e.gone() {
			return fmt.Errorf("%w (%w)", ErrEngineDied, err)
		}
	}
	known := classify(err)
	var base *BaseError
	if errors.Is(known, ErrNoSpace) || errors.As(known, &base) {
		run.account.fail(failedVertex(err), failedLine(err))
		return known
	}
	if step, ok := run.account.fail(failedVertex(err), failedLine(err)); ok {
		return &StepError{Step: step, ExitCode: exitCode(err), Err: err}
	}
	return fmt.Errorf("build: %w", err)
}
