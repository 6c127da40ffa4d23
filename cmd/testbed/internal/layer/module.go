package layer

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// FromModule gives the files of a Go module's zip under the folder to. A toolchain module is made ready as the go
// command does it: its programs can be run, and its renamed go.mod files have their names back.
func FromModule(zipPath, module, to string) Source {
	return func(emit Emit) error {
		in, err := zip.OpenReader(zipPath)
		if err != nil {
			return fmt.Errorf("open module %s: %w", module, err)
		}
		defer func() { _ = in.Close() }()
		files := slices.Clone(in.File)
		slices.SortFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
		made := map[string]bool{".": true}
		for _, f := range files {
			name := strings.TrimPrefix(f.Name, module+"/")
			if path.Base(name) == "_go.mod" {
				name = path.Join(path.Dir(name), "go.mod")
			}
			h := &tar.Header{
				Typeflag: tar.TypeReg, Name: path.Join(to, name), Size: int64(f.UncompressedSize64),
				Mode: moduleMode(name), ModTime: time.Unix(0, 0),
			}
			if err := parents(h.Name, made, emit); err != nil {
				return err
			}
			if err := emitZipped(f, h, emit); err != nil {
				return fmt.Errorf("unpack module %s: %w", module, err)
			}
		}
		return nil
	}
}

func emitZipped(f *zip.File, h *tar.Header, emit Emit) error {
	content, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	return emit(h, content)
}

// moduleMode gives run bits where the go command sets them: to the programs, and to scripts beside them.
func moduleMode(name string) int64 {
	if within(name, "bin") || within(name, "pkg/tool") || strings.HasSuffix(name, ".bash") {
		return 0o755
	}
	return 0o644
}

func parents(name string, made map[string]bool, emit Emit) error {
	dir := path.Dir(name)
	if made[dir] {
		return nil
	}
	if err := parents(dir, made, emit); err != nil {
		return err
	}
	made[dir] = true
	return emit(&tar.Header{Typeflag: tar.TypeDir, Name: dir, Mode: 0o755, ModTime: time.Unix(0, 0)}, nil)
}

// FromFile gives one program file under the name to.
func FromFile(content []byte, to string) Source {
	return func(emit Emit) error {
		if err := parents(to, map[string]bool{".": true}, emit); err != nil {
			return err
		}
		h := &tar.Header{
			Typeflag: tar.TypeReg, Name: to, Size: int64(len(content)), Mode: 0o755, ModTime: time.Unix(0, 0),
		}
		return emit(h, bytes.NewReader(content))
	}
}

// Nothing gives no entries.
func Nothing(Emit) error { return nil }
