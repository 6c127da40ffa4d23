package pages

import (
	"path"

	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// explain shows the page of a change's rule.
func (d *diffCard) explain(id string) {
	d.chosen = id
	d.setMode(modeWhy)
}

// showPage shows the page of the chosen change's rule.
func (d *diffCard) showPage() {
	page := ""
	for _, c := range d.snapshot.Changes {
		if c.ID == d.chosen {
			page = c.Docs
		}
	}
	if page != d.page || page == "" {
		d.setPage(page)
	}
}

// setPage shows a page by its path, empty for what to do to see one.
func (d *diffCard) setPage(at string) {
	d.page = at
	text := lang.L("Choose a change to read what it does, why, and when it is refused.")
	if at != "" && d.actions.Page != nil {
		page, err := d.actions.Page(at)
		if err != nil {
			page = err.Error()
		}
		text = page
	}
	d.why.ParseMarkdown(text)
	d.linkPages(d.why.Segments, at)
	d.why.Refresh()
	d.whyAt.ScrollToTop()
}

// linkPages lets links to other rules' pages show them here; a browser would not find them.
func (d *diffCard) linkPages(segments []widget.RichTextSegment, from string) {
	for _, s := range segments {
		switch s := s.(type) {
		case *widget.ParagraphSegment:
			d.linkPages(s.Texts, from)
		case *widget.ListSegment:
			d.linkPages(s.Items, from)
		case *widget.HyperlinkSegment:
			if s.URL != nil && !s.URL.IsAbs() {
				to := path.Join(path.Dir(from), s.URL.Path)
				s.OnTapped = func() { d.setPage(to) }
			}
		}
	}
}
