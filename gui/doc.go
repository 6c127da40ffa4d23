// Package gui is Lightship's window: the rail, the bars, the sheets and the way between the pages. It drives one session
// and shows the snapshots that the bridge hands it; what is on a page is the business of gui/pages.
package gui
