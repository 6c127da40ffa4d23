//go:build race

package rewrite

import "testing"

// lints does nothing in the race run: lint_test.go says why.
func (s sampleText) lints(*testing.T, []byte) {}
