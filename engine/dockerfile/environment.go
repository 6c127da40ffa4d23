package dockerfile

import (
	"iter"

	iradix "github.com/hashicorp/go-immutable-radix/v2"
	"mvdan.cc/sh/v3/expand"
)

// Environment is variables by name. It never changes: With returns another one, which shares with this one all but the way to
// the variable, so that each of thousands of instructions has its own. The zero value has none. BuildKit's lexer and the
// shell's expander read it.
type Environment struct{ tree *iradix.Tree[string] }

// NewEnvironment returns an environment of these variables.
func NewEnvironment(values map[string]string) Environment {
	t := iradix.New[string]().Txn()
	for name, value := range values {
		t.Insert([]byte(name), value)
	}
	return Environment{t.Commit()}
}

// Get returns a variable's value and whether it is set.
func (e Environment) Get(name string) (string, bool) {
	if e.tree == nil {
		return "", false
	}
	return e.tree.Root().Get([]byte(name))
}

// Value returns a variable's value, "" when it is not set.
func (e Environment) Value(name string) string {
	value, _ := e.Get(name)
	return value
}

// Len is how many variables are set.
func (e Environment) Len() int {
	if e.tree == nil {
		return 0
	}
	return e.tree.Len()
}

// All are the variables by name.
func (e Environment) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if e.tree == nil {
			return
		}
		e.tree.Root().Walk(func(name []byte, value string) bool { return !yield(string(name), value) })
	}
}

// With returns an environment that has the variable too.
func (e Environment) With(name, value string) Environment {
	if old, found := e.Get(name); found && old == value {
		return e
	}
	if e.tree == nil {
		return NewEnvironment(map[string]string{name: value})
	}
	tree, _, _ := e.tree.Insert([]byte(name), value)
	return Environment{tree}
}

// WithAll returns an environment that has these variables too, where take says so; nil takes all.
func (e Environment) WithAll(others Environment, take func(name string) bool) Environment {
	var t *iradix.Txn[string]
	for name, value := range others.All() {
		if old, found := e.Get(name); found && old == value || take != nil && !take(name) {
			continue
		}
		if t == nil {
			if t = iradix.New[string]().Txn(); e.tree != nil {
				t = e.tree.Txn()
			}
		}
		t.Insert([]byte(name), value)
	}
	if t == nil {
		return e
	}
	return Environment{t.Commit()}
}

// Without returns an environment that does not have the variable.
func (e Environment) Without(name string) Environment {
	if e.tree == nil {
		return e
	}
	tree, _, _ := e.tree.Delete([]byte(name))
	return Environment{tree}
}

// Keys returns the names that are set.
func (e Environment) Keys() []string {
	names := make([]string, 0, e.Len())
	for name := range e.All() {
		names = append(names, name)
	}
	return names
}

// Shell is the environment as a shell's expander reads it.
func (e Environment) Shell() expand.Environ { return shellEnvironment{e} }

type shellEnvironment struct{ of Environment }

// Get returns a variable; one that is not set has no value.
func (s shellEnvironment) Get(name string) expand.Variable {
	value, found := s.of.Get(name)
	if !found {
		return expand.Variable{}
	}
	return expand.Variable{Set: true, Exported: true, Kind: expand.String, Str: value}
}

// Each calls f for each variable until it returns false.
func (s shellEnvironment) Each(f func(name string, v expand.Variable) bool) {
	for name := range s.of.All() {
		if !f(name, s.Get(name)) {
			return
		}
	}
}
