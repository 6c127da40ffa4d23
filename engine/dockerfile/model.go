// Package dockerfile turns the text of a Dockerfile into a model and back without losing a byte.
//
// BuildKit's own parser, instruction types and shell lexer are the grammar. The model keeps the source beside
// what was parsed from it; edits replace ranges of lines, so comments, heredocs, line continuations, CRLF line
// ends and the user's own formatting survive.
package dockerfile

import (
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// Options says what is given from outside a Dockerfile and changes its model.
type Options struct {
	// Name is the file's name as shown in messages, such as "Dockerfile".
	Name string
	// BuildArgs are the --build-arg values by name.
	BuildArgs map[string]string
	// Platform is the target platform, such as "linux/amd64"; empty means this computer's.
	Platform string
	// Target is the stage that is asked for, as the automatic ARG TARGETSTAGE says it; empty means the last one.
	Target string
	// Images are the configs of base images, as far as they are known, by the reference as written after FROM.
	Images map[string]ImageConfig
	// Contexts are the named contexts by name, as docker's --build-context gives them: a folder, a git or http
	// address, "docker-image://" or "oci-layout://" and a reference. A name with "::" and a platform behind it is for
	// that platform alone.
	Contexts map[string]string
}

// ImageConfig is what a base image brings into a Dockerfile's model.
type ImageConfig struct {
	// Env are the image's variables, "NAME=value".
	Env []string
	// OnBuild are the instructions that a stage from the image starts with.
	OnBuild []string
}

// Lines is a range of 1-based lines of the source, both ends included. The zero value is no line.
type Lines struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// File is a parsed Dockerfile. It is never changed after Parse returned it.
type File struct {
	// Name is the file's name as shown in messages.
	Name string
	// Source is the text as it was read, byte for byte.
	Source []byte
	// Syntax is the value of the "# syntax=" directive, empty when there is none.
	Syntax string
	// Escape is the line continuation character, a backslash or a backtick.
	Escape rune
	// Check is what the "# check=" directive says to BuildKit's linter.
	Check Check
	// Args are the ARG instructions before the first FROM, in order.
	Args []Arg
	// Stages are in the order of the file; there is at least one.
	Stages []Stage

	contexts contexts
}

// Check is the "# check=" directive: which of BuildKit's build checks run, and what they do.
type Check struct {
	// Skip are the rules that are left out, Experimental the experimental ones that are taken in; "all" is all.
	Skip, Experimental []string
	// Error makes a warning fail the build.
	Error bool
}

// Arg is a global build argument: ARG before the first FROM.
type Arg struct {
	Name string
	// Value is the default, or the value from Options.BuildArgs, expanded; empty when neither is given.
	Value string
	// Default is the default as written; it counts only when HasDefault.
	Default    string
	HasDefault bool
	Lines      Lines
}

// Stage is one FROM and what follows it.
type Stage struct {
	// Index is the 0-based position in the file.
	Index int
	// Name is the name after AS, in lower case as BuildKit resolves it; empty when there is none.
	Name string
	// Base is the expanded image reference or stage name after FROM, as written otherwise: "golang:1.22", "scratch".
	Base string
	// Parent is the index of the earlier stage that Base names, -1 when Base is an image, a named context or scratch.
	Parent int
	// Context is the named context that stands in place of the base, nil when there is none.
	Context *NamedContext
	// Replaced says that Context has the stage's own name: then it stands in place of the whole stage, and none of its
	// instructions is run.
	Replaced bool
	// Platform is the expanded --platform of FROM, empty when there is none.
	Platform string
	// Lines is from FROM to the last line of the stage's last instruction.
	Lines Lines
	// Instructions are the stage's, FROM first, in the order of the file.
	Instructions []Instruction
	// Triggers are the ONBUILD instructions of the base, a stage or an image whose config is known, which run between
	// FROM and the next instruction. Their Lines are FROM's, their Text is what stands behind ONBUILD.
	Triggers []Instruction
}

// Instruction is one instruction of a stage with its place in the source.
type Instruction struct {
	// Keyword is in upper case: "FROM", "RUN", "COPY".
	Keyword string
	// Lines is the instruction's own lines, continuations and heredocs included, comments above it not.
	Lines Lines
	// Text is the source of Lines without the final line end.
	Text string
	// Command is BuildKit's typed form: *instructions.RunCommand, *instructions.CopyCommand and so on; for FROM it
	// is nil. ARG and ENV references in it are not expanded.
	Command instructions.Command
	// Env is the environment as visible to this instruction (ENV and ARG of the stage and of the stages it
	// stands on, build args applied), by name. It is shared between instructions and must not be changed.
	Env Environment

	// expanded is Command with its variables replaced; problem is why BuildKit would refuse to.
	expanded instructions.Command
	problem  error
}

// Edit replaces the lines of a range with Text. With Lines.Last = Lines.First-1 it inserts Text before line
// Lines.First. Text holds whole lines, "\n" separated; Apply gives them the line end the file uses.
type Edit struct {
	Lines Lines
	Text  string
}
