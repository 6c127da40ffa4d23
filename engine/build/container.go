package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/client/llb"
	gateway "github.com/moby/buildkit/frontend/gateway/client"
	"github.com/moby/buildkit/session"
	"github.com/moby/buildkit/solver/pb"
	"github.com/moby/buildkit/util/staticfs"
	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"

	"lightship/engine/build/buildkitd"
)

// filesMount is the name that the files for containers have for BuildKit.
const filesMount = "lightship-files"

// File is one that containers get besides their image's.
type File struct {
	// Name is its name in the folder that containers see, see ContainerRequest.Files.
	Name string
	Text []byte
	// Mode is its rights, Changed when it last changed: BuildKit takes a file of the same time and size for the same.
	Mode    uint32
	Changed time.Time
}

// Machine starts containers on the engine's BuildKit.
type Machine struct {
	client gateway.Client
	// Platform is the one that it runs, such as "linux/amd64".
	Platform string
}

// ContainerRequest is the container to make of an image. It has no network but loopback.
type ContainerRequest struct {
	// Image is an image in the engine's store.
	Image v1.Hash
	// Files is the absolute path of a folder that holds the files that Inside was given, read-only. At are paths that single
	// ones are put at, by name.
	Files    string
	At       map[string]string
	Hostname string
}

// Container is one that runs, as soon as a process is started in it; it ends with the first.
type Container struct{ container gateway.Container }

// Process is what to start in a container.
type Process struct {
	Args []string
	Env  []string
	// Dir is the working directory and User such as "app:app" or "0", as in the image's configuration.
	Dir, User string
	Stdin     io.ReadCloser
	// Stdout and Stderr are closed when the process has ended.
	Stdout, Stderr io.WriteCloser
}

// Inside runs do with a machine whose containers all end with it. When ctx is done it returns ctx's error within 2 s and
// its containers have ended, or are ended by BuildKit as soon as it notices. Its errors are those of Build, or do's.
func (e *Engine) Inside(ctx context.Context, files []File, do func(context.Context, *Machine) error) error {
	at, release, err := e.use(ctx)
	if err != nil {
		return err
	}
	defer release()
	c, err := newClient(ctx, at.address)
	if err != nil {
		return classify(err)
	}
	defer c.Close()
	options := client.SolveOpt{
		LocalMounts: map[string]fsutil.FS{filesMount: folderOf(files)},
		SharedKey:   filesMount,
		OCIStores:   map[string]content.Store{ociStore: at.images.Content()},
		Session:     []session.Attachable{},
	}
	// What waits for a container is not told that its BuildKit is gone.
	var died <-chan struct{}
	if at.daemon != nil {
		died = at.daemon.Ended()
	}
	working, end := context.WithCancel(ctx)
	defer end()
	done := make(chan error, 1)
	go func() {
		// BuildKit turns errors into its own: do's is kept as it is.
		var own error
		_, err := c.Build(working, options, "lightship", func(ctx context.Context, g gateway.Client) (*gateway.Result, error) {
			own = do(ctx, &Machine{client: g, Platform: platformOf(g)})
			return gateway.NewResult(), own
		}, drained())
		if own != nil {
			err = &doError{own}
		}
		done <- err
	}()
	select {
	case err = <-done:
	case <-died:
		return ErrEngineDied
	case <-ctx.Done():
		select {
		case err = <-done:
		case <-time.After(cancelWithin):
			return context.Cause(ctx)
		}
	}
	var own *doError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case e.gone(at):
		return fmt.Errorf("%w: %w", ErrEngineDied, err)
	case errors.As(err, &own):
		return classify(own.error)
	}
	return classify(err)
}

// doError is the error that what was to be done inside ended with.
type doError struct{ error }

// drained is a channel of events that nobody wants.
func drained() chan *client.SolveStatus {
	events := make(chan *client.SolveStatus)
	go func() {
		for range events {
		}
	}()
	return events
}

// folderOf is a folder in memory with files.
func folderOf(files []File) fsutil.FS {
	folder := staticfs.NewFS()
	for _, f := range files {
		folder.Add(f.Name, &types.Stat{Mode: f.Mode, ModTime: f.Changed.UnixNano()}, f.Text)
	}
	return folder
}

// platformOf is the platform that BuildKit's containers run on.
func platformOf(g gateway.Client) string {
	for _, w := range g.BuildOpts().Workers {
		if len(w.Platforms) > 0 {
			return w.Platforms[0].OS + "/" + w.Platforms[0].Architecture
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}

// Open makes a container of an image. Close it when done.
func (m *Machine) Open(ctx context.Context, r ContainerRequest) (*Container, error) {
	root, err := m.solve(ctx, llb.OCILayout("lightship/image@"+r.Image.String(), llb.OCIStore("", ociStore)))
	if err != nil {
		return nil, fmt.Errorf("unpack image %s: %w", r.Image, err)
	}
	files, err := m.solve(ctx, llb.Local(filesMount, llb.SharedKeyHint(filesMount)))
	if err != nil {
		return nil, fmt.Errorf("hand files to the container: %w", err)
	}
	mounts := []gateway.Mount{
		{Dest: "/", Ref: root, MountType: pb.MountType_BIND},
		{Dest: r.Files, Ref: files, Readonly: true, MountType: pb.MountType_BIND},
	}
	for at, name := range r.At {
		mounts = append(mounts, gateway.Mount{Dest: path.Clean(at), Selector: name, Ref: files, Readonly: true, MountType: pb.MountType_BIND})
	}
	c, err := m.client.NewContainer(ctx, gateway.NewContainerRequest{Mounts: mounts, Hostname: r.Hostname, NetMode: pb.NetMode_NONE})
	if err != nil {
		return nil, fmt.Errorf("make a container of image %s: %w", r.Image, err)
	}
	return &Container{c}, nil
}

// solve has BuildKit make what a state says.
func (m *Machine) solve(ctx context.Context, s llb.State) (gateway.Reference, error) {
	definition, err := s.Marshal(ctx)
	if err != nil {
		return nil, err
	}
	result, err := m.client.Solve(ctx, gateway.SolveRequest{Definition: definition.ToPB(), Evaluate: true})
	if err != nil {
		return nil, err
	}
	return result.SingleRef()
}

// Start starts a process and returns; wait gives its error when it has ended.
func (c *Container) Start(ctx context.Context, p Process) (wait func() error, err error) {
	running, err := c.container.Start(ctx, gateway.StartRequest{
		Args: p.Args, Env: p.Env, Cwd: p.Dir, User: p.User, Stdin: p.Stdin, Stdout: p.Stdout, Stderr: p.Stderr,
	})
	if err != nil {
		return nil, err
	}
	return running.Wait, nil
}

// Close ends the container and all in it.
func (c *Container) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), cancelWithin)
	defer cancel()
	return c.container.Release(ctx)
}

// Image reads an image from the engine's store.
func (e *Engine) Image(ctx context.Context, digest v1.Hash) (v1.Image, error) {
	at, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	return at.images.Image(digest)
}

// Import copies an image from elsewhere into the engine's store under a tag, and returns its digest.
func (e *Engine) Import(ctx context.Context, tag string, image v1.Image) (v1.Hash, error) {
	at, err := e.open(ctx)
	if err != nil {
		return v1.Hash{}, err
	}
	return at.images.Import(ctx, tag, image)
}

// Tool reads a program of Lightship's own that containers get, such as "probe", from where the engine's programs are. It
// fails with ErrToolMissing.
func (e *Engine) Tool(name string) (File, error) {
	at := buildkitd.Locate(e.settings.BinDir, name)
	if at == "" {
		return File{}, fmt.Errorf("%w: %s", ErrToolMissing, name)
	}
	info, err := os.Stat(at)
	if err != nil {
		return File{}, err
	}
	text, err := os.ReadFile(at)
	if err != nil {
		return File{}, err
	}
	return File{Name: name, Text: text, Mode: 0o755, Changed: info.ModTime()}, nil
}
