package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lightship/engine/report"
)

// replaceFile writes data to path so that a reader, or a crash, sees the old file or the new one and nothing between.
func replaceFile(path string, data []byte, mode fs.FileMode) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Chmod(mode)
	}
	if err == nil {
		err = temp.Sync()
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

// saveFile writes a file for the user: atomically, with the file's old content kept beside it when it differs, unless it
// was a report of Lightship's. A symbolic link is followed, not replaced.
func saveFile(path string, data []byte) (SavedFile, error) {
	saved := SavedFile{Path: path, At: time.Now()}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	mode := fs.FileMode(0o644)
	old, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return SavedFile{}, fmt.Errorf("read %s before replacing it: %w", path, err)
	case string(old) == string(data):
		return saved, nil
	default:
		info, err := os.Stat(path)
		if err != nil {
			return SavedFile{}, fmt.Errorf("read %s before replacing it: %w", path, err)
		}
		mode = info.Mode().Perm()
		if report.IsOwn(old) && report.IsOwn(data) {
			break
		}
		if saved.Backup, err = backup(path, old, mode); err != nil {
			return SavedFile{}, fmt.Errorf("keep a backup of %s: %w", path, err)
		}
	}
	if err := replaceFile(path, data, mode); err != nil {
		return SavedFile{}, fmt.Errorf("write %s: %w", path, err)
	}
	return saved, nil
}

// backup writes content to path.bak, path.2.bak, ...: the first that does not exist.
func backup(path string, content []byte, mode fs.FileMode) (string, error) {
	for n := 1; ; n++ {
		name := path + ".bak"
		if n > 1 {
			name = fmt.Sprintf("%s.%d.bak", path, n)
		}
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(content)
		if err == nil {
			err = file.Sync()
		}
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
		return name, err
	}
}
