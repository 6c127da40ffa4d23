package rewrite

// The ids of the changes and findings; docs/rules has a page for each.
const (
	GoSplit       = "go-split"
	FinalBase     = "final-base"
	GoModDownload = "go-mod-download"
	GoCacheMounts = "go-cache-mounts"
	GoTrimSymbols = "go-trim-symbols"
	GoStatic      = "go-static"
	ExecForm      = "exec-form"
	NonRootUser   = "nonroot-user"
)

// rule is what stays the same of a rule wherever it is found.
type rule struct {
	id    string
	group Group
	title string
	why   string
	also  []string
	needs []string
}

// rules returns the rules in the order they are shown.
func rules() []rule {
	return []rule{
		{
			id: GoSplit, group: Size, title: "Build in one stage, ship from another",
			why: "The image carries the Go toolchain, the sources and the caches; only the program is run.",
		},
		{
			id: FinalBase, group: Size, title: "Final base", needs: []string{GoSplit},
			why: "The program needs little from its base; the rest is only weight and attack surface.",
		},
		{
			id: GoStatic, group: Size, title: "Build without cgo (CGO_ENABLED=0)",
			why: "The sources need no C: a static program runs on any base, even one without glibc.",
		},
		{
			id: GoTrimSymbols, group: Size, title: "Trim symbols (-trimpath, -s -w)",
			why: "Debug symbols are not read at run time; stack traces keep their function names.",
		},
		{
			id: GoModDownload, group: Speed, title: "Download modules before copying sources",
			why: "A source change no longer downloads the modules again.",
		},
		{
			id: GoCacheMounts, group: Speed, title: "Cache mounts for modules and builds",
			why: "They persist between builds and never enter the image; needs BuildKit.",
		},
		{
			id: ExecForm, group: Safety, title: "Start the program without a shell", also: []string{"DL3025", "JSONArgsRecommended"},
			why: "Signals reach the program itself, and the base needs no shell.",
		},
		{
			id: NonRootUser, group: Safety, title: "Run as a user that is not root", also: []string{"DL3002"}, needs: []string{GoSplit},
			why: "A program that is broken into can do less.",
		},
	}
}

func ruleOf(id string) rule {
	for _, r := range rules() {
		if r.id == id {
			return r
		}
	}
	return rule{id: id}
}

// change returns the rule's change at a place.
func (r rule) change() Change {
	return Change{
		ID: r.id, Group: r.group, Title: r.title, Why: r.why, Docs: "rules/" + r.id + ".md",
		Also: r.also, Needs: r.needs, Default: true,
	}
}
