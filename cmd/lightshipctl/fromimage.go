package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/sirupsen/logrus"

	"lightship/engine/bases"
	"lightship/engine/image"
	"lightship/engine/session"
)

// layersOf reads what each layer of an image did: of a file that docker save wrote, or of a reference in a registry.
func layersOf(ctx context.Context, name, platform string) (*image.Layers, error) {
	folders, err := session.DefaultFolders()
	if err != nil {
		return nil, unexpected("start", err)
	}
	img, err := openImage(ctx, folders, name, platform)
	if err != nil {
		return nil, &failure{code: 3, err: fmt.Errorf("open the image %s: %w", name, err)}
	}
	layers, err := image.ReadLayers(ctx, img, image.Options{CacheDir: folders.LayersFolder()})
	if err != nil {
		return nil, &failure{code: 3, err: fmt.Errorf("read the image %s: %w", name, err)}
	}
	return layers, nil
}

// openImage opens a file or folder where there is one of that name, else a reference.
func openImage(ctx context.Context, folders session.Folders, name, platform string) (v1.Image, error) {
	platform = cmp.Or(platform, "linux/"+runtime.GOARCH)
	if _, err := os.Stat(name); err == nil {
		return image.FromFile(name, platform)
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	r := bases.NewRegistry(bases.Settings{CacheDir: folders.Cache, BuildkitdConfig: folders.BuildkitdConfig(), Log: log})
	return r.Open(ctx, name, platform)
}
