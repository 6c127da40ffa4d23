package pattern

import (
	"regexp"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
)

// finalStage writes the final stage of a split onto a base.
type finalStage struct {
	*Split
	on    map[string]bool
	base  bases.Base
	dest  string
	edits *Edits
	// userSet says that USER stands above the working directory.
	userSet bool
}

// Write adds the edits that make two stages of one. The program says what it needs of its base; what the base lacks is
// copied from the builder where the builder has it.
func (s *Split) Write(edits *Edits, on map[string]bool, base bases.Base, program bases.Program) {
	w := &finalStage{Split: s, on: on, base: base, dest: s.Dest, edits: edits}
	if s.Program != "" && !strings.Contains(s.word(), "/") && s.Dest == s.Program {
		// A bare name is found through PATH, which every base has /usr/local/bin in.
		w.dest = "/usr/local/bin/" + s.word()
	}
	from := s.stage.Instructions[0]
	edits.Replace(from.Lines, w.namedFrom(from))
	startMoved := false
	var tail []string
	for _, m := range s.moved {
		edits.Replace(m.lines, "")
		switch ins := s.stage.Instructions[m.index]; ins.Keyword {
		case "CMD", "ENTRYPOINT":
			startMoved = true
		default:
			tail = append(tail, m.text)
		}
	}
	edits.Insert(s.At, strings.Join(append(w.header(from, program), tail...), "\n")+"\n")
	w.handOver()
	if start := s.stage.Start; start.Entrypoint < 0 && start.Cmd < 0 {
		w.startedOutside()
	} else {
		w.start(startMoved)
	}
}

// namedFrom names the builder stage.
func (w *finalStage) namedFrom(from dockerfile.Instruction) string {
	return FromNamed(from, w.stage.Name, w.Builder)
}

// FromNamed is a FROM with another name of its stage; name is the one it has, in lower case, empty for none.
func FromNamed(from dockerfile.Instruction, name, other string) string {
	text := strings.ReplaceAll(from.Text, "\r\n", "\n")
	if name == other {
		return text
	}
	return dockerfile.FromNamed(text, other)
}

// header is the final stage's lines up to what stays where it is.
func (w *finalStage) header(from dockerfile.Instruction, program bases.Program) []string {
	ref := w.base.Ref
	if ref == w.stage.Base {
		ref = WrittenBase(from)
	}
	if written, ok := w.Written[ref]; ok {
		ref = written
	}
	line := "FROM " + w.platform(from) + ref
	if w.Final != "" {
		line += " AS " + w.Final
	}
	var out []string
	if w.Between != "" {
		if strings.HasPrefix(w.Between, "FROM ") {
			out = append(out, "")
		}
		out = append(out, strings.TrimSuffix(w.Between, "\n"))
	}
	out = append(out, "", line)
	out = append(out, w.Setup...)
	out = append(out, w.Left.remade(w.base)...)
	if dir := w.dirAtSplit(); w.KeepDir && dir != "/" || (w.KeepDir || !w.AnyDir) && dir != startDir(w.base) {
		out = append(out, w.workdir(dir)...)
	}
	if w.Program != "" {
		out = append(out, "COPY --from="+w.Builder+" "+w.Program+" "+w.dest)
	}
	for _, a := range w.copied(w.on) {
		out = append(out, a.line(w.Builder))
	}
	out = append(out, w.leftCopies()...)
	out = append(out, w.supplies(program)...)
	out = append(out, w.Extra...)
	return append(out, w.carried...)
}

// platform is the flag by which the builder's FROM says for which machine its image is: what it leaves is for that one. A builder that runs
// on the machine which builds, and asks for which one the image is, builds for that.
func (w *finalStage) platform(from dockerfile.Instruction) string {
	flag := dockerfile.FromPlatform(from.Text)
	asks := func(ins dockerfile.Instruction) bool { return aTarget.MatchString(ins.Text) }
	if flag == "" || strings.Contains(flag, "BUILDPLATFORM") && slices.ContainsFunc(w.stage.Instructions, asks) {
		return ""
	}
	return flag + " "
}

// aTarget finds a variable that says for which machine an image is.
var aTarget = regexp.MustCompile(`\bTARGET(?:PLATFORM|OS|ARCH|VARIANT)\b`)

// startDir is the working directory that a base starts with, empty when that is not known.
func startDir(base bases.Base) string { return base.Config.Dir }

// line is the artefact's COPY.
func (a Artefact) line(builder string) string {
	from := a.From
	if from == "" {
		from = builder
	}
	owner := ""
	if a.Owner != "" {
		owner = " --chown=" + a.Owner
	}
	return "COPY --from=" + from + owner + " " + a.Source + " " + a.Dest
}

// supplies copies from the builder what the program needs and the base lacks.
func (w *finalStage) supplies(program bases.Program) []string {
	builder := bases.Describe(w.stage.Base)
	builder.Ref = w.stage.Base
	out := Supplies(w.Builder, builder, w.base, program)
	if SetsZone(w.stage) {
		out = append(out, zoneFiles(w.Builder, builder, w.base)...)
	}
	return out
}

// Supplies are the lines of a final stage that copy from the stage called from, which stands on builder, what the program
// needs and the base lacks: certificates and time zones, where the builder has them.
func Supplies(from string, builder, base bases.Base, program bases.Program) []string {
	var out []string
	if program.NeedsCA && !base.CACertificates && builder.CACertificates {
		const bundle = "/etc/ssl/certs/ca-certificates.crt"
		out = append(out, "COPY --from="+from+" "+bundle+" "+bundle)
	}
	if program.NeedsZones && !base.Zones && bases.IsGoToolchain(builder.Ref) {
		const zones = "/usr/local/go/lib/time/zoneinfo.zip"
		out = append(out, "COPY --from="+from+" "+zones+" "+zones, "ENV ZONEINFO="+zones)
	}
	return out
}

// WrittenBase is the image of a FROM as written, with its ARGs.
func WrittenBase(from dockerfile.Instruction) string { return dockerfile.FromBase(from.Text) }

// startedOutside writes the user of an image that others start, with words of their own.
func (w *finalStage) startedOutside() {
	if user := w.userLine(); user != "" {
		w.edits.Insert(w.stage.End(), user+"\n")
	}
}

// start writes the user and the start command: in the place of the old ones, or behind the stage's last line when those
// stood in the builder.
func (w *finalStage) start(atEnd bool) {
	st := w.stage.Start
	lines := w.startLines()
	user := w.userLine()
	if w.Start != nil {
		w.restart(user, atEnd)
		return
	}
	if atEnd {
		if st.Entrypoint >= 0 && !st.Shell && st.Cmd >= 0 && !w.keepsStart() {
			lines = append(lines, w.stage.Instructions[st.Cmd].Text)
		}
		w.edits.Insert(w.stage.End(), joined(append([]string{user}, lines...)))
		w.dropTailStart()
		return
	}
	first := st.Cmd
	if st.Entrypoint >= 0 && (first < 0 || st.Entrypoint < first) {
		first = st.Entrypoint
	}
	if user != "" {
		w.edits.Insert(w.subject.WithComments(w.stage.Instructions[first].Lines).First, user+"\n")
	}
	if st.Shell || w.keepsStart() {
		return
	}
	at := st.Entrypoint
	if at < 0 {
		at = st.Cmd
	}
	if text := strings.Join(lines, "\n"); text != w.stage.Instructions[at].Text {
		w.edits.Replace(w.stage.Instructions[at].Lines, text)
	}
}

// restart writes the pattern's own start command in place of the stage's.
func (w *finalStage) restart(user string, atEnd bool) {
	if atEnd {
		w.edits.Insert(w.stage.End(), joined(append([]string{user}, w.Start...)))
		w.dropTailStart()
		return
	}
	st := w.stage.Start
	last := w.stage.Instructions[max(st.Entrypoint, st.Cmd)]
	if user != "" {
		w.edits.Insert(w.subject.WithComments(last.Lines).First, user+"\n")
	}
	w.edits.Replace(last.Lines, strings.TrimSuffix(joined(w.Start), "\n"))
	if first := min(st.Entrypoint, st.Cmd); first >= 0 {
		w.edits.Replace(w.stage.Instructions[first].Lines, "")
	}
}

// dropTailStart removes what is left of the old start command in the part that becomes the final stage.
func (w *finalStage) dropTailStart() {
	st := w.stage.Start
	for _, i := range []int{st.Entrypoint, st.Cmd} {
		if i >= 0 && w.stage.Instructions[i].Lines.First >= w.At {
			w.edits.Replace(w.stage.Instructions[i].Lines, "")
		}
	}
}

// startLines are the instructions that start the program: as they are written, because it is found by the same words.
func (w *finalStage) startLines() []string {
	st, stage := w.stage.Start, w.stage
	if st.Shell || w.keepsStart() {
		var lines []string
		for _, i := range []int{st.Entrypoint, st.Cmd} {
			if i >= 0 && (w.keepsStart() || len(lines) == 0) {
				lines = append(lines, stage.Instructions[i].Text)
			}
		}
		return lines
	}
	if st.Entrypoint < 0 {
		text := stage.Instructions[st.Cmd].Text
		if len(w.base.Entrypoint) > 0 || w.base.Runtime != "" && w.base.Shell == "" {
			return []string{"ENTRYPOINT []", text} // The base's own would take the words for its arguments.
		}
		return []string{text}
	}
	return []string{stage.Instructions[st.Entrypoint].Text}
}

// joined puts lines together without the empty ones.
func joined(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if l != "" {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}
