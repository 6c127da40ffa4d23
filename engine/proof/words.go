package proof

import "fmt"

// Says is a reason in words, such as "it tries to reach db:5432".
func (r Reason) Says() string {
	switch r.Kind {
	case Reaches:
		return "it tries to reach " + r.Subject
	case NeedsArgument:
		return "it wants an argument"
	case NeedsTerminal:
		return "it wants a terminal"
	case NeedsInput:
		return "it wants something on its standard input"
	case NeedsDevice:
		return "it wants the device " + r.Subject
	case NeedsSecret:
		if r.Subject == "" {
			return "it wants a password, token or key"
		}
		return "it wants the secret " + r.Subject
	case NeedsVariable:
		return "it wants the variable " + r.Subject
	case Silent:
		return "it ended without a word, and wrote nothing"
	case Nothing:
		return idle(r.Subject)
	case Refuses:
		return "it answers with errors only (" + r.Subject + ")"
	case OtherPlatform:
		return "the image is for " + r.Subject + ", which can't be started here"
	case NotTraced:
		return "what it asks of the system can't be seen here (" + r.Subject + ")"
	case Overran:
		return "it did not end in its time"
	}
	return "before does not do what it is for either: " + r.Subject
}

// idle says what a program did that neither ended nor listened on a port that is asked; port is one of UDP, empty for none.
func idle(port string) string {
	if port != "" {
		return "it listens on UDP port " + port + " alone, and nothing is asked by UDP"
	}
	return "it neither ended nor listened on a port"
}

// Give is what the user can give, or do, so that it can be told.
type Give string

// What can be given.
const (
	// GiveWithout is that the program does without the address in Subject.
	GiveWithout  Give = "without"
	GiveArgs     Give = "arguments"
	GiveInput    Give = "input"
	GiveVariable Give = "variables"
	GiveQuestion Give = "questions"
	GiveTime     Give = "time"
	// DoByHand is to start both by hand, DoRebuild to build for the computer's own platform, DoEmbedded to use the embedded BuildKit.
	DoByHand   Give = "by hand"
	DoRebuild  Give = "rebuild"
	DoEmbedded Give = "embedded"
)

// Gives are what can be given, the first the most likely to help. Whoever shows a reason says where: Next does for the command line.
func (r Reason) Gives() []Give {
	switch r.Kind {
	case Reaches:
		return []Give{GiveWithout}
	case NeedsArgument, Silent:
		return []Give{GiveArgs}
	case NeedsInput:
		return []Give{GiveInput}
	case NeedsVariable, NeedsSecret:
		return []Give{GiveVariable}
	case NeedsTerminal, NeedsDevice:
		return []Give{DoByHand}
	case Nothing:
		return []Give{GiveQuestion}
	case Refuses, Fails:
		return []Give{GiveVariable, GiveArgs}
	case OtherPlatform:
		return []Give{DoRebuild}
	case NotTraced:
		return []Give{DoEmbedded}
	}
	return []Give{GiveTime}
}

// Next is what to give on the command line so that it can be told.
func (r Reason) Next() string {
	switch r.Kind {
	case Reaches:
		return fmt.Sprintf("nothing outside the container is reached; if the program does without it, say so: --without %s", r.Subject)
	case NeedsArgument:
		return "give the arguments behind --: lightshipctl prove DIR -- ARGUMENT"
	case NeedsInput:
		return "give a file to read: --stdin FILE"
	case NeedsVariable:
		return fmt.Sprintf("give it: --env %s=VALUE, or a file: --env-file FILE", r.Subject)
	case NeedsSecret:
		return "give what it reads as a variable if it takes one: --env NAME=VALUE"
	case NeedsTerminal, NeedsDevice:
		return "containers of a proof have none: start both by hand"
	case Silent:
		return "give arguments behind -- with which it does something"
	case Nothing:
		if r.Subject != "" {
			return "give a command of the image that asks it: --probe 'cmd:COMMAND'"
		}
		return "give a question that it answers: --probe tcp:PORT, or --probe 'cmd:COMMAND'"
	case Refuses, Fails:
		return "give what it needs: --env NAME=VALUE, --env-file FILE, arguments behind --"
	case OtherPlatform:
		return "build for the computer's own platform"
	case NotTraced:
		return "use the embedded BuildKit, which lets programs be traced"
	}
	return "give it more time: --watch 30s"
}

// Summary is the verdict in a line.
func (r *Result) Summary() string {
	switch r.Verdict {
	case Same:
		return fmt.Sprintf("same: alike in all that was compared (%d)", r.Compared())
	case Differs:
		return fmt.Sprintf("differs: %d of the %d that were compared", len(r.Differing()), r.Compared())
	}
	if len(r.Reasons) == 0 {
		return string(r.Verdict)
	}
	return string(r.Verdict) + ": " + r.Reasons[0].Says()
}

// Brief is the result without the runs and the files that were read: what a report has.
func (r *Result) Brief() *Result {
	b := *r
	b.Before, b.Again, b.After = nil, nil, nil
	b.Seen = ofSystem(r.Seen)
	return &b
}

// Compared is how many rows say something of whether both do the same: all but those that are only measured.
func (r *Result) Compared() int {
	all := 0
	for _, row := range r.Rows {
		if row.State != Measured {
			all++
		}
	}
	return all
}

// Differing are the rows that are not alike.
func (r *Result) Differing() []Row {
	var all []Row
	for _, row := range r.Rows {
		if row.State == Different {
			all = append(all, row)
		}
	}
	return all
}
