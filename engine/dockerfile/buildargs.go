package dockerfile

import (
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// BuildArg is an ARG that the Dockerfile declares, so that a value can be given from outside.
type BuildArg struct {
	Name string
	// Default is the default as written, variables not expanded; it counts only when HasDefault.
	Default    string
	HasDefault bool
	// Lines is where it is declared first.
	Lines Lines
}

// BuildArgs are the ARGs of the file, global and of stages, each name once in the order of the file. An ARG without a
// default that stands for a global one takes that one's. The automatic platform ARGs are left out: BuildKit gives them.
func (f *File) BuildArgs() []BuildArg {
	given := automaticArgs(ocispecs.Platform{}, ocispecs.Platform{}, "")
	place := map[string]int{}
	var list []BuildArg
	declare := func(arg BuildArg) {
		if _, automatic := given.Get(arg.Name); automatic {
			return
		}
		at, known := place[arg.Name]
		if !known {
			place[arg.Name] = len(list)
			list = append(list, arg)
			return
		}
		if !list[at].HasDefault {
			list[at].Default, list[at].HasDefault = arg.Default, arg.HasDefault
		}
	}
	for _, arg := range f.Args {
		declare(BuildArg{Name: arg.Name, Default: arg.Default, HasDefault: arg.HasDefault, Lines: arg.Lines})
	}
	for _, stage := range f.Stages {
		for _, in := range stage.Instructions {
			c, isArg := in.Command.(*instructions.ArgCommand)
			if !isArg {
				continue
			}
			for _, kv := range c.Args {
				arg := BuildArg{Name: kv.Key, Lines: in.Lines}
				if kv.Value != nil {
					arg.Default, arg.HasDefault = *kv.Value, true
				}
				declare(arg)
			}
		}
	}
	return list
}
