package interpreted

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// IsIdle says whether a start from outside only keeps the container up, for somebody to work in.
func IsIdle(st model.Started) bool {
	calls, _, why := st.Calls()
	return why == "" && !slices.ContainsFunc(calls, func(c model.Command) bool {
		name := c.Name()
		return name != "sleep" && (name != "tail" || c.Arg(len(c.Args)-1) != "/dev/null")
	})
}

// MountsAny says whether anything of this computer is mounted in the image.
func MountsAny(s *model.Stage) bool {
	return slices.ContainsFunc(s.Starts, func(st model.Started) bool { return len(st.From.Volumes) > 0 })
}

// outside looks at the health checks, probes and hooks that are run in the image from outside, as Health does at its own.
func (l *Leaves) outside(s *model.Stage, out *Health, runtimes []string) {
	builder := bases.Describe(s.Base)
	if builder.PackageManager == "" {
		builder.PackageManager = "apt"
		if builder.Libc == "musl" {
			builder.PackageManager = "apk"
		}
	}
	for _, check := range s.Checks() {
		calls, shell, why := check.Calls()
		out.Shell = out.Shell || shell
		for _, c := range calls {
			word := c.Arg(0)
			switch name := path.Base(word); {
			case slices.Contains(runtimes, name):
				out.Runtime = true
			case strings.HasPrefix(word, "/") && l.Inside(word):
			case bases.Common(word):
				out.Shell = true // The bases that have it are those with a shell.
			case builder.Carries(word) && builder.PackageManager == "apk":
				out.Shell = true // The final stage stands on Alpine too.
			case builder.ToolPackage(word) != "":
				l.Add(builder.ToolPackage(word))
			default:
				why = check.Who + " needs " + word + " in the final image"
			}
		}
		if why != "" {
			l.Problems = append(l.Problems, pattern.Problem{Lines: s.StartLines(), Reason: why})
		}
	}
}
