package compiled

import (
	"path"
	"strings"

	"lightship/engine/rewrite/model"
)

// placeOf is where a stage has a file or folder of the build context; empty when no COPY up to an instruction brings it.
func placeOf(st *model.Stage, after int, name string) string {
	at := ""
	for _, c := range st.Copies {
		if c.Instruction > after {
			continue
		}
		for _, src := range c.Sources {
			src = strings.TrimPrefix(path.Clean("/"+src), "/")
			info, _ := st.Model().Stat(src)
			rest, below := strings.CutPrefix(name+"/", src+"/")
			switch {
			case src == "":
				at = path.Join(c.Dest, name)
			case !below:
			case info != nil && info.IsDir():
				at = path.Join(c.Dest, rest)
			case len(c.Sources) > 1 || strings.HasSuffix(c.Written, "/") || strings.HasSuffix(c.Written, "."):
				at = path.Join(c.Dest, path.Base(src))
			default:
				at = c.Dest
			}
		}
	}
	return at
}
