package ui

import (
	"math"
	"strings"
	"sync"

	"whereabouts/assets"
	"whereabouts/library/gazetteer"
	"whereabouts/library/photo"
)

// Towns name places. Their methods are called by several goroutines.
type towns interface {
	// words returns what a place can be found by, in small letters.
	words(photo.Place) string
	// name returns what people call it, or nothing.
	name(photo.Place) string
}

// worldTowns are the towns of the world, read when they are first asked for. It is
// remembered how places are found, to about a kilometre, since photos are taken many
// in one place.
type worldTowns struct {
	read func() *gazetteer.World
	seen sync.Map // words by tile
}

// tile is a hundredth of a degree in each direction.
type tile struct{ south, west int }

func newWorldTowns() *worldTowns {
	return &worldTowns{read: sync.OnceValue(func() *gazetteer.World {
		g, err := gazetteer.Read(assets.Towns())
		if err != nil {
			return &gazetteer.World{} // the towns are part of the program, and tested
		}
		return g
	})}
}

func (w *worldTowns) words(p photo.Place) string {
	in := tile{int(math.Floor(p.Latitude * 100)), int(math.Floor(p.Longitude * 100))}
	if known, ok := w.seen.Load(in); ok {
		if words, ok := known.(string); ok {
			return words
		}
	}
	words := ""
	if t, ok := w.read().Nearest(p); ok {
		words = strings.ToLower(strings.Join(append([]string{t.Name, t.Country}, t.Others...), " "))
	}
	w.seen.Store(in, words)
	return words
}

func (w *worldTowns) name(p photo.Place) string {
	t, ok := w.read().Nearest(p)
	if !ok {
		return ""
	}
	return t.Name + ", " + t.Country
}
