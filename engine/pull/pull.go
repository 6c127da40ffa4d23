// Package pull predicts how long a node takes to pull an image over a link, and measures the rates that the
// prediction needs on this computer.
package pull

import "time"

// Link is a network between a registry and a node.
type Link struct {
	// BitsPerSecond is the bandwidth.
	BitsPerSecond float64 `json:"bits_per_second"`
	// RTT is the round-trip time.
	RTT time.Duration `json:"rtt_ns"`
}

// Blob is one layer to pull.
type Blob struct {
	// Download and OnDisk are in bytes.
	Download, OnDisk int64
	// Files is how many entries its tar has, each of which costs Rates.PerFile.
	Files int
	// Zstd says that it is compressed with zstd; otherwise it is gzip.
	Zstd bool
}

// Rates are what this computer does when it unpacks.
type Rates struct {
	// Gunzip and Zstd are bytes of output per second and core.
	Gunzip float64 `json:"gunzip_bytes_per_second"`
	Zstd   float64 `json:"zstd_bytes_per_second"`
	// Write is bytes per second to disk.
	Write float64 `json:"write_bytes_per_second"`
	// PerFile is the cost of making one file.
	PerFile time.Duration `json:"per_file_ns"`
	// Measured is when they were measured.
	Measured time.Time `json:"measured"`
}

// Bound is the resource that a pull waits for most.
type Bound string

// The resources that can bind: bandwidth, this computer, round trips.
const (
	Network Bound = "network"
	Unpack  Bound = "unpack"
	Latency Bound = "latency"
)

// Estimate is a predicted pull.
type Estimate struct {
	// Low and High are the same pull under the best and the worst conditions of docs/pull.md.
	Low      time.Duration `json:"low_ns"`
	Expected time.Duration `json:"expected_ns"`
	High     time.Duration `json:"high_ns"`
	// Binds is what the expected pull waits for most.
	Binds Bound `json:"binds"`
}
