package main

import (
	"io"
	"os"
	"strings"
	"syscall"

	"lightship/engine/proof/record"
)

const (
	// mostWritten is how many files that a program wrote are looked into, and largestWritten how large one is at most, in bytes.
	mostWritten    = 50
	largestWritten = 8 << 20
)

// written are the files that a program which has ended wrote and left, with what is in them.
func written(t record.Trace) []record.Written {
	var all []record.Written
	seen := map[string]bool{}
	for _, f := range t.Files {
		wrote := f.Error == "" && (f.Op == record.Write || f.Op == record.Make || f.Op == record.Change)
		if !wrote || seen[f.Path] || strings.HasPrefix(f.Path, "/dev/") {
			continue
		}
		seen[f.Path] = true
		if len(all) >= mostWritten {
			break
		}
		if w, ok := readWritten(f); ok {
			all = append(all, w)
		}
	}
	return all
}

// readWritten is what a file holds; ok is false for one that is gone, is no plain file, is too large or may not be read.
func readWritten(f record.File) (w record.Written, ok bool) {
	// A pipe would wait for a writer.
	file, err := os.OpenFile(f.Path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return w, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestWritten {
		return w, false
	}
	text, err := io.ReadAll(io.LimitReader(file, largestWritten))
	if err != nil {
		return w, false
	}
	var a record.Answer
	keepBody(&a, text)
	return record.Written{Path: f.Path, As: f.As, Body: a.Body, Bytes: a.Bytes, Sum: a.Sum, Binary: a.Binary}, true
}
