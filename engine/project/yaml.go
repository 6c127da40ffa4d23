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

// Documents are the documents of a YAML file, those before the first that can't be read; a file that can't be is noted.
func (f *Files) Documents(rel string) []*yaml.Node {
	text, _ := f.Read(rel)
	return f.documents(rel, text)
}

func (f *Files) documents(rel string, text []byte) []*yaml.Node {
	var out []*yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
	for {
		var doc yaml.Node
		err, done := nextDocument(decoder, &doc)
		if err != nil {
			f.Note(rel, 0, err)
		}
		if done || err != nil {
			return out
		}
		if len(doc.Content) > 0 {
			out = append(out, doc.Content[0])
		}
	}
}

// nextDocument reads a document of a YAML file; the library panics on some texts that are none.
func nextDocument(decoder *yaml.Decoder, into *yaml.Node) (err error, done bool) {
	defer func() {
		if recover() != nil {
			err = errors.New("it is no YAML")
		}
	}()
	if err := decoder.Decode(into); err != nil {
		if err.Error() == "EOF" {
			return nil, true
		}
		return err, false
	}
	return nil, false
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
