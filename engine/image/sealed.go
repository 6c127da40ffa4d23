package image

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// maxUnmarshal bounds the memory of what was sealed; what is larger is not sealed, so that all that is can be opened.
const maxUnmarshal = 512 << 20

var (
	errNotSealed = errors.New("it is cut short or changed")
	errTooLarge  = errors.New("it is too large to be kept")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sealed is a value as it is kept: written by gob, compressed, and with a sum of its bytes before it, so that it can be
// told to be whole before it is opened.
type sealed []byte

// seal writes a value.
func seal(value any) (sealed, error) {
	var plain bytes.Buffer
	if err := gob.NewEncoder(&plain).Encode(value); err != nil {
		return nil, err
	}
	if plain.Len() > maxUnmarshal {
		return nil, errTooLarge
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
	if err != nil {
		return nil, err
	}
	defer w.Close()
	out := w.EncodeAll(plain.Bytes(), make([]byte, crc32.Size))
	binary.BigEndian.PutUint32(out, crc32.Checksum(out[crc32.Size:], castagnoli))
	return out, nil
}

// check says whether s is whole; it opens nothing.
func (s sealed) check() error {
	if len(s) < crc32.Size || binary.BigEndian.Uint32(s) != crc32.Checksum(s[crc32.Size:], castagnoli) {
		return errNotSealed
	}
	return nil
}

// open reads the value that was sealed.
func (s sealed) open(into any) error {
	if err := s.check(); err != nil {
		return err
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxUnmarshal))
	if err != nil {
		return err
	}
	defer r.Close()
	plain, err := r.DecodeAll(s[crc32.Size:], nil)
	if err != nil {
		return err
	}
	if err := gob.NewDecoder(bytes.NewReader(plain)).Decode(into); err != nil {
		return fmt.Errorf("it was written by another version: %w", err)
	}
	return nil
}

// packed is a value that may be sealed still; it is opened when it is wanted. The zero value holds the zero value.
type packed[T any] struct {
	value T
	// kept is nil once it is opened, or when it never was sealed.
	kept sealed
	once sync.Once
}

// get returns the value. What was found whole can be opened: a cache that another version wrote has another name.
func (p *packed[T]) get() T {
	p.once.Do(func() {
		if p.kept == nil {
			return
		}
		if err := p.kept.open(&p.value); err != nil {
			panic("what is kept of an image: " + err.Error())
		}
		p.kept = nil
	})
	return p.value
}
