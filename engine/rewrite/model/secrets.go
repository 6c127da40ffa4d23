package model

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/secret"
)

// Secrets is a masker that knows the secrets of a Dockerfile: the values of its ARG and ENV with a secret's name, variables
// replaced or not, and what in its text has the form of one.
func Secrets(f *dockerfile.File) *secret.Masker {
	m := &secret.Masker{}
	m.Learn(string(f.Source))
	for _, a := range f.Args {
		m.AddNamed(map[string]string{a.Name: a.Value})
	}
	for _, s := range f.Stages {
		for _, ins := range s.Instructions {
			learn(m, ins)
		}
	}
	return m
}

// learn takes the variables that an instruction sets.
func learn(m *secret.Masker, ins dockerfile.Instruction) {
	add := func(name, value string) {
		m.AddNamed(map[string]string{name: value})
		m.AddNamed(map[string]string{name: strings.Trim(value, `"'`)})
	}
	switch c := ins.Command.(type) {
	case *instructions.EnvCommand:
		for _, kv := range c.Env {
			add(kv.Key, kv.Value)
		}
	case *instructions.ArgCommand:
		for _, kv := range c.Args {
			if kv.Value != nil {
				add(kv.Key, *kv.Value)
			}
		}
	}
}
