package report

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite"
)

// sourceRoot is the name that SARIF's readers know for the root of a checkout.
const sourceRoot = "%SRCROOT%"

// WriteSARIF writes the findings as SARIF 2.1.0, which code hosts show beside the lines of a change. Paths are relative to the
// project's folder.
func WriteSARIF(w io.Writer, l *Lint) error {
	tool := sarif.NewTool().WithDriver(sarif.NewToolComponent().WithName("Lightship").WithVersion(l.Version))
	run := sarif.NewRun().WithTool(tool).WithColumnKind("unicodeCodePoints")
	for _, r := range rewrite.Rules() {
		run.Tool.Driver.AddRule(sarifRule(r))
	}
	for _, file := range l.Files {
		for _, f := range file.Findings {
			run.AddResult(sarifResult(run, file.Dockerfile, f))
		}
	}
	doc := report.NewV210Report()
	doc.AddRun(run)
	if err := doc.PrettyWrite(w); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

func sarifRule(r rewrite.Rule) *sarif.ReportingDescriptor {
	help := "See docs/" + r.Docs()
	if len(r.Also) > 0 {
		help += "; also known as " + strings.Join(r.Also, ", ")
	}
	return sarif.NewRule(r.ID).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(r.Title)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(r.Why)).
		WithHelp(sarif.NewMultiformatMessageString().WithText(help + ".")).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevel(r.Severity)))
}

func sarifResult(run *sarif.Run, file string, f rewrite.Finding) *sarif.Result {
	text := f.Title + ". " + f.Why
	if f.Refused != "" {
		text += " Left as it is: " + f.Refused + ". What to do: " + f.Next + "."
	}
	result := sarif.NewRuleResult(f.Rule).WithRuleIndex(run.GetRuleIndex(f.Rule)).WithLevel(sarifLevel(f.Severity)).
		WithMessage(sarif.NewTextMessage(text)).AddLocation(sarifLocation(file, f.Lines))
	for _, more := range f.More {
		result.AddRelatedLocation(sarifLocation(file, more))
	}
	return result
}

func sarifLocation(file string, at dockerfile.Lines) *sarif.Location {
	region := sarif.NewRegion().WithStartLine(at.First).WithEndLine(at.Last)
	return sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().WithRegion(region).
		WithArtifactLocation(sarif.NewArtifactLocation().WithURI((&url.URL{Path: file}).EscapedPath()).WithURIBaseID(sourceRoot)))
}

// sarifLevel is SARIF's word for a severity.
func sarifLevel(s rewrite.Severity) string {
	switch s {
	case rewrite.Error:
		return "error"
	case rewrite.Warning:
		return "warning"
	}
	return "note"
}
