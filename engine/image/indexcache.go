package image

import (
	"encoding/gob"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/klauspost/compress/zstd"
)

// indexVersion is part of a cached index's name: raise it when index or entry change. Those of
// v2 were not compared with their diff IDs; those of v3 were one piece, which gob holds in memory as a whole.
const indexVersion = "v4"

// errNotAnIndex is why a file that is kept as an index is none.
var errNotAnIndex = errors.New("no index")

// piece is how many entries are written at a time.
const piece = 4096

// head is what is written before the pieces.
type head struct {
	OnDisk  int64
	Entries int
}

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
	ix, err := readIndex(r)
	if err != nil {
		return nil
	}
	used(path)
	return ix
}

// readIndex reads what writeIndex wrote, all of it or nothing.
func readIndex(r io.Reader) (*index, error) {
	from := gob.NewDecoder(r)
	var h head
	if err := from.Decode(&h); err != nil {
		return nil, err
	}
	if h.Entries < 0 || h.Entries > maxEntries {
		return nil, errNotAnIndex
	}
	ix := &index{OnDisk: h.OnDisk, Entries: make([]entry, 0, h.Entries)}
	for len(ix.Entries) < h.Entries {
		var next []entry // gob leaves alone what a value before had and this one has not
		if err := from.Decode(&next); err != nil {
			return nil, err
		}
		if len(next) == 0 || len(next) > piece {
			return nil, errNotAnIndex
		}
		ix.Entries = append(ix.Entries, next...)
	}
	return ix, nil
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
	to := gob.NewEncoder(w)
	err = to.Encode(head{ix.OnDisk, len(ix.Entries)})
	for next := range slices.Chunk(ix.Entries, piece) {
		if err == nil {
			err = to.Encode(next)
		}
	}
	if err != nil {
		w.Close()
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Close()
}
