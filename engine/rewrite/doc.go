// Package rewrite finds what a Dockerfile could do better and rewrites it. Propose gives findings and changes; After gives
// the Dockerfile with the changes that are on.
//
// # How changes compose
//
// A plan is the set of changes that are on, and a final base. After does the same steps in the same order for every plan,
// each on the text that the step before left:
//
//  1. the early rules (exec-form), so that a pattern sees the program and not the shell around it;
//  2. the pattern of the program's language, which makes all its edits at once;
//  3. the other rules, in the order of rules.All.
//
// A step that is off is left out. Nothing else comes in, so the after text depends on the set of changes and not on the
// order in which they were turned on; no edit has to know of another's lines, because each step reads its text anew. A
// change has an effect only while those it needs are on. Edits replace ranges of lines; all other lines stay the user's,
// byte for byte.
//
// # Sub-packages
//
//   - model: the Dockerfile prepared once: what holds at each instruction, each RUN's script parsed once as shell
//   - rule: the words that rules and patterns share
//   - rules: the rules, one file each; docs/rules/README.md says how to add one
//   - pattern: the interface of a language's pattern, and the writing of the final stage
//   - compiled and pattern/interpreted: what the patterns of compiled languages share, and those of interpreted ones
//   - effects: one walk over a stage, which says what each instruction does; packages: what packages of the system are for
//
// The languages stand in engine/language, a folder each, above these and below this package.
//
// # Adding a language
//
// Make a package engine/language/LANGUAGE with a type Pattern that has pattern.Pattern's methods, and add it to All in
// engine/language/languages.go; the first pattern whose Read is not nil answers for a Dockerfile. Sources reads the project's files
// once and gives evidence. In Read:
//
//   - Look at Subject.Final and at the stages it copies from (Subject.CopiedFrom); return nil when none of them is of the
//     language. The sources are in Subject.Project.
//   - Every finding has the id of one of the pattern's Rules, pattern.FinalBase or rule.NonRootUser. One without a
//     reason in Refused is offered as a change, with the id that Edits finds in the map of those that are on. Refuse
//     whatever can't be known for sure: a wrong rewrite is worse than none.
//   - pattern.NewSplit makes the final stage from the user's own: what stands behind Settings.After stays, what stands
//     before it stays in the builder, and what sets the image's config moves or is repeated. Say what is copied in
//     Artefacts; leave Program empty when an interpreter starts a script and the start command stays as it is; put whole
//     further stages into Between and run-time packages into Setup. pattern.StageProblems and Split.CheckStarts are the
//     refusals that all languages share.
//   - In Edits, call Split.Write when the split is on, pattern.EditInPlace otherwise, and add the pattern's own edits.
//     They are made to one text at once and must not overlap.
//
// What can be said of one instruction, whatever the stage, is no part of a pattern but a rule: cache mounts, for one, are
// added to the pattern's output by the rules that run after it. The pattern's output has to please the rules and
// BuildKit's linter, and proposing on it must propose nothing more: tests check this for every case.
//
// Cases are folders testdata/LANGUAGE-split/CASE with Dockerfile, want.Dockerfile and want.findings; files of the project
// stand beside them, in the folder project. Run the test with -update to write the want files, and read what changed. A
// pattern has at least five cases that it must refuse. testdata/whole/LANGUAGE has archives of whole projects, with the recommended
// base.
package rewrite
