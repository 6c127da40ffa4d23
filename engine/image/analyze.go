package image

import (
	"context"
	"errors"
	"fmt"
	"path"
	"sort"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/printable"
)

// ErrBrokenLayer is wrapped by Analyze's error when a layer's bytes are not what the manifest says: cut short,
// changed, encrypted, or no tar.
var ErrBrokenLayer = errors.New("broken layer")

// Options are what Analyze may be told.
type Options struct {
	// BaseDiffIDs are the diff IDs of the base image's layers, the lowest first; empty when the base is not known or
	// is scratch.
	BaseDiffIDs []v1.Hash
	// Progress, when not nil, is told how many bytes of the compressed layers were read, at most every 100 ms and
	// once at the end; it is called by one goroutine at a time.
	Progress func(doneBytes, totalBytes int64)
	// MaxUnfolded is how many bytes a layer may unfold to, whatever its compressed size; 0 means 1 GiB. A layer that
	// unfolds to more than that and to more than 250 times its compressed size is broken.
	MaxUnfolded int64
	// CacheDir is where the indexes of layers are kept by diff ID, so that a base is read once in its life, and what
	// Analyze said of an image; empty keeps none.
	CacheDir string
	// Verified says that img compares its layers with their digests itself, as images of a registry do; others are
	// compared here.
	Verified bool
}

// Analyze reads every layer of img once, in parallel, and says what the image holds. Nothing is unpacked to disk. It
// returns ctx's error when ctx is done, and an error that wraps ErrBrokenLayer and names the layer when its bytes
// are not what the manifest says.
func Analyze(ctx context.Context, img v1.Image, o Options) (*Analysis, error) {
	p, err := openParts(img)
	if err != nil {
		return nil, err
	}
	if a := loadAnalysis(o.CacheDir, p.analysisName(o.BaseDiffIDs)); a != nil {
		newProgress(a.Download-p.configSize, o.Progress).end()
		return a, nil
	}
	indexes, err := readLayers(ctx, p, o)
	if err != nil {
		return nil, err
	}
	a := p.analyze(indexes, o.BaseDiffIDs)
	storeAnalysis(o.CacheDir, p.analysisName(o.BaseDiffIDs), a)
	return a, nil
}

// analyze joins what the documents and the indexes of the layers say.
func (p *parts) analyze(indexes []*index, base []v1.Hash) *Analysis {
	a := p.describe()
	a.Layers = p.layers(indexes, base)
	for _, l := range a.Layers {
		a.OnDisk += l.OnDisk
	}

	merged := merge(indexes)
	program := merged.program(p.config.Config)
	if program != nil {
		a.Program, a.Script = lookAt(program, indexes)
	}
	a.Start = startOf(p.config.Config)
	a.Own = merged.files(indexes, func(layer int) bool { return !a.Layers[layer].Base })
	a.Written = merged.written(indexes, a.Layers)
	a.Surface = merged.surface()
	rules := newOrigins(p.config.Config.Env, a.Layers)
	programs := merged.given(p.config.Config)
	if program != nil {
		programs = append(programs, program)
	}
	a.Shares = merged.shares(a.OnDisk, rules, programs)
	return a
}

// Survey reads every layer of img once and says which of its files decide whether a program starts, and how many bytes
// the unpacked layers are. Its errors are those of Analyze.
func Survey(ctx context.Context, img v1.Image, o Options) (*FileSystem, int64, error) {
	_, indexes, err := readParts(ctx, img, o)
	if err != nil {
		return nil, 0, err
	}
	onDisk := int64(0)
	for _, ix := range indexes {
		onDisk += ix.OnDisk
	}
	return merge(indexes).files(indexes, func(int) bool { return true }), onDisk, nil
}

// parts are the documents of an image, read once.
type parts struct {
	digest     v1.Hash
	manifest   *v1.Manifest
	config     *v1.ConfigFile
	v1Layers   []v1.Layer
	configSize int64
}

func openParts(img v1.Image) (*parts, error) {
	digest, err := img.Digest()
	if err != nil {
		return nil, fmt.Errorf("read the image's digest: %w", err)
	}
	manifest, err := img.Manifest()
	if err != nil {
		return nil, fmt.Errorf("read the image's manifest: %w", err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, fmt.Errorf("read the image's config: %w", err)
	}
	layers, err := img.Layers()
	if err != nil {
		return nil, fmt.Errorf("list the image's layers: %w", err)
	}
	if len(layers) != len(config.RootFS.DiffIDs) || len(layers) != len(manifest.Layers) {
		return nil, fmt.Errorf("image %s has %d layers in its manifest and %d in its config", digest,
			len(manifest.Layers), len(config.RootFS.DiffIDs))
	}
	return &parts{digest: digest, manifest: manifest, config: config, v1Layers: layers, configSize: manifest.Config.Size}, nil
}

// describe fills in what the manifest and the config say, without reading a layer.
func (p *parts) describe() *Analysis {
	c := p.config.Config
	a := &Analysis{
		Digest:     p.digest,
		Download:   p.configSize,
		User:       c.User,
		Entrypoint: append([]string{}, c.Entrypoint...),
		Cmd:        append([]string{}, c.Cmd...),
		WorkingDir: c.WorkingDir,
		Ports:      []string{},
		StandIn:    printable.Line(c.Labels[StandInLabel]),
	}
	if platform := p.config.Platform(); platform != nil {
		a.Platform = *platform
	}
	for port := range c.ExposedPorts {
		a.Ports = append(a.Ports, port)
	}
	sort.Strings(a.Ports)
	seen := map[v1.Hash]bool{}
	for _, l := range p.manifest.Layers {
		if !seen[l.Digest] {
			seen[l.Digest] = true
			a.Download += l.Size
		}
	}
	return a
}

// baseLayers is how many of the image's layers are the base's, which has these diff IDs.
func (p *parts) baseLayers(base []v1.Hash) int {
	own := p.config.RootFS.DiffIDs
	if len(base) > len(own) {
		return 0
	}
	n := 0
	for n < len(base) && base[n] == own[n] {
		n++
	}
	return n
}

// layers joins manifest, config, history and indexes.
func (p *parts) layers(indexes []*index, base []v1.Hash) []Layer {
	var lines []string
	for _, h := range p.config.History {
		if !h.EmptyLayer {
			lines = append(lines, h.CreatedBy)
		}
	}
	layers := make([]Layer, len(indexes))
	inBase := p.baseLayers(base)
	for i, ix := range indexes {
		d := p.manifest.Layers[i]
		layers[i] = Layer{
			Digest:   d.Digest,
			DiffID:   p.config.RootFS.DiffIDs[i],
			Download: d.Size,
			OnDisk:   ix.OnDisk,
			Files:    len(ix.Entries),
			Zstd:     isZstd(d.MediaType),
			Base:     i < inBase,
		}
		if i < len(lines) {
			layers[i].CreatedBy = printable.Text(lines[i])
		}
	}
	return layers
}

// clean makes a tar name a path below the root: no leading slash, no dots, no trailing slash; the root is "".
func clean(name string) string {
	return path.Clean("/" + name)[1:]
}
