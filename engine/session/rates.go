package session

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lightship/engine/pull"
	"lightship/engine/save"
)

// ratesAge is how long measured rates of this computer are taken for true.
const ratesAge = 30 * 24 * time.Hour

// rates are this computer's, measured now or in the last 30 days.
func (f Folders) rates(ctx context.Context) (pull.Rates, error) {
	path := filepath.Join(f.Cache, "rates.json")
	var kept pull.Rates
	if data, err := os.ReadFile(path); err == nil && json.Unmarshal(data, &kept) == nil &&
		time.Since(kept.Measured) < ratesAge && kept.Gunzip > 0 {
		return kept, nil
	}
	if err := os.MkdirAll(f.Cache, 0o700); err != nil {
		return pull.Rates{}, fmt.Errorf("measure this computer: %w", err)
	}
	rates, err := pull.MeasureRates(ctx, f.Cache)
	if err != nil {
		return pull.Rates{}, err
	}
	data, err := json.Marshal(rates)
	if err == nil {
		err = save.Replace(path, data, 0o600)
	}
	if err != nil {
		return rates, fmt.Errorf("keep the rates of this computer: %w", err)
	}
	return rates, nil
}
