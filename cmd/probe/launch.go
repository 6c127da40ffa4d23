package main

import (
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// launchMode is the word that makes this program the one that becomes the image's command: it waits until it is traced,
// asks for its calls to be traced, and runs the command in its own place.
const launchMode = "launch"

const (
	// goFile is read by the launched process: "t" to be traced, "n" not to be. toldFile is where it says what went wrong; it
	// is closed when the command runs.
	goFile   = 3
	toldFile = 4
)

// What a launched process says, as the first word of a line.
const (
	notTraced = "trace"
	notRun    = "exec"
)

// launch becomes the command args; it does not return.
func launch(args []string) {
	runtime.LockOSThread()
	unix.CloseOnExec(goFile)
	unix.CloseOnExec(toldFile)
	told := os.NewFile(toldFile, "told")
	word := make([]byte, 1)
	if n, err := syscall.Read(goFile, word); n != 1 || err != nil {
		os.Exit(126)
	}
	path, err := exec.LookPath(args[0])
	if err != nil && !errors.Is(err, exec.ErrDot) {
		path = args[0]
		if !strings.Contains(path, "/") {
			fmt.Fprintf(told, "%s\t%s\t%s\n", notRun, "", lookError(err))
			os.Exit(127)
		}
	}
	if word[0] == 't' {
		if err := traceCalls(); err != nil {
			fmt.Fprintf(told, "%s\t%s\t%v\n", notTraced, "", err)
		}
	}
	err = syscall.Exec(path, args, os.Environ())
	fmt.Fprintf(told, "%s\t%s\t%s\t%s\n", notRun, path, errorName(err), interpreter(path))
	os.Exit(126)
}

// lookError is why a command was not found in PATH.
func lookError(err error) string {
	if errors.Is(err, os.ErrPermission) {
		return "EACCES"
	}
	return "ENOENT"
}

// errorName is such as "ENOENT", empty for no error.
func errorName(err error) string {
	var number syscall.Errno
	switch {
	case err == nil:
		return ""
	case errors.As(err, &number) && unix.ErrnoName(number) != "":
		return unix.ErrnoName(number)
	}
	return err.Error()
}

// interpreter is what the kernel starts a script or a program by: the word behind #!, or the loader that it names; empty for none.
func interpreter(path string) string {
	// A pipe in a program's place would wait for a writer.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return ""
	}
	defer f.Close()
	head := make([]byte, 256)
	n, _ := f.ReadAt(head, 0)
	if line, script := strings.CutPrefix(string(head[:n]), "#!"); script {
		line, _, _ = strings.Cut(line, "\n")
		if words := strings.Fields(line); len(words) > 0 {
			return words[0]
		}
		return ""
	}
	program, err := elf.NewFile(f)
	if err != nil {
		return ""
	}
	for _, part := range program.Progs {
		if part.Type == elf.PT_INTERP && part.Filesz < 4096 {
			name := make([]byte, part.Filesz)
			_, _ = part.ReadAt(name, 0)
			return strings.TrimRight(string(name), "\x00")
		}
	}
	return ""
}
