package gui

// The drawings of the rail and the bars: SVG path data on a grid of 24 by 24, drawn for Lightship.
const (
	iconOverview = "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6"
	iconStages   = "M8 12h3c4 0 1-6 5-6M11 12c4 0 1 6 5 6M3 12a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0" +
		"M16 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M16 18a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0"
	iconBases   = "M12 4 3 9l9 5 9-5-9-5M3 14l9 5 9-5"
	iconChanges = "M5 3h14v18H5zM12 6.5v6M9 9.5h6M9 16.5h6"
	iconBuild   = "M14.5 3.5l6 6-3 1-3.5 3.5-.5 3.5-7-7 3.5-.5 3.5-3.5zM9.5 14.5 4 20"
	iconResults = "M4 20h16M7 20v-8M12 20V5M17 20v-11"
	iconTheme   = "M12 4a8 8 0 1 0 8 8a6.5 6.5 0 0 1-8-8"
	iconKeys    = "M3 6h18v12H3zM7 10h.01M12 10h.01M17 10h.01M8 14h8"
)
