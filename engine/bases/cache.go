package bases

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/image"
	"lightship/engine/save"
)

// tagLife is how long a tag is taken to name the same digest.
const tagLife = 24 * time.Hour

// cache keeps facts in files: one for each reference, platform and set of endpoints (good for a day), and one for each
// manifest digest with the bytes that only reading its layers tells (good for ever). Writes are atomic, so that several
// processes can share a folder. The zero cache keeps nothing.
type cache struct {
	dir string
}

func newCache(cacheDir string) cache {
	if cacheDir == "" {
		return cache{}
	}
	return cache{dir: filepath.Join(cacheDir, "facts")}
}

// key names the facts of a reference as seen through its endpoints.
func (c cache) key(ref, platform string, endpoints []endpoint) string {
	h := sha256.New()
	fmt.Fprintln(h, ref, platform)
	for _, e := range endpoints {
		fmt.Fprintln(h, e.host, e.prefix)
	}
	return "tag-v2-" + hex.EncodeToString(h.Sum(nil))[:32] + ".json"
}

// fresh returns facts that are younger than a day.
func (c cache) fresh(key string, now time.Time) (Facts, bool) {
	f, ok := c.any(key)
	if !ok || now.Sub(f.At) > tagLife {
		return Facts{}, false
	}
	return f, true
}

// any returns facts however old they are.
func (c cache) any(key string) (Facts, bool) {
	var f Facts
	if !c.load(key, &f) {
		return Facts{}, false
	}
	f.Source = SourceCache
	return f, true
}

func (c cache) keep(key string, f Facts) error { return c.store(key, f) }

// inside returns what was read of the layers of a manifest, without the files.
func (c cache) inside(digest v1.Hash) (Inside, bool) {
	var in Inside
	return in, digest.Hex != "" && c.load(digestFile(digest)+".json", &in)
}

// files returns the files of a manifest's image, nil when they are not kept.
func (c cache) files(digest v1.Hash) *image.FileSystem {
	if c.dir == "" {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(c.dir, digestFile(digest)+".files"))
	if err != nil {
		return nil
	}
	f := &image.FileSystem{}
	if f.UnmarshalBinary(data) != nil {
		return nil
	}
	return f
}

func (c cache) keepInside(digest v1.Hash, in Inside) error {
	if c.dir == "" {
		return nil
	}
	data, err := in.Files.MarshalBinary()
	if err != nil {
		return err
	}
	if err := c.write(digestFile(digest)+".files", data); err != nil {
		return err
	}
	return c.store(digestFile(digest)+".json", in)
}

// digestFile is the stem of a manifest's files; the version goes up when what is kept changes.
func digestFile(digest v1.Hash) string { return "inside-v2-" + digest.Algorithm + "-" + digest.Hex }

// load reads a file of the cache; one that is not there or can't be read is not known.
func (c cache) load(file string, into any) bool {
	if c.dir == "" {
		return false
	}
	text, err := os.ReadFile(filepath.Join(c.dir, file))
	return err == nil && json.Unmarshal(text, into) == nil
}

func (c cache) store(file string, value any) error {
	if c.dir == "" {
		return nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return c.write(file, text)
}

func (c cache) write(file string, data []byte) error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	if err := save.Replace(filepath.Join(c.dir, file), data, 0o644); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}
