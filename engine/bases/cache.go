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
	return "tag-" + hex.EncodeToString(h.Sum(nil))[:32] + ".json"
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

// size is the file of a manifest digest.
type size struct {
	OnDisk int64 `json:"on_disk_bytes"`
}

func (c cache) unpacked(digest v1.Hash) (int64, bool) {
	var s size
	ok := c.load(digestFile(digest), &s)
	return s.OnDisk, ok
}

func (c cache) keepUnpacked(digest v1.Hash, onDisk int64) error {
	return c.store(digestFile(digest), size{OnDisk: onDisk})
}

func digestFile(digest v1.Hash) string { return digest.Algorithm + "-" + digest.Hex + ".json" }

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
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	temp, err := os.CreateTemp(c.dir, "new-*")
	if err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(text)
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temp.Name(), filepath.Join(c.dir, file))
	}
	if err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}
