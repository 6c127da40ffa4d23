package pattern

import (
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
)

// zoneFolder is where the C library, Go's own clock and most others look for the zone that TZ names; Go's ZONEINFO is not asked then.
const zoneFolder = "/usr/share/zoneinfo"

// SetsZone says whether an image sets a time zone other than UTC.
func SetsZone(s *model.Stage) bool {
	zone := strings.TrimPrefix(s.Env.Value("TZ"), ":")
	switch strings.ToUpper(zone) {
	case "", "UTC", "ETC/UTC", "GMT":
		return false
	}
	return true
}

// zoneFiles are the lines of a final stage that bring the zone that TZ names to a base without any: from the stage called from, which
// stands on builder, where that has them, else as a package. There are none for a base that has zones, or no package manager.
func zoneFiles(from string, builder, base bases.Base) []string {
	switch {
	case base.Zones:
		return nil
	case from != "" && builder.Zones:
		return []string{"COPY --from=" + from + " " + zoneFolder + " " + zoneFolder}
	case base.PackageManager == "apk":
		return []string{"RUN apk add --no-cache tzdata"}
	case base.PackageManager == "apt":
		return []string{"RUN apt-get update && apt-get install -y --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*"}
	}
	return nil
}
