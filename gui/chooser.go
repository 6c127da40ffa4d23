package gui

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"github.com/rymdport/portal/filechooser"

	"lightship/gui/bridge"
)

// chooser asks for a folder or a file to write with the desktop's own dialog, and with Fyne's where there is none.
type chooser struct {
	window   fyne.Window
	dispatch bridge.Dispatch
}

// folder asks for a folder; chosen is called with it on the goroutine that draws, and not at all when the user gave up.
func (c *chooser) folder(title, start string, chosen func(path string)) {
	go func() {
		uris, err := filechooser.OpenFile("", title, &filechooser.OpenFileOptions{Directory: true, CurrentFolder: start})
		c.dispatch(func() {
			if err != nil {
				c.fyneFolder(start, chosen)
				return
			}
			first(uris, chosen)
		})
	}()
}

// toRead asks for a file that is there.
func (c *chooser) toRead(title string, chosen func(path string)) {
	go func() {
		uris, err := filechooser.OpenFile("", title, &filechooser.OpenFileOptions{})
		c.dispatch(func() {
			if err != nil {
				c.fyneToRead(chosen)
				return
			}
			first(uris, chosen)
		})
	}()
}

// fyneToRead closes what it opens: the path is all that is wanted.
func (c *chooser) fyneToRead(chosen func(string)) {
	dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err == nil && file != nil {
			_ = file.Close()
			chosen(file.URI().Path())
		}
	}, c.window).Show()
}

// file asks where to write a file.
func (c *chooser) file(title, folder, name string, chosen func(path string)) {
	go func() {
		uris, err := filechooser.SaveFile("", title, &filechooser.SaveFileOptions{CurrentFolder: folder, CurrentName: name})
		c.dispatch(func() {
			if err != nil {
				c.fyneFile(folder, name, chosen)
				return
			}
			first(uris, chosen)
		})
	}()
}

func (c *chooser) fyneFolder(start string, chosen func(string)) {
	d := dialog.NewFolderOpen(func(uri fyne.ListableURI, err error) {
		if err == nil && uri != nil {
			chosen(uri.Path())
		}
	}, c.window)
	if at, err := storage.ListerForURI(storage.NewFileURI(start)); err == nil {
		d.SetLocation(at)
	}
	d.Show()
}

// fyneFile asks for the folder only: Fyne's dialog for a file to save would empty the file at once.
func (c *chooser) fyneFile(folder, name string, chosen func(string)) {
	c.fyneFolder(folder, func(path string) { chosen(join(path, name)) })
}

// first takes the path of the first of the URIs that the desktop's dialog answered; there is none when the user gave up.
func first(uris []string, chosen func(string)) {
	if len(uris) == 0 {
		return
	}
	if u, err := url.Parse(uris[0]); err == nil && u.Path != "" {
		chosen(u.Path)
	}
}
