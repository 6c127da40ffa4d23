package buildkitd

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
)

var (
	// ErrNoPermission is returned when this user may not run BuildKit or write its folders. The error's text says
	// what to do next.
	ErrNoPermission = errors.New("no permission to run BuildKit")
	// ErrNoSpace is returned when the disk with the cache folder is full.
	ErrNoSpace = errors.New("no space left on the disk with Lightship's cache")
	// ErrMissing is returned when a program that the embedded BuildKit needs is not installed.
	ErrMissing = errors.New("the embedded BuildKit is not complete")
	// ErrNoAnswer is returned when a BuildKit runs and does not answer: it was stopped, or it hangs.
	ErrNoAnswer = errors.New("the builder does not answer")
	// ErrConfig is returned for a configuration file that BuildKit can't read.
	ErrConfig = errors.New("BuildKit's configuration can't be read")
)

// advice is what a line in the log of a daemon that did not start means, and what the user can do.
type advice struct {
	text string
	kind error
	next string
}

// advices are looked through in order; the first whose text is in the log is the reason.
func advices() []advice {
	subid := "let the administrator run: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $USER; " +
		"or set BUILDKIT_HOST to a BuildKit that runs elsewhere"
	userns := "allow user namespaces (kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0, " +
		"kernel.apparmor_restrict_unprivileged_userns=0), or set BUILDKIT_HOST to a BuildKit that runs elsewhere"
	return []advice{
		{"no space left on device", ErrNoSpace, "free some space, or set XDG_CACHE_HOME to a folder on a larger disk"},
		{"disk quota exceeded", ErrNoSpace, "free some space, or set XDG_CACHE_HOME to a folder on a larger disk"},
		{"newuidmap: executable file not found", ErrNoPermission, "install newuidmap and newgidmap: apt-get install uidmap"},
		{"newgidmap: executable file not found", ErrNoPermission, "install newuidmap and newgidmap: apt-get install uidmap"},
		{`exec: "newuidmap"`, ErrNoPermission, "install newuidmap and newgidmap: apt-get install uidmap"},
		{`exec: "newgidmap"`, ErrNoPermission, "install newuidmap and newgidmap: apt-get install uidmap"},
		{"subuid", ErrNoPermission, subid},
		{"subgid", ErrNoPermission, subid},
		{"subid ranges", ErrNoPermission, subid},
		{"newuidmap", ErrNoPermission, subid},
		{"newgidmap", ErrNoPermission, subid},
		{"failed to start the child", ErrNoPermission, userns},
		{"fork/exec /proc/self/exe: ", ErrNoPermission, userns},
		{"operation not permitted", ErrNoPermission, userns},
		{"permission denied", ErrNoPermission, "make the cache folder writable for you, or set XDG_CACHE_HOME to one that is"},
		{"read-only file system", ErrNoPermission, "set XDG_CACHE_HOME to a folder that can be written"},
		{"failed to parse config", ErrConfig, "correct the file that LIGHTSHIP_BUILDKITD_CONFIG names"},
	}
}

// startError says why a daemon did not start, judging by the end of its log.
func startError(log string) error {
	log = strings.TrimSpace(log)
	lower := strings.ToLower(log)
	for _, a := range advices() {
		if i := strings.Index(lower, a.text); i >= 0 {
			return fmt.Errorf("start BuildKit: %w: %s: %s", a.kind, lineAt(log, i), a.next)
		}
	}
	if log == "" {
		return errors.New("start BuildKit: it ended at once and said nothing")
	}
	return fmt.Errorf("start BuildKit: it ended at once: %s", lastLine(log))
}

// lastLine is the last line of text that isn't empty.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// lineAt is the line of text around offset i.
func lineAt(text string, i int) string {
	first := strings.LastIndexByte(text[:i], '\n') + 1
	last := strings.IndexByte(text[i:], '\n')
	if last < 0 {
		return strings.TrimSpace(text[first:])
	}
	return strings.TrimSpace(text[first : i+last])
}

// folderError marks a failure to write in a folder of ours with what it means.
func folderError(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s: %w: %w: free some space, or set XDG_CACHE_HOME to a folder on a larger disk", doing, ErrNoSpace, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s: %w: %w: make the folder writable for you, or set XDG_CACHE_HOME to one that is", doing, ErrNoPermission, err)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %w: %w: a file is where the folder has to be: move it, or set XDG_CACHE_HOME to a folder", doing, ErrNoPermission, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
