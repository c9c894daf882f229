//go:build !nodynamic

package photo_test

import (
	"errors"
	"strings"
	"testing"

	"whereabouts/library/photo"
)

func TestBuildWithoutDecodersSaysSo(t *testing.T) {
	for _, name := range []string{"corners.heic", "corners.avif"} {
		_, err := photo.Decode(t.Context(), fixture(t, name), photo.Options{})
		if !errors.Is(err, photo.ErrUnsupported) || !strings.Contains(err.Error(), "-tags nodynamic") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
