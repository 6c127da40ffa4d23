// Package widgets are the parts that pages are made of: cards, buttons, pills, tables, charts, logs. They know nothing
// of the product: what they show and what happens comes in through their exported fields.
//
// A widget is used from the UI goroutine only. Change its fields, then call Refresh.
package widgets
