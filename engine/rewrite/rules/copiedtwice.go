package rules

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

const (
	// worthTelling is the size in bytes from which files of the build context are worth a word when they ship twice.
	worthTelling = 1_000_000
	// maxListed is how many files of a folder are added up.
	maxListed = 2000
)

// source is one source of a COPY and where it goes to.
type source struct {
	dockerfile.Instruction
	// from is the stage or image it comes from, empty for the build context; path is the place there, absolute.
	from, path string
	// dest is where the COPY brings it, absolute.
	dest string
}

// checkTwice finds files that the image ships at two places because two COPYs bring the same. Which of the places the program
// needs is not known, so nothing is changed.
func checkTwice(m *model.Model) []rule.Finding {
	var out []rule.Finding
	before := map[[2]string][]source{} // by where it comes from
	for _, s := range m.Stages {
		if !shipsStage(m, s) || m.Split && s.Index == m.Final().Index {
			continue
		}
		for _, c := range sources(m, s) {
			same := before[[2]string{c.from, c.path}]
			if c.from == "" && c.path != "/" {
				same = slices.Concat(before[[2]string{"", "/"}], same)
			}
			i := slices.IndexFunc(same, func(b source) bool { return b.brings(c) })
			if i >= 0 && c.weighs(m) {
				out = append(out, rule.Refuse(c.Lines, line(same[i].Instruction)+" brings the same files to "+same[i].places(c)[0]+
					", and the image ships both").
					Then("copy them once, and where the other path is needed put a link there"))
			}
			before[[2]string{c.from, c.path}] = append(before[[2]string{c.from, c.path}], c)
		}
	}
	return out
}

// sources are what the COPYs of a stage bring, as far as it can be told.
func sources(m *model.Model, s *model.Stage) []source {
	var out []source
	for i, ins := range s.Instructions {
		c := copyOf(ins)
		if c == nil || len(c.SourceContents)+len(c.ExcludePatterns) > 0 || c.Parents {
			continue
		}
		from := strings.ToLower(model.ExpandVars(c.From, ins.Env))
		if n := m.StageOf(s, ins, c.From); c.From != "" && n >= 0 {
			from = fmt.Sprintf("stage %d", n)
		}
		for _, written := range c.SourcePaths {
			p, dest := model.ExpandVars(written, s.Envs[i]), model.ExpandVars(c.DestPath, s.Envs[i])
			if strings.Contains(p+dest+from, "$") {
				continue
			}
			out = append(out, source{Instruction: ins, from: from, path: path.Clean("/" + p), dest: model.Resolve(s.Dirs[i], dest)})
		}
	}
	return out
}

// brings says whether a COPY has brought all that another brings, to another place.
func (s source) brings(other source) bool {
	if s.from != other.from || s.path != other.path && (s.path != "/" || s.from != "") {
		return false
	}
	mine := s.places(other)
	return !slices.ContainsFunc(other.places(other), func(p string) bool { return slices.Contains(mine, p) })
}

// places are where a COPY may bring another's source, which is the same or a part of the build context: whether a place is the
// file's or that of its folder, the COPY alone does not always tell.
func (s source) places(other source) []string {
	if s.path != other.path {
		return []string{path.Join(s.dest, other.path)}
	}
	return []string{s.dest, path.Join(s.dest, path.Base(s.path))}
}

// weighs says whether a source is worth a word: one of another stage always, as its size is not known.
func (s source) weighs(m *model.Model) bool {
	if s.from != "" {
		return true
	}
	ignored, _ := m.Ignores()
	listed := 0
	return weight(m, s.path, ignored, &listed) >= worthTelling
}

// weight is the bytes of a file or folder of the build context without what the ignore file leaves out, up to what is listed.
func weight(m *model.Model, name string, ignored func(name string) bool, listed *int) int64 {
	info, ok := m.Stat(name)
	switch {
	case !ok:
		return 0
	case !info.IsDir() && ignored(strings.TrimPrefix(name, "/")):
		return 0
	case !info.IsDir():
		return info.Size()
	}
	var sum int64
	for _, e := range m.List(name) {
		if *listed++; *listed > maxListed || sum >= worthTelling {
			break
		}
		if e.Type()&fs.ModeSymlink != 0 {
			continue
		}
		sum += weight(m, path.Join(name, e.Name()), ignored, listed)
	}
	return sum
}
