package java

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"

	"lightship/engine/project"

	"golang.org/x/net/html/charset"
)

// pomOf is the part of pom.xml that is read.
type pom struct {
	GroupID    string `xml:"groupId"`
	ArtifactID string `xml:"artifactId"`
	Version    string `xml:"version"`
	Packaging  string `xml:"packaging"`
	Parent     struct {
		GroupID      string `xml:"groupId"`
		ArtifactID   string `xml:"artifactId"`
		Version      string `xml:"version"`
		RelativePath string `xml:"relativePath"`
	} `xml:"parent"`
	Properties   pomProperties   `xml:"properties"`
	Modules      []string        `xml:"modules>module"`
	Dependencies []pomDependency `xml:"dependencies>dependency"`
	Managed      []pomDependency `xml:"dependencyManagement>dependencies>dependency"`
	Build        struct {
		FinalName string      `xml:"finalName"`
		Plugins   []pomPlugin `xml:"plugins>plugin"`
		Managed   []pomPlugin `xml:"pluginManagement>plugins>plugin"`
	} `xml:"build"`
}

type pomDependency struct {
	GroupID    string `xml:"groupId"`
	ArtifactID string `xml:"artifactId"`
	Version    string `xml:"version"`
	Scope      string `xml:"scope"`
}

type pomPlugin struct {
	GroupID       string       `xml:"groupId"`
	ArtifactID    string       `xml:"artifactId"`
	Version       string       `xml:"version"`
	Configuration pomConfig    `xml:"configuration"`
	Executions    []pomExecute `xml:"executions>execution"`
}

type pomExecute struct {
	Goals         []string  `xml:"goals>goal"`
	Configuration pomConfig `xml:"configuration"`
}

// pomConfig is what is read of a plugin's configuration.
type pomConfig struct {
	Release   string `xml:"release"`
	Target    string `xml:"target"`
	MainClass string `xml:"mainClass"`
	Skip      string `xml:"skip"`
	Layers    struct {
		Enabled string `xml:"enabled"`
	} `xml:"layers"`
	Archive struct {
		Manifest struct {
			MainClass string `xml:"mainClass"`
		} `xml:"manifest"`
	} `xml:"archive"`
	Transformers []struct {
		MainClass string `xml:"mainClass"`
	} `xml:"transformers>transformer"`
	DescriptorRefs []string `xml:"descriptorRefs>descriptorRef"`
	FinalName      string   `xml:"finalName"`
	Classifier     string   `xml:"classifier"`
}

// pomProperties are the properties by name.
type pomProperties map[string]string

// UnmarshalXML reads each element below <properties> as one property.
func (p *pomProperties) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	*p = pomProperties{}
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			var value string
			if err := d.DecodeElement(&value, &t); err != nil {
				return err
			}
			(*p)[t.Name.Local] = strings.TrimSpace(value)
		case xml.EndElement:
			return nil
		}
	}
}

// pomOf reads a pom.xml; it may be written in any encoding that its first line names.
func pomOf(r *project.Files, rel string) (*pom, []byte, bool) {
	text, ok := r.Read(rel)
	if !ok {
		return nil, nil, false
	}
	var p pom
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.CharsetReader = func(label string, in io.Reader) (io.Reader, error) { return charset.NewReaderLabel(label, in) }
	if err := decoder.Decode(&p); err != nil {
		line := 0
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			line = syntax.Line
		}
		r.Note(rel, line, err)
		return nil, text, false
	}
	return &p, text, true
}

// property finds a reference to a property.
var property = regexp.MustCompile(`\$\{([^}]+)\}`)

// longestProperty is the most bytes that references are replaced with in a value.
const longestProperty = 4 << 10

// expand replaces references to properties; it returns "" when one is not known.
func (p *pom) expand(value string, more map[string]string) string {
	for range 8 {
		if !strings.Contains(value, "${") {
			return value
		}
		unknown, size := false, 0
		value = property.ReplaceAllStringFunc(value, func(ref string) string {
			name := ref[2 : len(ref)-1]
			// Properties that name each other several times multiply with each round.
			if v, found := p.value(name, more); found && size+len(v) <= longestProperty {
				size += len(v)
				return v
			}
			unknown = true
			return ref
		})
		if unknown {
			return ""
		}
	}
	return ""
}

func (p *pom) value(name string, more map[string]string) (string, bool) {
	switch name {
	case "project.artifactId", "artifactId", "pom.artifactId":
		return p.ArtifactID, true
	case "project.version", "version", "pom.version":
		return cmp.Or(p.Version, p.Parent.Version), true
	case "project.groupId", "groupId":
		return cmp.Or(p.GroupID, p.Parent.GroupID), true
	case "project.parent.version":
		return p.Parent.Version, true
	}
	if v, found := p.Properties[name]; found {
		return v, true
	}
	v, found := more[name]
	return v, found
}
