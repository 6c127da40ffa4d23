package bases

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/google/go-containerregistry/pkg/name"

	"lightship/engine/foreign"
)

// AdditionsFile is the name of the file in the configuration folder that holds the user's own bases.
const AdditionsFile = "bases.json"

// maxSettings is the most bytes of a file of the user's settings, or of a certificate, that are read.
const maxSettings = 1 << 20

// ErrAdditions is wrapped when the user's own bases can't be read.
var ErrAdditions = errors.New("your own bases can't be read")

// addition is one entry of the user's file: what of a base is not found in the image itself.
type addition struct {
	Ref       string   `json:"ref"`
	Name      string   `json:"name"`
	Variant   string   `json:"variant"`
	Languages []string `json:"languages"`
	NonRoot   string   `json:"nonroot"`
	Support   string   `json:"support"`
	Notes     string   `json:"notes"`
}

// ReadAdditions reads the user's own bases from a file; docs/bases.md describes it. A file that is not there has none.
// The error wraps ErrAdditions and says which entry is wrong.
func ReadAdditions(path string) ([]Base, error) {
	text, err := foreign.ReadFile(path, maxSettings)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAdditions, err)
	}
	var file struct {
		Bases []addition `json:"bases"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrAdditions, path, err)
	}
	list := make([]Base, 0, len(file.Bases))
	for i, a := range file.Bases {
		b, err := a.base()
		if err != nil {
			return nil, fmt.Errorf("%w: %s: entry %d: %w", ErrAdditions, path, i+1, err)
		}
		list = append(list, b)
	}
	return list, nil
}

// base joins what the user says with what the name of the image says.
func (a addition) base() (Base, error) {
	if _, err := name.ParseReference(a.Ref); err != nil {
		return Base{}, fmt.Errorf("ref %q: %w", a.Ref, err)
	}
	b := Describe(a.Ref)
	b.Family, b.Languages = "own", a.Languages
	set := func(field *string, value string) {
		if value != "" {
			*field = value
		}
	}
	set(&b.Name, a.Name)
	set(&b.Variant, a.Variant)
	set(&b.NonRoot, a.NonRoot)
	set(&b.Notes, a.Notes)
	if a.Support != "" {
		if b.Support = day(a.Support); b.Support.IsZero() {
			return Base{}, fmt.Errorf("support %q is no day; write it as 2028-06-30", a.Support)
		}
		b.SupportSource = "your own bases"
	}
	return b, nil
}
