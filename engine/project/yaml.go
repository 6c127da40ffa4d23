package project

import (
	"bytes"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// YAML reads a file as YAML into v, and says whether that went well. Values of an unexpected type are left out.
func (f *Files) YAML(rel string, v any) bool {
	text, ok := f.Read(rel)
	if !ok {
		return false
	}
	if err := decodeYAML(text, v); err != nil {
		f.Note(rel, 0, err)
		return false
	}
	return true
}

// decodeYAML reads YAML; the library panics on some texts that are none.
func decodeYAML(text []byte, v any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("is no YAML: %v", p)
		}
	}()
	err = yaml.Unmarshal(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), v)
	var kinds *yaml.TypeError
	if errors.As(err, &kinds) {
		return nil
	}
	return err
}
