package app_test

import (
	"testing"

	"whereabouts/app"
	"whereabouts/assets"
)

func TestTheEncodersHashIsKnownBeforeTheModelIsThere(t *testing.T) {
	manifest, err := assets.LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	got, err := app.EncoderHash(t.Context(), app.EngineOptions{})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range manifest.Files {
		found = found || f.Role == assets.RoleEncoder && f.SHA256 == got
	}
	if !found {
		t.Errorf("%q is not the encoder's", got)
	}
	if _, err := app.EncoderHash(t.Context(), app.EngineOptions{ModelDir: t.TempDir()}); err == nil {
		t.Error("a folder without a model has one")
	}
	if _, err := app.OpenCacheOf("none", t.TempDir()); err == nil {
		t.Error("a cache is opened for a hash that is none")
	}
}
