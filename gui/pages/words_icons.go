package pages

// The drawings of states and verdicts, on a grid of 24 by 24.
const (
	iconShield = "M12 3l7.5 2.8v5.7c0 4.6-3.2 7.8-7.5 9.5-4.3-1.7-7.5-4.9-7.5-9.5V5.8zM8.8 12l2.3 2.3 4.2-4.4"
	iconFlask  = "M9 3h6M10 3v6.2L5 18.6A1.7 1.7 0 0 0 6.5 21h11a1.7 1.7 0 0 0 1.5-2.4L14 9.2V3M7.6 15h8.8"
	iconLock   = "M6 11h12v9.5H6zM8.5 11V7.8a3.5 3.5 0 0 1 7 0V11"
	iconAsk    = "M9 9.2a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 2.1M12 17.5v.2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18"
	iconClock  = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2"
)
