package session

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/random"

	"lightship/engine/bases"
	"lightship/engine/build"
)

// knownFacts knows the layers of every image: one.
type knownFacts struct {
	snapshotFacts
	digest, diffID v1.Hash
}

func (k knownFacts) Facts(ctx context.Context, ref, platform string) (bases.Facts, error) {
	f, err := k.snapshotFacts.Facts(ctx, ref, platform)
	f.LayerDigests, f.DiffIDs = []v1.Hash{k.digest}, []v1.Hash{k.diffID}
	return f, err
}

// blobEngine has a blob once it is pulled, and tells when the blob was read.
type blobEngine struct {
	orderEngine
	blob         []byte
	pulled, read chan struct{}
}

func (e blobEngine) Blob(context.Context, v1.Hash) (io.ReadCloser, int64, error) {
	select {
	case <-e.pulled:
		return blobFile{bytes.NewReader(e.blob), e.read}, int64(len(e.blob)), nil
	default:
		return nil, 0, build.ErrNoBlob
	}
}

type blobFile struct {
	io.Reader
	closed chan struct{}
}

func (f blobFile) Close() error { close(f.closed); return nil }

func startBlobs(t *testing.T) (s *Session, engine blobEngine, index string) {
	t.Helper()
	layer, err := random.Layer(1000, "")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := layer.Compressed()
	if err != nil {
		t.Fatal(err)
	}
	engine = blobEngine{
		orderEngine: newOrderEngine(),
		pulled:      make(chan struct{}), read: make(chan struct{}),
	}
	if engine.blob, err = io.ReadAll(stored); err != nil {
		t.Fatal(err)
	}
	var facts knownFacts
	if facts.digest, err = layer.Digest(); err != nil {
		t.Fatal(err)
	}
	if facts.diffID, err = layer.DiffID(); err != nil {
		t.Fatal(err)
	}
	s = startWithEngine(t, engine, facts)
	return s, engine, filepath.Join(s.settings.Folders.Cache, "layers", "sha256-"+facts.diffID.Hex+".index-*")
}

func TestTheBaseIsReadWhileTheBeforeImageIsBuilt(t *testing.T) {
	s, engine, index := startBlobs(t)
	rebuilding(t, s, Idle)
	<-engine.asked
	if kept, _ := filepath.Glob(index); len(kept) > 0 {
		t.Fatal("the base's layer was read before it was pulled")
	}
	close(engine.pulled)
	<-engine.read
	if kept, err := filepath.Glob(index); err != nil || len(kept) != 1 {
		t.Errorf("the index of the base's layer was not kept: %v, %v", kept, err)
	}
	engine.finish <- struct{}{}
	<-engine.asked
	engine.finish <- struct{}{}
	if n := settle(t, s, Settled); n.Comparison == nil {
		t.Errorf("no comparison; problem %+v", n.Problem)
	}
}

func TestABaseThatBuildKitDoesNotGiveAwayHoldsNothingUp(t *testing.T) {
	s, engine, index := startBlobs(t)
	rebuilding(t, s, Idle)
	for range 2 {
		<-engine.asked
		engine.finish <- struct{}{}
	}
	if n := settle(t, s, Settled); n.Comparison == nil {
		t.Errorf("no comparison; problem %+v", n.Problem)
	}
	if kept, _ := filepath.Glob(index); len(kept) > 0 {
		t.Errorf("%v is there though the layer was never given away", kept)
	}
	if _, err := os.Stat(filepath.Dir(index)); err != nil {
		t.Error("the layers of the images were not kept")
	}
}
