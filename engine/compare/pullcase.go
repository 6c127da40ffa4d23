package compare

import (
	"encoding/json"

	"lightship/engine/pull"
)

// PullCase is one situation in which an image is pulled.
type PullCase struct {
	// Name is "cold node", "base already there" or "code-only redeploy".
	Name string
	// BeforeBytes and AfterBytes are the new bytes to download, -1 when not known; Before and After are zero then.
	BeforeBytes, AfterBytes int64
	Before, After           pull.Estimate
}

// BeforeKnown and AfterKnown say whether it is known what is pulled in this case.
func (p PullCase) BeforeKnown() bool { return p.BeforeBytes >= 0 }

// AfterKnown is BeforeKnown for the after image.
func (p PullCase) AfterKnown() bool { return p.AfterBytes >= 0 }

// Known says whether both sides are known, so that they can be compared.
func (p PullCase) Known() bool { return p.BeforeKnown() && p.AfterKnown() }

// NotKnown is what is said in place of a figure that is not known.
func (p PullCase) NotKnown() string {
	if p.Name == CodeOnly {
		return "not known without a second build"
	}
	return "not known"
}

// Faster says in words how many times faster the after image is expected to be pulled.
func (p PullCase) Faster() string {
	if !p.Known() {
		return p.NotKnown()
	}
	return Faster(p.Ratio())
}

// Ratio is how many times faster the after image is expected to be pulled; 0 when it takes no time, or either is not known.
func (p PullCase) Ratio() float64 {
	if !p.Known() {
		return 0
	}
	return ratio(float64(p.Before.Expected), float64(p.After.Expected))
}

// pullCase is a PullCase as JSON, where what is not known is null.
type pullCase struct {
	Name        string         `json:"name"`
	BeforeBytes *int64         `json:"before_bytes"`
	AfterBytes  *int64         `json:"after_bytes"`
	Before      *pull.Estimate `json:"before"`
	After       *pull.Estimate `json:"after"`
}

// MarshalJSON writes what is not known as null.
func (p PullCase) MarshalJSON() ([]byte, error) {
	out := pullCase{Name: p.Name}
	if p.BeforeKnown() {
		out.BeforeBytes, out.Before = &p.BeforeBytes, &p.Before
	}
	if p.AfterKnown() {
		out.AfterBytes, out.After = &p.AfterBytes, &p.After
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *PullCase) UnmarshalJSON(data []byte) error {
	var in pullCase
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*p = PullCase{Name: in.Name, BeforeBytes: -1, AfterBytes: -1}
	if in.BeforeBytes != nil && in.Before != nil {
		p.BeforeBytes, p.Before = *in.BeforeBytes, *in.Before
	}
	if in.AfterBytes != nil && in.After != nil {
		p.AfterBytes, p.After = *in.AfterBytes, *in.After
	}
	return nil
}
