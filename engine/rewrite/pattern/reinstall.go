package pattern

import (
	"slices"

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
	r.Recommended = r.Recommended || !slices.ContainsFunc(e.Command.Args, func(w model.Word) bool {
		return w.Text == "--no-install-recommends" || w.Text == "APT::Install-Recommends=false" || w.Text == "APT::Install-Recommends=0"
	})
}
