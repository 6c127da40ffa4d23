// Package theme is Lightship's look: colour tokens for light and dark, sizes, and the Fyne theme made from them.
//
// Widgets ask for a token with Color each time they refresh, so that a switch between light and dark shows at once.
package theme
