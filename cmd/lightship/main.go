// Command lightship is the desktop app that makes container images light.
package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/sirupsen/logrus"

	"lightship/assets/icon"
	"lightship/engine/session"
	"lightship/gui"
)

// version is set by the Makefile.
var version = "dev"

func main() {
	// Libraries of containerd write to logrus's own logger; ours is another.
	logrus.SetOutput(io.Discard)
	o := readFlags(os.Args[1:])
	if o.version {
		fmt.Println("lightship " + version)
		return
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "lightship: "+err.Error())
		os.Exit(1)
	}
}

// run opens the window and returns when it was closed and the session has ended.
func run(o flags) error {
	a := app.NewWithID("dev.lightship.app")
	picture := fyne.NewStaticResource("icon.png", icon.PNG)
	a.SetIcon(picture)
	if o.gallery {
		gui.ShowGallery(a, o.theme)
		return nil
	}
	log, err := openLog()
	if err != nil {
		return err
	}
	log.WithField("version", version).Info("lightship starts")
	s, err := session.ForUser(session.Settings{Version: version, Interactive: true, Log: log})
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	shell := gui.New(a, gui.Options{Session: s, Sample: o.sample, SampleCopies: sampleCopies(), Icon: picture, Log: log, Theme: o.theme})
	shell.Open(o.path)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() { <-stop; shell.Quit() }()
	shell.Window().ShowAndRun()
	log.Info("lightship ends")
	return nil
}
