package layer

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Selection says which entries of a source a layer takes.
type Selection struct {
	// Keep, when not empty, are the only paths taken (folders above them come along).
	Keep []string
	// Drop are paths left out, with all below them.
	Drop []string
	// DropDocs leaves out usr/share/doc but for the copyright files.
	DropDocs bool
	// Rename gives paths another name.
	Rename map[string]string
}

// Select gives the entries of source that s takes. A path to keep that the source has not is an error.
func Select(source Source, s Selection) Source {
	return func(emit Emit) error {
		missing := map[string]bool{}
		for _, kept := range s.Keep {
			missing[kept] = true
		}
		err := source(func(h *tar.Header, content io.Reader) error {
			if !s.takes(h) {
				return nil
			}
			delete(missing, h.Name)
			if to, ok := s.Rename[h.Name]; ok {
				h.Name = to
			}
			return emit(h, content)
		})
		for name := range missing {
			err = errors.Join(err, fmt.Errorf("there is no %s to keep", name))
		}
		return err
	}
}

func (s Selection) takes(h *tar.Header) bool {
	if len(s.Keep) > 0 {
		return s.keeps(h)
	}
	for _, dropped := range s.Drop {
		if within(h.Name, dropped) {
			return false
		}
	}
	if s.DropDocs && within(h.Name, "usr/share/doc") {
		return h.Typeflag == tar.TypeDir && strings.Count(h.Name, "/") < 4 || path.Base(h.Name) == "copyright"
	}
	return true
}

func (s Selection) keeps(h *tar.Header) bool {
	for _, kept := range s.Keep {
		if h.Name == kept {
			return true
		}
		// A file that gets another name doesn't need the folders that it was in.
		if _, renamed := s.Rename[kept]; !renamed && h.Typeflag == tar.TypeDir && within(kept, h.Name) {
			return true
		}
	}
	return false
}

// within says whether name is folder or below it.
func within(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}
