package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/sirupsen/logrus"
	"gopkg.in/natefinch/lumberjack.v2"

	"lightship/engine/session"
)

// flags are the command line.
type flags struct {
	path, theme, sample string
	gallery, version    bool
}

// readFlags ends the program with a message when the command line is wrong.
func readFlags(args []string) flags {
	var o flags
	set := flag.NewFlagSet("lightship", flag.ExitOnError)
	set.BoolVar(&o.gallery, "gallery", false, "show every widget in every state")
	set.BoolVar(&o.version, "version", false, "print the version")
	set.StringVar(&o.theme, "theme", "", "light, dark or auto (default: what was chosen last)")
	set.StringVar(&o.sample, "sample", shippedSample(), "the `folder` of the sample project; a copy of it is opened")
	set.Usage = func() {
		fmt.Fprintln(set.Output(), "Usage: lightship [flags] [folder or Dockerfile]")
		set.PrintDefaults()
	}
	// ExitOnError: Parse does not return an error.
	_ = set.Parse(args)
	if set.NArg() > 1 || !slices.Contains([]string{"", "light", "dark", "auto"}, o.theme) {
		set.Usage()
		os.Exit(2)
	}
	o.path = set.Arg(0)
	return o
}

// shippedSample is the sample beside the program's own folder, empty when there is none.
func shippedSample() string {
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	sample := filepath.Join(filepath.Dir(program), "..", "testdata", "projects", "go-web")
	if _, err := os.Stat(sample); err != nil {
		return ""
	}
	return filepath.Clean(sample)
}

// sampleCopies is the folder that copies of the sample go to.
func sampleCopies() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	return filepath.Join(home, "lightship-samples")
}

// openLog opens the log in the user's state folder. It is rotated at 10 MB; three older ones are kept for a month.
func openLog() (*logrus.Logger, error) {
	folders, err := session.DefaultFolders()
	if err != nil {
		return nil, err
	}
	log := logrus.New()
	log.SetFormatter(&logrus.TextFormatter{FullTimestamp: true, DisableColors: true})
	log.SetOutput(&lumberjack.Logger{Filename: filepath.Join(folders.State, "lightship.log"), MaxSize: 10, MaxBackups: 3, MaxAge: 30})
	return log, nil
}
