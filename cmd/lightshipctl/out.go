package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// checkFolder says why nothing can be written to a folder that may not be there yet, before the builds take their time.
func checkFolder(dir string) error {
	at, err := filepath.Abs(dir)
	if err != nil {
		return unexpected("find "+dir, err)
	}
	info, err := os.Stat(at)
	for errors.Is(err, fs.ErrNotExist) && at != filepath.Dir(at) {
		at = filepath.Dir(at)
		info, err = os.Stat(at)
	}
	if err == nil && !info.IsDir() {
		return &failure{code: 6, err: fmt.Errorf("--out %s: %s is a file; name a folder", dir, at)}
	}
	if err == nil {
		err = tryToWrite(at)
	}
	if err != nil {
		return &failure{code: 6, err: fmt.Errorf("--out %s can't be written to: %w\n  choose a folder that you may write to", dir, err)}
	}
	return nil
}

// tryToWrite makes a file in a folder and takes it away again: what the mode says does not hold for every user and disk.
func tryToWrite(dir string) error {
	f, err := os.CreateTemp(dir, ".lightship-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// standardOutput is what --out names standard output with.
const standardOutput = "-"

// checkFile says when a file to write is a folder.
func checkFile(path string) error {
	if path == standardOutput {
		return nil
	}
	if isFolder(path) {
		return &failure{code: 6, err: fmt.Errorf("--out %s is a folder; name the file to write, such as %s", path, filepath.Join(path, "Dockerfile"))}
	}
	return nil
}
