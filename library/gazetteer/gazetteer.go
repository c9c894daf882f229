// Package gazetteer names points on the earth after the nearest town, without a network.
//
// It knows the towns of the world with more than 15,000 people. It does not know where
// countries end: a point near a border may be named after a town beyond it, and one in
// the wilderness or at sea after none.
package gazetteer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"whereabouts/library/photo"
)

// Reach is how far from a point its town may be, in kilometres.
const Reach = 50

// ErrTowns is returned where a list of towns is damaged.
var ErrTowns = errors.New("the list of towns is damaged")

// A Town is a town with its country, and what else it is called.
type Town struct {
	Place         photo.Place
	Thousands     int // of people
	Name, Country string
	Others        []string
}

// A World is where the towns are. It does not change and may be used by several goroutines.
type World struct {
	fields map[field][]Town
}

// A field is a degree of latitude by a degree of longitude.
type field struct{ south, west int }

func fieldOf(p photo.Place) field {
	return field{int(math.Floor(p.Latitude)), int(math.Floor(p.Longitude))}
}

// Read reads a gazetteer from lines compressed by gzip: latitude, longitude, thousands of
// people, country, name and other names, parted by tabs, the other names by bars. The error is
// [ErrTowns] where they are anything else.
func Read(compressed []byte) (*World, error) {
	z, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTowns, err)
	}
	g := &World{fields: make(map[field][]Town)}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		t, err := parse(lines.Text())
		if err != nil {
			return nil, err
		}
		in := fieldOf(t.Place)
		g.fields[in] = append(g.fields[in], t)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTowns, err)
	}
	return g, nil
}

func parse(line string) (Town, error) {
	columns := strings.Split(line, "\t")
	if len(columns) != 6 {
		return Town{}, fmt.Errorf("%w: the line %q has %d columns", ErrTowns, line, len(columns))
	}
	latitude, err := strconv.ParseFloat(columns[0], 64)
	longitude, err2 := strconv.ParseFloat(columns[1], 64)
	thousands, err3 := strconv.ParseUint(columns[2], 10, 31)
	if err = errors.Join(err, err2, err3); err != nil || !(math.Abs(latitude) <= 90 && math.Abs(longitude) <= 180) {
		return Town{}, fmt.Errorf("%w: the line %q has no place or no people", ErrTowns, line)
	}
	t := Town{Place: photo.Place{Latitude: latitude, Longitude: longitude}, Thousands: int(thousands), Country: columns[3], Name: columns[4]}
	if columns[5] != "" {
		t.Others = strings.Split(columns[5], "|")
	}
	return t, nil
}

// Nearest returns the town nearest to a place, if one is within [Reach]. Large towns
// reach further than small ones, so that a place in a city is not named after one of
// the city's quarters.
func (g *World) Nearest(p photo.Place) (nearest Town, ok bool) {
	const kilometresADegree = 111.2
	up := Reach / kilometresADegree
	across := min(180, up/max(0.01, math.Cos(p.Latitude*math.Pi/180)))
	least := math.Inf(1)
	for south := int(math.Floor(p.Latitude - up)); south <= int(math.Floor(p.Latitude+up)); south++ {
		for west := int(math.Floor(p.Longitude - across)); west <= int(math.Floor(p.Longitude+across)); west++ {
			for _, t := range g.fields[field{south, around(west)}] {
				d := distance(p, t.Place)
				if beyond := d - t.radius(); d <= Reach && beyond < least {
					nearest, least, ok = t, beyond, true
				}
			}
		}
	}
	return nearest, ok
}

// radius is how far a town reaches, in kilometres: about 9 for one of three million.
func (t Town) radius() float64 { return math.Sqrt(float64(t.Thousands)) / 6 }

// around brings a degree of longitude between -180 and 179.
func around(degree int) int { return ((degree+180)%360+360)%360 - 180 }

// distance returns how far two places are apart on the earth, in kilometres.
func distance(a, b photo.Place) float64 {
	const radius = 6371
	rad := math.Pi / 180
	north := math.Sin((b.Latitude - a.Latitude) * rad / 2)
	east := math.Sin((b.Longitude - a.Longitude) * rad / 2)
	h := north*north + math.Cos(a.Latitude*rad)*math.Cos(b.Latitude*rad)*east*east
	return 2 * radius * math.Asin(math.Sqrt(min(1, h)))
}
