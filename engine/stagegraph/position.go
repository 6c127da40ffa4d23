package stagegraph

import "math"

// positionSweeps is how often the columns are moved towards their neighbours.
const positionSweeps = 10

// laneWeight is how much straighter an edge between two lanes wants to be than one that ends at a card.
const laneWeight = 4

func (d *drawing) height(i int) float64 {
	if d.items[i].node < 0 {
		return laneHeight
	}
	return cardHeight
}

// separation is the least distance of the middles of two items that follow each other in a column.
func (d *drawing) separation(a, b int) float64 {
	gap := float64(rowGap)
	if d.items[a].node < 0 || d.items[b].node < 0 {
		gap = laneGap
	}
	return (d.height(a)+d.height(b))/2 + gap
}

// position gives every item a place: each column in its order, as near to its neighbours' middles as the gaps allow.
func (d *drawing) position() {
	for _, column := range d.columns {
		y := 0.0
		for r, i := range column {
			if r > 0 {
				y += d.separation(column[r-1], i)
			}
			d.items[i].y = y
		}
	}
	for sweep := range positionSweeps {
		for n := range d.columns {
			c := n
			if sweep%2 == 1 {
				c = len(d.columns) - 1 - n
			}
			d.settle(d.columns[c], sweep)
		}
	}
	for i := range d.items {
		d.items[i].y = math.Round(d.items[i].y)
	}
	d.spread()
}

// settle moves a column's items to the places that have the least sum of weighted squared distances to the wished
// ones while the gaps are kept: isotonic regression by pooling neighbours that violate the order.
func (d *drawing) settle(column []int, sweep int) {
	type block struct {
		sum, weight float64
		count       int
	}
	var blocks []block
	offset := make([]float64, len(column))
	for r, i := range column {
		if r > 0 {
			offset[r] = offset[r-1] + d.separation(column[r-1], i)
		}
		wish, weight := d.wish(i, sweep)
		b := block{sum: (wish - offset[r]) * weight, weight: weight, count: 1}
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.sum/last.weight <= b.sum/b.weight {
				break
			}
			b = block{sum: b.sum + last.sum, weight: b.weight + last.weight, count: b.count + last.count}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	r := 0
	for _, b := range blocks {
		for range b.count {
			d.items[column[r]].y = b.sum/b.weight + offset[r]
			r++
		}
	}
}

// wish returns where an item would stand if it were alone, and how much that matters: first at what it uses or is
// used by, in the last sweeps between both.
func (d *drawing) wish(i, sweep int) (y, weight float64) {
	it := &d.items[i]
	near := it.left
	switch {
	case sweep >= positionSweeps-2 || len(near) == 0 && sweep%2 == 0:
		near = append(append([]int(nil), it.left...), it.right...)
	case sweep%2 == 1:
		near = it.right
	}
	for _, j := range near {
		w := 1.0
		if it.node < 0 && d.items[j].node < 0 {
			w = laneWeight
		}
		y += w * d.items[j].y
		weight += w
	}
	if weight == 0 {
		return it.y, 0.1
	}
	return y / weight, weight
}

// spread restores the least distances that rounding may have taken a unit from.
func (d *drawing) spread() {
	for _, column := range d.columns {
		for r := 1; r < len(column); r++ {
			a, b := column[r-1], column[r]
			d.items[b].y = max(d.items[b].y, d.items[a].y+d.separation(a, b))
		}
	}
}

// shift moves the part down to begin at top and returns where it ends.
func (d *drawing) shift(top float64) (bottom float64) {
	first := math.Inf(1)
	for i := range d.items {
		first = min(first, d.items[i].y-d.height(i)/2)
	}
	for i := range d.items {
		d.items[i].y += top - first
		bottom = max(bottom, d.items[i].y+d.height(i)/2)
	}
	return bottom
}
