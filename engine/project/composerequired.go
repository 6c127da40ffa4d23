package project

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
)

// required are the variables of a compose file that have to be set when its services are started (${NAME?why}) and that are not set
// here, with the error that says so.
type required map[string]error

// substitute puts variables into a text of a compose file. One that is not set is blank, as with compose, which says so; a project that
// is only opened has nothing to say of it. One that is required stays a variable: what else the file says of the services holds.
func (r *required) substitute(text string, values template.Mapping) (string, error) {
	for {
		out, err := template.SubstituteWithOptions(text, func(name string) (string, bool) {
			if (*r)[name] != nil {
				return "${" + name + "}", true
			}
			return values(name)
		}, template.WithoutLogging)
		var missing *template.MissingRequiredError
		if !errors.As(err, &missing) || (*r)[missing.Variable] != nil {
			return out, err
		}
		if *r == nil {
			*r = required{}
		}
		(*r)[missing.Variable] = err
	}
}

// ofBuilds is the error of a required variable that a service's build names, nil where none does.
func (r required) ofBuilds(p *types.Project) error {
	for _, name := range slices.Sorted(maps.Keys(r)) {
		for _, service := range p.ServiceNames() {
			if b := p.Services[service].Build; b != nil && namesVariable(b, "${"+name+"}") {
				return fmt.Errorf("the build of %s: %w", service, r[name])
			}
		}
	}
	return nil
}

// namesVariable says whether a build has a variable in its texts.
func namesVariable(b *types.BuildConfig, variable string) bool {
	texts := []string{b.Context, b.Dockerfile, b.Target}
	for _, value := range b.Args {
		if value != nil {
			texts = append(texts, *value)
		}
	}
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, variable) })
}
