package stagegraph

import (
	"fmt"
	"strconv"
	"strings"

	"lightship/engine/dockerfile"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// use adds the edges of one instruction.
func (b *builder) use(in dockerfile.Instruction, to string) error {
	switch c := in.Expanded().(type) {
	case *instructions.CopyCommand:
		return b.copyFrom(c, in.Lines, to)
	case *instructions.RunCommand:
		for _, m := range instructions.GetMounts(c) {
			if err := b.mount(m, in.Lines, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) copyFrom(c *instructions.CopyCommand, at dockerfile.Lines, to string) error {
	if c.From == "" {
		return nil
	}
	if plain, _, err := b.lex.ProcessWord(c.From, shell.EnvsFromSlice(nil)); err != nil || plain != c.From {
		return fmt.Errorf("--from=%s: %w", c.From, ErrVariableFrom)
	}
	from, err := b.source(c.From, true, at)
	if err != nil || from == "" {
		return err
	}
	b.addEdge(Edge{From: from, To: to, Kind: Copy, Paths: c.SourcePaths, Into: c.DestPath, Options: copyOptions(c), Lines: at})
	return nil
}

func copyOptions(c *instructions.CopyCommand) []string {
	var out []string
	for _, o := range []struct {
		on   bool
		text string
	}{
		{c.Link, "--link"},
		{c.Parents, "--parents"},
		{c.Chown != "", "--chown=" + c.Chown},
		{c.Chmod != "", "--chmod=" + c.Chmod},
	} {
		if o.on {
			out = append(out, o.text)
		}
	}
	for _, pattern := range c.ExcludePatterns {
		out = append(out, "--exclude="+pattern)
	}
	return out
}

// mount adds the edge of one mount. Even one without a source takes a number that COPY --from=N could name.
func (b *builder) mount(m *instructions.Mount, at dockerfile.Lines, to string) error {
	name := m.From
	if name == "" || m.Type != instructions.MountTypeBind && m.Type != instructions.MountTypeCache {
		name = dockerfile.Scratch
	}
	from, err := b.source(name, false, at)
	if err != nil || from == "" {
		return err
	}
	source := m.Source
	if source == "" {
		source = "/"
	}
	b.addEdge(Edge{From: from, To: to, Kind: Mount, Paths: []string{source}, Into: m.Target, Options: mountOptions(m), Lines: at})
	return nil
}

func mountOptions(m *instructions.Mount) []string {
	var out []string
	if m.Type != instructions.MountTypeBind {
		out = append(out, "type="+string(m.Type))
	}
	if m.CacheID != "" {
		out = append(out, "id="+m.CacheID)
	}
	if m.CacheSharing != "" {
		out = append(out, "sharing="+string(m.CacheSharing))
	}
	switch {
	case m.Type == instructions.MountTypeBind && !m.ReadOnly:
		out = append(out, "rw")
	case m.Type == instructions.MountTypeCache && m.ReadOnly:
		out = append(out, "ro")
	}
	return out
}

// source returns the ID of what a --from names: a stage in any case, a number where that is allowed, a named context
// or an image.
func (b *builder) source(name string, numbers bool, at dockerfile.Lines) (string, error) {
	if n, err := strconv.Atoi(name); err == nil && numbers {
		if n < 0 || n >= len(b.numbered) {
			return "", fmt.Errorf("--from=%s, but the stages are 0 to %d: %w", name, len(b.file.Stages)-1, ErrNoSuchStage)
		}
		return b.numbered[n], nil
	}
	if i, found := b.byName[strings.ToLower(name)]; found {
		return stageID(i), nil
	}
	if _, err := reference.ParseNormalizedNamed(name); err != nil {
		return "", fmt.Errorf("--from=%s names neither a stage nor an image: %w", name, err)
	}
	id := b.image(name, "", at)
	b.numbered = append(b.numbered, id)
	return id, nil
}
