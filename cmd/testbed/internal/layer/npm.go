package layer

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// FromNPM gives the files of an npm package's tarball under the folder to. All of them are in one folder there,
// whatever its name, which is left out; folders are not in it and are made.
func FromNPM(tarball, to string) Source {
	return func(emit Emit) error {
		file, err := os.Open(tarball)
		if err != nil {
			return fmt.Errorf("open npm package: %w", err)
		}
		defer func() { _ = file.Close() }()
		zip, err := gzip.NewReader(file)
		if err != nil {
			return fmt.Errorf("open npm package: %w", err)
		}
		made := map[string]bool{".": true}
		err = FromTar(zip)(func(h *tar.Header, content io.Reader) error {
			_, name, inside := strings.Cut(h.Name, "/")
			if h.Typeflag != tar.TypeReg || !inside {
				return nil
			}
			entry := &tar.Header{
				Typeflag: tar.TypeReg, Name: path.Join(to, name), Size: h.Size, Mode: 0o644, ModTime: time.Unix(0, 0),
			}
			if h.Mode&0o111 != 0 {
				entry.Mode = 0o755
			}
			if err := parents(entry.Name, made, emit); err != nil {
				return err
			}
			return emit(entry, content)
		})
		return errors.Join(err, zip.Close())
	}
}
