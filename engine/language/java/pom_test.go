package java

import (
	"fmt"
	"testing"
)

func TestPropertiesThatMultiplyAreNotWorkedOut(t *testing.T) {
	p := &pom{Properties: pomProperties{"a0": "0123456789abcdef", "version.of.b": "1.${c}", "c": "2"}}
	for i := range 7 {
		text := ""
		for range 400 {
			text += fmt.Sprintf("${a%d}", i)
		}
		p.Properties[fmt.Sprintf("a%d", i+1)] = text
	}
	if got := p.expand("${a7}", nil); got != "" {
		t.Errorf("%d bytes", len(got))
	}
	if got := p.expand("x-${version.of.b}", nil); got != "x-1.2" {
		t.Errorf("an ordinary one is %q", got)
	}
}
