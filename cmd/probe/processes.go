package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// descendants are the processes that come of pid, those that have ended left out.
func descendants(pid int) []int {
	parents := map[int]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		// The name in parentheses may hold anything; behind it stand the state and the parent.
		_, rest, found := strings.Cut(string(text), ") ")
		if i := strings.LastIndex(string(text), ") "); i >= 0 {
			rest = string(text)[i+2:]
		}
		fields := strings.Fields(rest)
		if !found || len(fields) < 2 || fields[0] == "Z" || fields[0] == "X" {
			continue
		}
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		parents[child], _ = strconv.Atoi(fields[1])
	}
	var found []int
	for child := range parents {
		for at, steps := child, 0; at > 0 && steps < len(parents); at, steps = parents[at], steps+1 {
			if parents[at] == pid {
				found = append(found, child)
				break
			}
		}
	}
	return found
}

// resident is what processes hold in memory, in bytes: their share of shared pages where the kernel tells, else all.
func resident(pids []int) int64 {
	var total int64
	for _, pid := range pids {
		if kb, ok := field(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss:"); ok {
			total += kb
		} else if kb, ok := field(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:"); ok {
			total += kb
		}
	}
	return total << 10
}

// field is a number, in kB, in a file of the kernel's.
func field(path, name string) (int64, bool) {
	file, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if rest, found := strings.CutPrefix(lines.Text(), name); found {
			n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
