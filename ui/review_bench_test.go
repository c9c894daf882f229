package ui

import (
	"context"
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"whereabouts/library"
)

// benchResults shows a number of finds whose photos do not exist.
func benchResults(b *testing.B, finds int) *results {
	b.Helper()
	app := test.NewTempApp(b)
	app.Settings().SetTheme(newTheme())
	br := newBridge(b.Context())
	br.post = func(func()) {}
	w := newWindow(app.NewWindow("Whereabouts"), br, Options{}, noBackend())
	w.win.Resize(fyne.NewSize(1080, 760))
	w.engine = &fakeEngine{search: func(context.Context, query, library.Observer) error { return nil }}
	r := w.things.newPage(&thing{}, query{mask: disc(testSize)}, nil)
	w.show(r)
	r.ended = true
	one, err := newFind(finding("0.jpg", 1), nil)
	if err != nil {
		b.Fatal(err)
	}
	for i := range finds {
		in := *one.instances[0]
		r.ranking.finds = append(r.ranking.finds, &find{
			path: fmt.Sprintf("%d.jpg", i), size: testSize, score: 1 - float64(i)/float64(finds), instances: []*instance{&in},
		})
	}
	r.update()
	return r
}

func BenchmarkMovingTheLineAmongTenThousandFinds(b *testing.B) {
	r := benchResults(b, 10_000)
	for i := 0; b.Loop(); i++ {
		r.sieve.slider.SetValue(float64(20 + i%60))
	}
}

func BenchmarkJudgingOneOfTenThousandFinds(b *testing.B) {
	r := benchResults(b, 10_000)
	for i := 0; b.Loop(); i++ {
		v := accepted
		if i%2 == 1 {
			v = undecided
		}
		r.judge(v, r.ranked.present[0])
	}
}

func BenchmarkTakingOverTenThousandFindsOfALaterSearch(b *testing.B) {
	r := benchResults(b, 10_000)
	for b.Loop() {
		r.ranking.renew(&ranking{finds: r.ranking.finds})
	}
}
