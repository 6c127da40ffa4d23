package pattern

import (
	"slices"
	"strings"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// Reinstall are packages of the system that the builder has and the final stage installs again.
type Reinstall struct {
	// Packages are their names, with the version where the builder asks for one.
	Packages []string
	// Manager is what installs them: "apt" or "apk"; empty when there are none.
	Manager string
	// Recommended says that the builder installs what they recommend too, Silent that it tells apt to ask nothing.
	Recommended, Silent bool
}

// Add takes in an effect that installs a package, by the name that it is asked for with. Without a command, only its layer is known,
// which shows each package that came along too.
func (r *Reinstall) Add(written string, e effects.Effect) {
	r.Manager = e.Manager
	if !slices.Contains(r.Packages, written) {
		r.Packages = append(r.Packages, written)
	}
	if e.Manager != "apt" || e.Command == nil {
		return
	}
	r.Silent = r.Silent || e.Command.Env.Value("DEBIAN_FRONTEND") != ""
	r.Recommended = r.Recommended || !WithoutRecommended(*e.Command)
}

// WithoutRecommended says whether an install of apt leaves out what the packages recommend.
func WithoutRecommended(c model.Command) bool {
	return slices.ContainsFunc(c.Args, func(w model.Word) bool {
		return w.Text == "--no-install-recommends" || w.Text == "APT::Install-Recommends=false" || w.Text == "APT::Install-Recommends=0"
	})
}

// Install are the instructions that install packages in a final stage, with the cache mounts that the rules for package managers give;
// none where there are no packages. Between is what stands between the commands of apt's: one line for all, or one for each.
func (r Reinstall) Install(packages []string, between Between) []string {
	names := strings.Join(packages, " ")
	switch {
	case len(packages) == 0:
		return nil
	case r.Manager == "apk":
		return []string{"RUN --mount=type=cache,target=/var/cache/apk,sharing=locked \\\n    apk add " + names}
	}
	command := "apt-get install -y "
	if !r.Recommended {
		command += "--no-install-recommends "
	}
	if r.Silent {
		command = "DEBIAN_FRONTEND=noninteractive " + command
	}
	return []string{
		"RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n" +
			"    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n" +
			"    rm -f /etc/apt/apt.conf.d/docker-clean" + string(between) + "apt-get update" + string(between) + command + names,
	}
}

// Between is what stands between commands that are run one after the other.
type Between string

// The two ways to write them.
const (
	OneLine  Between = " && "
	EachLine Between = " \\\n    && "
)

// Uninstalled says whether a later command of a stage takes a package away again, by its name or by that of the group it was added to.
func Uninstalled(s *model.Stage, e effects.Effect) bool {
	group := ""
	if e.Command != nil && e.Manager == "apk" {
		group = groupOf(*e.Command)
	}
	return slices.ContainsFunc(effects.OfKind(s, effects.Uninstalls), func(o effects.Effect) bool {
		later := o.Instruction > e.Instruction || o.Instruction == e.Instruction && o.At > e.At
		return later && o.Known && !o.Conditional && (o.Subject == e.Subject || group != "" && o.Subject == group)
	})
}

// groupOf is the name that apk gives to the packages of an install, empty for none.
func groupOf(c model.Command) string {
	for i := range c.Args {
		flag, value, joined := strings.Cut(c.Arg(i), "=")
		switch {
		case flag != "--virtual" && flag != "-t":
		case joined:
			return value
		default:
			return c.Arg(i + 1)
		}
	}
	return ""
}

// FromElsewhere says whether a package may come from elsewhere than the distribution's own release: a source was added before, or the
// command names one.
func FromElsewhere(s *model.Stage, e effects.Effect) bool {
	return e.Command != nil && namesSource(e) || e.Instruction >= firstSource(s)
}

// sourceKey is the key that firstSource is remembered by.
type sourceKey struct{}

// firstSource is the first instruction of a stage that adds a place that packages come from, one behind the last when none does.
func firstSource(s *model.Stage) int {
	return s.Remember(sourceKey{}, func() any {
		for _, o := range effects.Of(s) {
			if configuresSources(o) || o.Kind == effects.Runs && addsSource(o) || o.Manager == "dpkg" {
				return o.Instruction
			}
		}
		return len(s.Instructions)
	}).(int)
}

// configuresSources says whether an effect changes the files that say where packages come from.
func configuresSources(e effects.Effect) bool {
	if !e.IsPath() || e.Kind == effects.Removes {
		return false
	}
	return effects.Inside(e.Subject, "/etc/apt") && !strings.HasPrefix(e.Subject, "/etc/apt/apt.conf") || effects.Inside(e.Subject, "/etc/apk")
}

// namesSource says whether a command names the release or the place that it installs from.
func namesSource(e effects.Effect) bool {
	flags := map[string][]string{
		"apt": {"-t", "--target-release", "--default-release"},
		"apk": {"-X", "--repository", "--repositories-file"},
	}
	return slices.ContainsFunc(e.Command.Args, func(w model.Word) bool {
		return slices.ContainsFunc(flags[e.Manager], func(flag string) bool { return w.Text == flag || strings.HasPrefix(w.Text, flag+"=") })
	})
}

// addsSource says whether a command adds a place that packages come from, or another processor that they are made for.
func addsSource(e effects.Effect) bool {
	switch e.Subject {
	case "add-apt-repository", "apt-add-repository", "extrepo", "apt-key":
		return true
	case "dpkg":
		return slices.ContainsFunc(e.Command.Args, func(w model.Word) bool { return w.Text == "--add-architecture" })
	}
	return false
}
