package build

import (
	"regexp"
	"strconv"
	"strings"

	"lightship/engine/dockerfile"
)

// stepName is a vertex's name taken apart: "[linux/amd64 builder 2/5] RUN go build".
type stepName struct {
	// stage is "builder", or "stage-1" for a stage without a name; empty for a vertex that is no instruction.
	stage string
	// instruction is "RUN go build" with variables expanded, empty as well.
	instruction string
	// index and total are 2 and 5: the position among the instructions of the stage that make steps.
	index, total int
}

// parseName takes a vertex's name apart. An internal vertex's gives the zero value.
func parseName(name string) stepName {
	match := regexp.MustCompile(`^\[(?:([^\]]*?) )??\s*(\d+)/(\d+)\] (.+)$`).FindStringSubmatch(name)
	if match == nil {
		return stepName{}
	}
	words := strings.Fields(match[1])
	s := stepName{instruction: match[4]}
	if len(words) > 0 && !strings.Contains(words[len(words)-1], "/") {
		s.stage = words[len(words)-1]
	}
	s.index, _ = strconv.Atoi(match[2])
	s.total, _ = strconv.Atoi(match[3])
	return s
}

// places maps the steps of a Dockerfile to its lines: the lines of the instructions that make steps, in order, by the
// name of the stage. A Dockerfile that can't be read has none.
type places map[string][]int

// newPlaces reads the Dockerfile of r.
func newPlaces(r Request) places {
	f, err := dockerfile.Parse(r.Dockerfile, dockerfile.Options{Name: r.DockerfileName, BuildArgs: r.BuildArgs, Platform: r.Platform})
	if err != nil {
		// BuildKit says what is wrong with it.
		return nil
	}
	p := places{}
	for _, stage := range f.Stages {
		name := stage.Name
		if name == "" {
			name = "stage-" + strconv.Itoa(stage.Index)
		}
		p[name] = stepLines(stage)
	}
	// BuildKit leaves out the name when there is one stage only.
	if len(f.Stages) == 1 {
		p[""] = stepLines(f.Stages[0])
	}
	return p
}

// stepLines are the first lines of the instructions of a stage that BuildKit makes steps of and counts.
func stepLines(stage dockerfile.Stage) []int {
	var lines []int
	for _, in := range stage.Instructions {
		switch in.Keyword {
		case "FROM":
			if stage.Parent < 0 && stage.Base != dockerfile.Scratch {
				lines = append(lines, in.Lines.First)
			}
		case "RUN", "COPY", "ADD", "WORKDIR":
			lines = append(lines, in.Lines.First)
		}
	}
	return lines
}

// line is the 1-based line of the step with that name, 0 when it isn't known. The steps of the base's ONBUILD triggers
// come right after FROM and have no line of their own.
func (p places) line(n stepName) int {
	lines := p[strings.ToLower(n.stage)]
	triggers := n.total - len(lines)
	if n.index < 1 || len(lines) == 0 || triggers < 0 || strings.HasPrefix(n.instruction, "ONBUILD ") {
		return 0
	}
	if n.index > 1 {
		n.index -= triggers
	}
	if n.index < 1 || n.index > len(lines) {
		return 0
	}
	return lines[n.index-1]
}
