package proof

import (
	"strings"
	"testing"
)

func TestWhatIsGivenOnTheCommandLineIsWhatAReasonAsksFor(t *testing.T) {
	flags := map[Give]string{GiveWithout: "--without", GiveArgs: "--", GiveInput: "--stdin", GiveVariable: "--env", GiveQuestion: "--probe", GiveTime: "--watch"}
	for _, kind := range []ReasonKind{
		Reaches, NeedsArgument, NeedsTerminal, NeedsInput, NeedsDevice, NeedsSecret, NeedsVariable, Fails, Silent, Nothing, Refuses, OtherPlatform, NotTraced, Overran,
	} {
		r := Reason{Kind: kind, Subject: "X"}
		for _, g := range r.Gives() {
			if !strings.Contains(r.Next(), flags[g]) {
				t.Errorf("%s asks for %s, and the command line says %q", kind, g, r.Next())
			}
			if flags[g] == "" && strings.Contains(r.Next(), "--") {
				t.Errorf("%s can't be given, and the command line says %q", kind, r.Next())
			}
		}
	}
}
