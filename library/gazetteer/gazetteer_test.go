package gazetteer_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/assets"
	"whereabouts/library/gazetteer"
	"whereabouts/library/photo"
)

func world(t testing.TB) *gazetteer.World {
	t.Helper()
	g, err := gazetteer.Read(assets.Towns())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestAPlaceIsNamedAfterTheNearestTown(t *testing.T) {
	g := world(t)
	for name, c := range map[string]struct {
		place         photo.Place
		town, country string
	}{
		"Belém":                {photo.Place{Latitude: 38.7081, Longitude: -9.1367}, "Lisbon", "Portugal"},
		"the Brandenburg Gate": {photo.Place{Latitude: 52.52, Longitude: 13.405}, "Berlin", "Germany"},
		"beyond the meridian":  {photo.Place{Latitude: -18.14, Longitude: 178.43}, "Suva", "Fiji"},
	} {
		town, ok := g.Nearest(c.place)
		if !ok || town.Country != c.country || town.Name != c.town {
			t.Errorf("%s is in %+v", name, town)
		}
	}
	if town, ok := g.Nearest(photo.Place{Latitude: -40, Longitude: -120}); ok {
		t.Errorf("a place at sea is %+v", town)
	}
	lisbon, _ := g.Nearest(photo.Place{Latitude: 38.7253, Longitude: -9.1500})
	if lisbon.Name != "Lisbon" || !slices.Contains(lisbon.Others, "Lissabon") {
		t.Errorf("Lisbon is called %+v", lisbon)
	}
}

func TestEveryPlaceHasATownInReachOrNone(t *testing.T) {
	g := world(t)
	rapid.Check(t, func(t *rapid.T) {
		p := photo.Place{
			Latitude:  rapid.Float64Range(-90, 90).Draw(t, "latitude"),
			Longitude: rapid.Float64Range(-180, 180).Draw(t, "longitude"),
		}
		town, ok := g.Nearest(p)
		if ok == (town.Name == "") {
			t.Fatalf("%v, %v", town, ok)
		}
		if _, near := g.Nearest(town.Place); ok && !near {
			t.Fatalf("nothing is near %v itself", town)
		}
	})
}

func TestALineAcrossTheDateLineIsShort(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte("10.000\t179.950\t3\tHere\tEast\tOst|东\n"))
	_ = z.Close()
	g, err := gazetteer.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if town, ok := g.Nearest(photo.Place{Latitude: 10, Longitude: -179.95}); !ok || town.Name != "East" || len(town.Others) != 2 {
		t.Errorf("got %+v, %v", town, ok)
	}
}

func TestDamagedTownsAreRefused(t *testing.T) {
	for _, line := range []string{"", "1\t2\t3\t4\n", "1\t2\t-3\tA\tB\t\n", "x\t2\t3\tA\tB\t\n", "91\t2\t3\tA\tB\t\n", "NaN\t2\t3\tA\tB\t\n"} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(line))
		_ = z.Close()
		if _, err := gazetteer.Read(b.Bytes()); line != "" && !errors.Is(err, gazetteer.ErrTowns) {
			t.Errorf("%q gives %v", line, err)
		}
	}
	if _, err := gazetteer.Read([]byte("nothing")); !errors.Is(err, gazetteer.ErrTowns) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkNearest(b *testing.B) {
	g := world(b)
	for b.Loop() {
		g.Nearest(photo.Place{Latitude: 38.7253, Longitude: -9.1500})
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := gazetteer.Read(assets.Towns()); err != nil {
			b.Fatal(err)
		}
	}
}
