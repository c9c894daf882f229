package photo

import (
	"math"
	"path"
	"strings"

	"github.com/bep/imagemeta"
)

// adobeRGB are the colours of cameras that are set to Adobe RGB (1998): wider than sRGB's,
// with the same white and the same blue and red but for green.
var adobeRGB = &Profile{adobeRGBToSRGB}

// adobeRGBToSRGB returns a colour of Adobe RGB (1998) in sRGB. The matrix is that of the
// two standards' primaries.
func adobeRGBToSRGB(r, g, b float64) (float64, float64, float64) {
	const gamma = 563.0 / 256
	r, g, b = math.Pow(r, gamma), math.Pow(g, gamma), math.Pow(b, gamma)
	return curveSRGB(1.398283*r - 0.398283*g), curveSRGB(g), curveSRGB(1.042938*b - 0.042938*g)
}

// curveSRGB returns the sample for light of an intensity (IEC 61966-2-1). Less than none is
// none.
func curveSRGB(v float64) float64 {
	if v <= 0.0031308 {
		return max(0, 12.92*v)
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// saysAdobeRGB reports whether a picture's EXIF tells of Adobe RGB: by the name of the
// option of DCF 2.0, as cameras write it, or by the colour space 2, as some do.
func saysAdobeRGB(p picture) (says bool) {
	const adobe = 2
	r := tagReader{
		sources: imagemeta.EXIF,
		wanted: func(tag imagemeta.TagInfo) bool {
			return tag.Tag == "ColorSpace" || path.Base(tag.Namespace) == "InteroperabilityIFD"
		},
		handle: func(tag imagemeta.TagInfo) error {
			if tag.Tag == "ColorSpace" {
				space, _ := number(tag.Value)
				says = says || space == adobe
			}
			option, _ := tag.Value.(string)
			says = says || strings.HasPrefix(option, "R03")
			return nil
		},
	}
	for _, b := range p.blocks {
		r.read(b)
	}
	return says
}
