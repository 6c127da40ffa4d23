// Package rule has the words that rules and stage-splitting patterns share: a rule is a value, it gives findings, and
// findings that can be answered become changes.
package rule

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// Group is what a change is good for.
type Group string

// The groups, in the order they are shown.
const (
	Size   Group = "Size"
	Speed  Group = "Speed"
	Safety Group = "Safety"
)

// Severity is how much a finding matters.
type Severity string

// The severities, the gravest first.
const (
	// Error is what is most likely wrong: a secret in the image, a base that can't run the program.
	Error Severity = "error"
	// Warning costs much: size, time, or a security update that never comes.
	Warning Severity = "warning"
	// Info is worth a look.
	Info Severity = "info"
)

// AtLeast says whether a severity is as grave as another, or graver. An unknown one counts as the least.
func (s Severity) AtLeast(other Severity) bool { return s.weight() >= other.weight() }

func (s Severity) weight() int {
	switch s {
	case Error:
		return 3
	case Warning:
		return 2
	case Info:
		return 1
	}
	return 0
}

// The ids of rules that others answer too, or need.
const (
	// Dockerignore is the rule on what the build context leaves out.
	Dockerignore = "dockerignore"
	// NonRootUser is the rule on the user that the program runs as. Patterns answer it where they can.
	NonRootUser = "nonroot-user"
)

// Rule is one thing that a Dockerfile can do better.
type Rule struct {
	// ID is its name in lower case with dashes: "apt-cache-mount". The page docs/rules/ID.md explains it.
	ID string
	// Title says what its change does, Why what that is good for; both are for people.
	Title, Why string
	Severity   Severity
	Group      Group
	// Also are the ids that hadolint and BuildKit give the same thing, such as "DL3059".
	Also []string
	// Needs are the ids of rules whose changes must be on for this one's to be.
	Needs []string
	// Answers are the ids of rules that notice the same: they are not asked where this one found something.
	Answers []string
	// Early says that its change is made before the pattern reads the text, so that the pattern sees the result.
	Early bool
	// Check reads the model and returns what it finds; it is nil for a rule that a pattern answers. It fills in a finding's
	// Lines and its Edits or Refused, and may leave the rest to the rule.
	Check func(*model.Model) []Finding
	// Next is what to do by hand where no change is offered; a finding may know better.
	Next string
	// Minor says that what the rule refuses costs so little that only who asks for it is told.
	Minor bool
	// Page is the name of the page in docs/rules, when it is shared with other rules; empty for one named by ID.
	Page string
}

// Docs is the rule's page, relative to the project's docs folder.
func (r Rule) Docs() string {
	if r.Page != "" {
		return "rules/" + r.Page + ".md"
	}
	return "rules/" + r.ID + ".md"
}

// Finding is something the rules noticed. A finding without a reason in Refused is answered by its rule's change.
type Finding struct {
	// Rule is the rule's id, such as "go-split".
	Rule     string           `json:"rule"`
	Title    string           `json:"title"`
	Why      string           `json:"why"`
	Severity Severity         `json:"severity"`
	Lines    dockerfile.Lines `json:"lines"`
	// More are the other lines of which the same is said, in their order: a proposal says it once.
	More []dockerfile.Lines `json:"more_lines,omitempty"`
	// Refused is the reason why no change is offered; empty when there is one. Next is what to do by hand then.
	Refused string `json:"refused,omitempty"`
	Next    string `json:"next,omitempty"`
	// Minor says that it is only shown to who asks for it.
	Minor bool `json:"minor,omitempty"`

	// Alike is the reason without the line it is of, when findings of other lines may say the same; empty when Refused names none.
	Alike string `json:"-"`

	// ByLayer says that what is refused may be known once the image before is built: the layer of the RUN tells what that wrote.
	ByLayer bool `json:"-"`
	// Layers are the lines of the RUNs whose layers in the image before the change rests on.
	Layers []int `json:"-"`
	// Assumes is what the change takes for granted that the sources don't tell; it is off until it was tried. In a refusal it is what is
	// assumed of it where the change is tried: without any, trying it could show nothing.
	Assumes []Assumption `json:"assumes,omitempty"`

	// Edits answer the finding. Those of all findings of one rule are made together and must not overlap. The findings of
	// a pattern have none: the pattern makes its edits itself.
	Edits []dockerfile.Edit `json:"-"`
	// File is another file of the project that the change writes anew, nil for none.
	File *File `json:"-"`
	// Needs replaces the rule's own when not nil; an empty slice needs nothing.
	Needs []string `json:"-"`
	// Off says that the change starts turned off; NeedsProof that it does because the sources don't tell whether the program does
	// the same with it, which starting it tells.
	Off        bool `json:"-"`
	NeedsProof bool `json:"-"`
	// Tried says that it goes with a change that is made in spite of doubts, which other findings tell: nothing is to be said of it
	// beside the change.
	Tried bool `json:"-"`
	// SavesBytes, SavesSeconds and SavesContext are as in Change.
	SavesBytes   int64   `json:"-"`
	SavesSeconds float64 `json:"-"`
	SavesContext int64   `json:"-"`
	// Swap is the change of the image that the final stage stands on; its predicted saving is the difference.
	Swap Swap `json:"-"`
	// Frontend is what the change writes that frontends before 1.4 do not know, such as "COPY --link"; empty for nothing.
	Frontend string `json:"-"`
	// Drops are the lines of an instruction whose layer goes away with the change; how big that layer is, an analysed
	// image tells. The zero value is none.
	Drops dockerfile.Lines `json:"-"`
	// Hides and Leaves are what else an analysed image tells the saving by; their zero values are none.
	Hides  Hides  `json:"-"`
	Leaves Leaves `json:"-"`
}

// Hides are files that an instruction's layer hides and that the change takes out of the layer below: By are the lines of the
// instruction that hides them, Made those of the one that made them.
type Hides struct{ By, Made dockerfile.Lines }

// Leaves are files and folders that an instruction's layer would no longer have, by their absolute paths.
type Leaves struct {
	At    dockerfile.Lines
	Paths []string
}

// File is a file beside the Dockerfile that a change writes.
type File struct {
	// Name is its path in the build context, with slashes.
	Name string
	// Before is what it holds today, nil when it is not there; After is what it shall hold.
	Before, After []byte
	// Ahead says that it is also about what is not there yet and would be large, so that what it saves today is not all.
	Ahead bool
}

// Swap is one image in the place of another, by reference.
type Swap struct{ From, To string }

// Complete returns the finding with what it left to its rule.
func (f Finding) Complete(r Rule) Finding {
	f.Rule = r.ID
	if f.Title == "" {
		f.Title = r.Title
	}
	if f.Why == "" {
		f.Why = r.Why
	}
	if f.Severity == "" {
		f.Severity = r.Severity
	}
	if f.Needs == nil {
		f.Needs = r.Needs
	}
	if f.Refused != "" {
		f.Next, f.Minor = cmp.Or(f.Next, r.Next), f.Minor || r.Minor
	}
	return f
}

// words are what a finding says, but for the reason in Refused. They can be compared.
type words struct{ rule, why, title, severity, next string }

// Said is what a finding says of its first lines. It can be compared.
type Said struct {
	words   words
	refused string
	lines   dockerfile.Lines
}

func (f Finding) words() words {
	return words{rule: f.Rule, why: f.Why, title: f.Title, severity: string(f.Severity), next: f.Next}
}

// Said is what f says, and of which lines first.
func (f Finding) Said() Said { return Said{words: f.words(), refused: f.Refused, lines: f.Lines} }

// Same says whether two findings say the same of the same lines.
func (f Finding) Same(g Finding) bool { return f.Said() == g.Said() && slices.Equal(f.More, g.More) }

// Places are all the lines that a finding is about.
func (f Finding) Places() []dockerfile.Lines { return append([]dockerfile.Lines{f.Lines}, f.More...) }

// mostPlaces is how many lines are named of a finding that is about more.
const mostPlaces = 12

// Named are the lines that are named of those that a finding is about, by the first of each, and how many more there are.
func (f Finding) Named() (lines []int, more int) {
	places := f.Places()
	if len(places) > mostPlaces {
		more = len(places) - (mostPlaces - 2)
	}
	for _, at := range places[:len(places)-more] {
		lines = append(lines, at.First)
	}
	return lines, more
}

// Where names the lines that a finding is about, by the first of each: "line 3", "lines 3, 5 and 9", or "lines 3, 5, 9 and 4990 more".
func (f Finding) Where() string {
	lines, more := f.Named()
	if len(lines) == 1 {
		return "line " + strconv.Itoa(lines[0])
	}
	words := make([]string, 0, len(lines)+1)
	for _, line := range lines {
		words = append(words, strconv.Itoa(line))
	}
	if more > 0 {
		words = append(words, strconv.Itoa(more)+" more")
	}
	last := len(words) - 1
	return "lines " + strings.Join(words[:last], ", ") + " and " + words[last]
}

// Together makes one of the refusals that say the same of many lines; all others stay, in their order.
func Together(all []Finding) []Finding {
	type alike struct {
		words  words
		reason string
	}
	at, seen := map[alike]int{}, map[alike]map[dockerfile.Lines]bool{}
	out := make([]Finding, 0, len(all))
	for _, f := range all {
		key := alike{f.words(), cmp.Or(f.Alike, f.Refused)}
		i, known := at[key]
		if f.Refused == "" || !known {
			if f.Refused != "" {
				at[key], seen[key] = len(out), map[dockerfile.Lines]bool{f.Lines: true}
			}
			out = append(out, f)
			continue
		}
		out[i].Refused = cmp.Or(f.Alike, f.Refused)
		if !seen[key][f.Lines] {
			seen[key][f.Lines] = true
			out[i].More = append(out[i].More, f.Lines)
		}
	}
	return out
}

// WithoutMinor are the findings that are shown to who did not ask for all of them.
func WithoutMinor(all []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f Finding) bool { return f.Minor })
}

// Refuse returns a finding without a change, with the reason.
func Refuse(at dockerfile.Lines, reason string) Finding { return Finding{Lines: at, Refused: reason} }

// Then returns the finding with what to do by hand.
func (f Finding) Then(next string) Finding {
	f.Next = next
	return f
}

// Change is an edit that answers the findings of one rule; the user turns it on or off.
type Change struct {
	// ID is the rule's id; it is unique within a proposal.
	ID       string   `json:"id"`
	Group    Group    `json:"group"`
	Severity Severity `json:"severity"`
	Title    string   `json:"title"`
	Why      string   `json:"why"`
	// Docs is the rule's page, relative to the project's docs folder: "rules/go-split.md".
	Docs string `json:"docs"`
	// Also are the ids that hadolint and BuildKit give it, such as "DL3059".
	Also []string `json:"also,omitempty"`
	// SavesBytes is the predicted saving on disk, SavesSeconds that of a rebuild after a source change; 0 when none
	// or not known.
	SavesBytes   int64   `json:"saves_bytes,omitempty"`
	SavesSeconds float64 `json:"saves_seconds,omitempty"`
	// SavesContext is the bytes of the build context that would no longer be sent to the builder, measured in the folder; for a
	// folder of very many files it is at least that.
	SavesContext int64 `json:"saves_context_bytes,omitempty"`
	// Estimate says that SavesBytes comes from the sizes of images in general; otherwise it comes from the before image that
	// was built and analysed.
	Estimate bool `json:"estimate,omitempty"`
	// Needs are the ids of changes that must be on for this one to be.
	Needs []string `json:"needs,omitempty"`
	// Default says whether the change starts turned on.
	Default bool `json:"default"`
	// NeedsProof says that it is off until it was tried: the sources don't tell whether the program does the same with it.
	NeedsProof bool `json:"needs_proof,omitempty"`
	// Layers are the lines of the RUNs whose layers in the image before it rests on: what they wrote can't be told from their text.
	Layers []int `json:"layers,omitempty"`
	// Assumes is what it takes for granted that the sources don't tell, which is why it needs proof.
	Assumes []Assumption `json:"assumes,omitempty"`
	// Lines is where in the before text it starts from.
	Lines dockerfile.Lines `json:"lines"`
}

// Change returns the rule's change that answers a finding.
func (r Rule) Change(f Finding) Change {
	return Change{
		ID: r.ID, Group: r.Group, Severity: f.Severity, Title: f.Title, Why: f.Why, Docs: r.Docs(), Also: r.Also,
		SavesBytes: f.SavesBytes, SavesSeconds: f.SavesSeconds, SavesContext: f.SavesContext, Needs: f.Needs, Default: !f.Off, NeedsProof: f.NeedsProof && f.Off,
		Layers: f.Layers, Assumes: f.Assumes, Lines: f.Lines,
	}
}
