package rules

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// gitTools are programs that read the repository when they build.
const gitTools = "git goreleaser gitversion dotnet-gitversion nbgv versioningit dunamai semantic-release standard-version hatch setuptools-git-versioning " +
	"shadow-rs lerna nx svu git-cliff gitchangelog reno gitlint pre-commit repo west"

// gitMarks are what a file of the build is known by that reads the repository: calls of git, and the plugins and libraries that stamp
// a version, of Maven, Gradle, sbt, .NET, Python, Rust, Ruby and Node.
var gitMarks = []string{
	"git describe", "git rev-parse", "git log", "git show", "git ls-files", "git rev-list", "git tag", "git branch", "git status", "git diff", "git config", "git -C", "git submodule",
	"git-commit-id", "gitversion", "git-version", "git_version", "GitVersion", "jgitver", "git-properties", "grgit", "jgit", "axion-release", "nebula.release", "reckon",
	"sbt-git", "sbt-dynver", "MinVer", "Nerdbank", "setuptools_scm", "setuptools-scm", "hatch-vcs", "versioningit", "versioneer", "dunamai", "dynamic-versioning", "pbr", "gitpython", "scm_version", "\"scm\"", "hatch_vcs", "git_versioning",
	"dulwich", "vergen", "shadow-rs", "built::", "git2", "git-revision", "git-rev-sync", "git-describe", "git-repo-info", "git-last-commit", "git-commit-info",
	"git-rev", "git-hash", "git_hash", "gitHash", "git-info", "git_info", "gitInfo", "gitinfo", "git-raw-commits", "plugin-git", "unplugin-info", "next-build-id",
	"SourceLink", "buildnumber-maven", "gradle-git", "simple-git", "isomorphic-git", "nodegit", ".git/HEAD", ".git/refs", "buildvcs=true",
}

// gitWord are calls of git by a list of words.
var gitWord = regexp.MustCompile("[\"'`]git[\"'`]")

// buildFolders hold scripts of the build.
const buildFolders = "scripts script tools tool build hack ci bin buildSrc .mvn make tasks"

// buildFile are the names of files that a build runs or reads its settings from.
var buildFile = regexp.MustCompile(`^(.*\.(sh|bash|mk|gradle|kts|toml|cfg|cmake|gemspec|sbt|csproj|props|targets)|(GNU)?[Mm]akefile.*|pom\.xml|setup\.py|` +
	`package\.json|composer\.json|build\.rs|CMakeLists\.txt|meson\.build|[Jj]ustfile|Taskfile\.ya?ml|Rakefile|magefile.*\.go|\.goreleaser.*|versioneer\.py|_?version\.py|` +
	`mix\.exs|.*\.config\.[cm]?[jt]s|(gulpfile|Gruntfile|webpack|rollup|vite|esbuild|craco|vue).*\.[cm]?[jt]s|noxfile\.py|tasks\.py)$`)

// usesGit says whether the build may read the repository: a command runs git, or a file of the build says so.
func usesGit(m *model.Model) bool {
	if runsAny(m, func(c model.Command) bool {
		return has(gitTools, c.Name()) || strings.Contains(strings.Join(raws(c), " "), "buildvcs=true")
	}) {
		return true
	}
	for _, s := range m.Stages {
		if slices.ContainsFunc(s.Instructions, func(ins dockerfile.Instruction) bool {
			return ins.Keyword == "RUN" && (strings.Contains(ins.Text, "git ") || strings.Contains(ins.Text, ".git"))
		}) {
			return true
		}
	}
	return slices.ContainsFunc(contextFiles(m), func(name string) bool {
		folder := strings.Split(path.Dir(name), "/")[0]
		if !buildFile.MatchString(path.Base(name)) && !has(buildFolders, folder) {
			return false
		}
		text, ok := m.Read(name)
		// A manifest in JSON says where its repository is: only the words of its scripts count.
		return ok && (!strings.HasSuffix(name, ".json") && gitWord.Match(text) || marksGit(string(text)))
	})
}

func marksGit(text string) bool {
	return slices.ContainsFunc(gitMarks, func(mark string) bool { return strings.Contains(text, mark) })
}

// contextFiles are the files of the build context, but those of other people.
func contextFiles(m *model.Model) []string {
	all, err := m.Project.Files.All(context.Background())
	if err != nil {
		return nil
	}
	return all
}
