// Package pages holds the pages of the window. A page is made once, with what its buttons do, and shows the snapshots
// that it is given; it builds, measures and parses nothing by itself.
package pages
