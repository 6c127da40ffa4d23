package image

import (
	"encoding/gob"
	"os"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/klauspost/compress/zstd"
)

// indexVersion is part of a cached index's name: raise it when index or entry change. Those of
// v2 were not compared with their diff IDs.
const indexVersion = "v3"

func indexPath(dir string, diffID v1.Hash) string {
	return filepath.Join(dir, diffID.Algorithm+"-"+diffID.Hex+".index-"+indexVersion)
}

// hasIndex says whether an index is kept for diffID.
func hasIndex(dir string, diffID v1.Hash) bool {
	_, err := os.Stat(indexPath(dir, diffID))
	return err == nil
}

// loadIndex returns the index kept for diffID, nil when there is none that can be read.
func loadIndex(dir string, diffID v1.Hash) *index {
	if dir == "" {
		return nil
	}
	path := indexPath(dir, diffID)
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	r, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil
	}
	defer r.Close()
	ix := &index{}
	if gob.NewDecoder(r).Decode(ix) != nil {
		return nil
	}
	used(path)
	return ix
}

// storeIndex keeps ix for the next time. The cache only saves time, so that a full or read-only disk is no error.
func storeIndex(dir string, diffID v1.Hash, ix *index) {
	if dir == "" || os.MkdirAll(dir, 0o755) != nil {
		return
	}
	f, err := os.CreateTemp(dir, "index.lightship-*")
	if err != nil {
		return
	}
	defer os.Remove(f.Name())
	if writeIndex(f, ix) == nil {
		_ = os.Rename(f.Name(), indexPath(dir, diffID))
	}
}

func writeIndex(f *os.File, ix *index) error {
	defer f.Close()
	w, err := zstd.NewWriter(f, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	if err := gob.NewEncoder(w).Encode(ix); err != nil {
		w.Close()
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Close()
}
