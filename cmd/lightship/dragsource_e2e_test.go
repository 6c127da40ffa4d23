//go:build e2e

package main_test

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// dragSource drops files on a window as a file manager does, by the XDND protocol (freedesktop.org, version 5).
type dragSource struct {
	conn *xgb.Conn
	own  xproto.Window
	root xproto.Window
	name map[string]xproto.Atom
}

// dndVersion is the version of XDND that is spoken.
const dndVersion = 5

// dropWithin is how long the window may take to answer.
const dropWithin = 10 * time.Second

func newDragSource(display string) (*dragSource, error) {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("connect to display %s: %w", display, err)
	}
	s := &dragSource{conn: conn, name: map[string]xproto.Atom{}}
	for _, name := range []string{
		"XdndEnter", "XdndPosition", "XdndStatus", "XdndDrop", "XdndFinished", "XdndSelection", "XdndActionCopy", "text/uri-list",
	} {
		reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			conn.Close()
			return nil, fmt.Errorf("name %s: %w", name, err)
		}
		s.name[name] = reply.Atom
	}
	screen := xproto.Setup(conn).DefaultScreen(conn)
	s.root = screen.Root
	if s.own, err = xproto.NewWindowId(conn); err != nil {
		conn.Close()
		return nil, err
	}
	xproto.CreateWindow(conn, 0, s.own, screen.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	return s, nil
}

// drop drops the file or folder at path on the middle of a window and returns when the window has taken it.
func (s *dragSource) drop(window, path string) error {
	id, err := strconv.ParseUint(window, 10, 32)
	if err != nil {
		return fmt.Errorf("window id %q: %w", window, err)
	}
	to := xproto.Window(id)
	at, err := s.middle(to)
	if err != nil {
		return err
	}
	xproto.SetSelectionOwner(s.conn, s.own, s.name["XdndSelection"], xproto.TimeCurrentTime)
	s.say(to, "XdndEnter", dndVersion<<24, uint32(s.name["text/uri-list"]), 0, 0)
	s.say(to, "XdndPosition", 0, at, xproto.TimeCurrentTime, uint32(s.name["XdndActionCopy"]))
	uri := url.URL{Scheme: "file", Path: path}
	give := []byte(uri.String() + "\r\n")
	if err := s.answer("XdndStatus", give); err != nil {
		return err
	}
	s.say(to, "XdndDrop", 0, xproto.TimeCurrentTime, 0, 0)
	return s.answer("XdndFinished", give)
}

// middle is the middle of a window on the screen, packed as XDND wants it.
func (s *dragSource) middle(of xproto.Window) (uint32, error) {
	size, err := xproto.GetGeometry(s.conn, xproto.Drawable(of)).Reply()
	if err != nil {
		return 0, fmt.Errorf("window's size: %w", err)
	}
	at, err := xproto.TranslateCoordinates(s.conn, of, s.root, int16(size.Width/2), int16(size.Height/2)).Reply()
	if err != nil {
		return 0, fmt.Errorf("window's place: %w", err)
	}
	return uint32(at.DstX)<<16 | uint32(at.DstY), nil
}

// say sends a message of the protocol to a window.
func (s *dragSource) say(to xproto.Window, what string, rest ...uint32) {
	message := xproto.ClientMessageEvent{
		Format: 32, Window: to, Type: s.name[what],
		Data: xproto.ClientMessageDataUnionData32New(append([]uint32{uint32(s.own)}, rest...)),
	}
	xproto.SendEvent(s.conn, false, to, xproto.EventMaskNoEvent, string(message.Bytes()))
}

// answer hands out what is dropped to who asks for it, until the window says what is waited for.
func (s *dragSource) answer(what string, give []byte) error {
	for end := time.Now().Add(dropWithin); time.Now().Before(end); {
		event, err := s.conn.PollForEvent()
		if err != nil {
			return fmt.Errorf("wait for %s: %w", what, err)
		}
		switch e := event.(type) {
		case nil:
			time.Sleep(5 * time.Millisecond)
		case xproto.SelectionRequestEvent:
			s.hand(e, give)
		case xproto.ClientMessageEvent:
			if e.Type == s.name[what] {
				return nil
			}
		}
	}
	return errors.New("the window did not say " + what)
}

// hand writes what is dropped to where the window wants it.
func (s *dragSource) hand(to xproto.SelectionRequestEvent, give []byte) {
	xproto.ChangeProperty(s.conn, xproto.PropModeReplace, to.Requestor, to.Property, to.Target, 8, uint32(len(give)), give)
	done := xproto.SelectionNotifyEvent{
		Time: to.Time, Requestor: to.Requestor, Selection: to.Selection, Target: to.Target, Property: to.Property,
	}
	xproto.SendEvent(s.conn, false, to.Requestor, xproto.EventMaskNoEvent, string(done.Bytes()))
}
