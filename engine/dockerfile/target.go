package dockerfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/util/suggest"
)

// Target returns the index of the stage with this name, in any case, or of the last stage for "". It fails with
// ErrNoTarget, also for a stage's number: BuildKit takes a target by its name alone, unlike a COPY --from.
func (f *File) Target(name string) (int, error) {
	if name == "" {
		return len(f.Stages) - 1, nil
	}
	names := make([]string, 0, len(f.Stages))
	for i := len(f.Stages) - 1; i >= 0; i-- {
		if f.Stages[i].Name == "" {
			continue
		}
		if f.Stages[i].Name == strings.ToLower(name) {
			return i, nil
		}
		names = append(names, f.Stages[i].Name)
	}
	err := fmt.Errorf("%s: target %q: %w%s", f.Name, name, ErrNoTarget, f.targets(name, names))
	return -1, suggest.WrapError(err, name, names, false)
}

// maxTargets is how many stages an error lists.
const maxTargets = 12

// targets says what can be written in place of a target that is no stage's name; names are from the last to the first.
func (f *File) targets(given string, names []string) string {
	if i, err := strconv.Atoi(given); err == nil && i >= 0 && i < len(f.Stages) {
		stage := f.Stages[i]
		switch {
		case stage.Name != "":
			return fmt.Sprintf("; stages are named, not numbered: write %s", stage.Name)
		case i == len(f.Stages)-1:
			return "; it is the last stage, which is built when no target is given"
		}
		return fmt.Sprintf("; stages are named, not numbered: write AS NAME behind the FROM in line %d", stage.Lines.First)
	}
	slices.Reverse(names)
	names = slices.Compact(names)
	switch {
	case len(names) == 0:
		return "; none of its stages has a name, so only the last can be built"
	case len(names) > maxTargets:
		return fmt.Sprintf("; its stages are %s and %d more", strings.Join(names[:maxTargets], ", "), len(names)-maxTargets)
	}
	return "; its stages are " + strings.Join(names, ", ")
}

// targetOf returns the value of the automatic ARG TARGETSTAGE.
func targetOf(o Options, stages []instructions.Stage) string {
	switch {
	case o.Target != "":
		return o.Target
	case stages[len(stages)-1].Name != "":
		return stages[len(stages)-1].Name
	}
	return "default"
}
