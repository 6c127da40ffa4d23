package foreign

import (
	"bytes"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// maxNodes is how many nodes a YAML text may have when its aliases are written out.
const maxNodes = 500_000

// YAML checks YAML: how deeply it nests, and what its aliases make of it. A text that is no YAML is left to the parser's own
// error.
func YAML(text []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("it is no YAML")
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var doc yaml.Node
		if decoder.Decode(&doc) != nil {
			return nil // the end, or no YAML
		}
		s := sizes{known: map[*yaml.Node]int{}}
		if _, err := s.of(&doc, 0); err != nil {
			return err
		}
	}
}

// sizes are the numbers of nodes below nodes.
type sizes struct{ known map[*yaml.Node]int }

func (s sizes) of(n *yaml.Node, depth int) (int, error) {
	if depth > maxDepth {
		return 0, deep(depth, maxDepth)
	}
	if n.Kind == yaml.AliasNode {
		return s.of(n.Alias, depth+1)
	}
	if size, ok := s.known[n]; ok {
		return size, nil
	}
	size := 1
	for _, child := range n.Content {
		more, err := s.of(child, depth+1)
		if err != nil {
			return 0, err
		}
		if size += more; size > maxNodes {
			return 0, fmt.Errorf("%w: its aliases make more than %d values", ErrCostly, maxNodes)
		}
	}
	s.known[n] = size
	return size, nil
}
