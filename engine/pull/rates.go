package pull

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/klauspost/compress/zstd"
)

// DefaultRates are typical of a server's core, to be used until this computer's are measured: gunzip and zstd are the
// middle of the published figures that docs/pull.md cites, write and file cost those of a local SSD behind a page
// cache. Measured is the zero time.
func DefaultRates() Rates {
	return Rates{Gunzip: 135e6, Zstd: 435e6, Write: 800e6, PerFile: 50 * time.Microsecond}
}

const (
	// sampleBytes is the size of what is decompressed and written; sampleFiles is how many files are made.
	sampleBytes = 8 << 20
	sampleFiles = 400
	// enough is how long one rate is measured.
	enough = 100 * time.Millisecond
)

// MeasureRates measures what this computer does when it unpacks a layer: it decompresses gzip and zstd on one core,
// and writes a file and makes many small ones in a folder of its own in dir, which it removes. It takes about
// half a second, less when ctx is done, and then returns ctx's error.
func MeasureRates(ctx context.Context, dir string) (Rates, error) {
	dir, err := os.MkdirTemp(dir, "rates-*")
	if err != nil {
		return Rates{}, fmt.Errorf("measure this computer's rates: %w", err)
	}
	defer os.RemoveAll(dir)
	r := Rates{Measured: time.Now().UTC()}
	sample := sampleData(sampleBytes)
	steps := []func() error{
		func() (err error) { r.Gunzip, err = gunzipRate(ctx, sample); return },
		func() (err error) { r.Zstd, err = zstdRate(ctx, sample); return },
		func() (err error) { r.Write, err = writeRate(ctx, dir, sample); return },
		func() (err error) { r.PerFile, err = fileCost(ctx, dir); return },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return Rates{}, fmt.Errorf("measure this computer's rates: %w", err)
		}
	}
	return r, nil
}

// sampleData is text and machine-like records that compress about as well as an image's layers do.
func sampleData(size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	words := make([][]byte, 4000)
	for i := range words {
		words[i] = []byte(strconv.FormatUint(random.Uint64(), 36)[:3+random.IntN(8)])
	}
	data := make([]byte, 0, size+16)
	for len(data) < size {
		data = append(data, words[int(random.ExpFloat64()*400)%len(words)]...)
		data = append(data, ' ')
	}
	return data[:size]
}

func gunzipRate(ctx context.Context, sample []byte) (float64, error) {
	var blob bytes.Buffer
	w := gzip.NewWriter(&blob)
	// A part of the sample is enough to unpack over and over, and packing is slow.
	if _, err := w.Write(sample[:len(sample)/4]); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return repeat(ctx, func() (int64, error) {
		r, err := gzip.NewReader(bytes.NewReader(blob.Bytes()))
		if err != nil {
			return 0, err
		}
		return io.Copy(io.Discard, r)
	})
}

func zstdRate(ctx context.Context, sample []byte) (float64, error) {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return 0, err
	}
	blob := w.EncodeAll(sample, nil)
	return repeat(ctx, func() (int64, error) {
		r, err := zstd.NewReader(bytes.NewReader(blob), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return 0, err
		}
		defer r.Close()
		return io.Copy(io.Discard, r)
	})
}

func writeRate(ctx context.Context, dir string, sample []byte) (float64, error) {
	name := filepath.Join(dir, "write")
	return repeat(ctx, func() (int64, error) {
		return int64(len(sample)), os.WriteFile(name, sample, 0o600)
	})
}

// repeat runs work until it took long enough to be measured and returns its bytes per second.
func repeat(ctx context.Context, work func() (int64, error)) (float64, error) {
	start, sum := time.Now(), int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := work()
		if err != nil {
			return 0, err
		}
		sum += n
		if took := time.Since(start); took >= enough {
			return float64(sum) / took.Seconds(), nil
		}
	}
}

// fileCost is the time to make one small file as an unpacker does: create, mode, time.
func fileCost(ctx context.Context, dir string) (time.Duration, error) {
	start := time.Now()
	for i := range sampleFiles {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		name := filepath.Join(dir, strconv.Itoa(i))
		if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
			return 0, err
		}
		if err := os.Chmod(name, 0o644); err != nil {
			return 0, err
		}
		if err := os.Chtimes(name, start, start); err != nil {
			return 0, err
		}
	}
	return time.Since(start) / sampleFiles, nil
}
