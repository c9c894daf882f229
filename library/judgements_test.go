package library_test

import (
	"image"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"whereabouts/library"
	"whereabouts/segment"
)

// square marks a rectangle of a photo of 40×30 pixels.
func square(x, y, width, height int) *segment.Mask {
	m := segment.NewMask(image.Pt(40, 30))
	for at := range width * height {
		m.Pix[(y+at/width)*40+x+at%width] = segment.Object
	}
	return m
}

// exampleOf returns the n-th example, which is not changed by being stored.
func exampleOf(tb testing.TB, n int) segment.Example {
	tb.Helper()
	random := rand.New(rand.NewPCG(uint64(n), 0))
	descriptor := func() segment.Descriptor {
		d := make(segment.Descriptor, segment.IdentityDimensions)
		for i := range d {
			d[i] = float32(random.NormFloat64())
		}
		return d
	}
	e := segment.Example{Whole: []segment.Descriptor{descriptor(), descriptor()}, Alone: descriptor()}
	stored, err := e.MarshalBinary()
	check(tb, err)
	check(tb, e.UnmarshalBinary(stored))
	return e
}

// near reports whether two examples differ by no more than rounding.
func near(a, b segment.Example) bool {
	same := func(a, b segment.Descriptor) bool { return len(a) == len(b) && (len(a) == 0 || a.Cosine(b) > 0.9999) }
	return same(a.Alone, b.Alone) && slices.EqualFunc(a.Whole, b.Whole, same)
}

func TestFindIsJudgedByWhatWasSaidOfThePlace(t *testing.T) {
	var j library.Judgements
	j.Accept(library.Judgement{Photo: keyOf(1), Mask: square(0, 0, 10, 10)})
	j.Reject(library.Judgement{Photo: keyOf(1), Mask: square(20, 0, 10, 10)})
	j.Reject(library.Judgement{Photo: keyOf(1), Mask: square(8, 0, 12, 20)})
	larger := segment.NewMask(image.Pt(80, 60))
	copy(larger.Pix, square(0, 0, 40, 30).Pix)
	for name, test := range map[string]struct {
		photo   int
		mask    *segment.Mask
		yes, no bool
	}{
		"accepted":                      {1, square(0, 0, 10, 10), true, false},
		"nearly the accepted":           {1, square(1, 1, 9, 10), true, false},
		"rejected":                      {1, square(20, 0, 10, 10), false, true},
		"nearly the rejected":           {1, square(21, 2, 10, 10), false, true},
		"a fragment of the accepted":    {1, square(3, 3, 2, 2), true, false},
		"a fragment of the rejected":    {1, square(25, 5, 2, 2), false, true},
		"much larger than the rejected": {1, square(20, 0, 20, 30), false, false},
		"elsewhere":                     {1, square(30, 20, 10, 10), false, false},
		"barely touching":               {1, square(28, 8, 10, 10), false, false},
		"in another photo":              {2, square(20, 0, 10, 10), false, false},
		"of another size":               {1, larger, false, false},
		"of nothing":                    {1, segment.NewMask(image.Pt(40, 30)), false, false},
		"inside one, more like another": {1, square(10, 2, 10, 16), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			if yes, no := j.Judge(keyOf(test.photo), test.mask); yes != test.yes || no != test.no {
				t.Errorf("accepted %t, rejected %t", yes, no)
			}
		})
	}
	if yes, no := (*library.Judgements)(nil).Judge(keyOf(1), square(0, 0, 10, 10)); yes || no {
		t.Error("the nil value judges")
	}
}

func TestAcceptedFindWithinALargerRejectedOneIsAccepted(t *testing.T) {
	for _, yesFirst := range []bool{false, true} {
		var j library.Judgements
		yes := func() { j.Accept(library.Judgement{Photo: keyOf(1), Mask: square(5, 5, 8, 8)}) }
		if yesFirst {
			yes()
		}
		j.Reject(library.Judgement{Photo: keyOf(1), Mask: square(0, 0, 40, 30)})
		if !yesFirst {
			yes()
		}
		if accepted, rejected := j.Judge(keyOf(1), square(5, 5, 8, 7)); !accepted || rejected {
			t.Errorf("yes first %t: accepted %t, rejected %t", yesFirst, accepted, rejected)
		}
	}
}

func TestLaterJudgementOfTheSameFindReplacesTheEarlier(t *testing.T) {
	var j library.Judgements
	j.Accept(library.Judgement{Photo: keyOf(1), Mask: square(0, 0, 10, 10), Example: exampleOf(t, 1)})
	j.Accept(library.Judgement{Photo: keyOf(2), Mask: square(0, 0, 10, 10), Example: exampleOf(t, 2)})
	j.Reject(library.Judgement{Photo: keyOf(1), Mask: square(1, 0, 10, 10), Example: exampleOf(t, 3)})
	all := j.All()
	if len(all) != 2 || all[0].Photo != keyOf(2) || !all[0].Accepted || all[1].Photo != keyOf(1) || all[1].Accepted {
		t.Fatalf("there is %v", all)
	}
	if !near(all[1].Example, exampleOf(t, 3)) || all[1].Mask.Box() != image.Rect(1, 0, 11, 10) {
		t.Errorf("the later judgement has not its own example and mask")
	}
	if yes, no := j.Accepted(), j.Rejected(); len(yes) != 1 || len(no) != 1 || yes[0].Photo != keyOf(2) || no[0].Photo != keyOf(1) {
		t.Errorf("accepted are %v, rejected %v", yes, no)
	}
	if in := j.In(keyOf(1)); len(in) != 1 || in[0].Accepted || len(j.In(keyOf(3))) != 0 {
		t.Errorf("in photo 1 are %v", in)
	}
}

func TestForgottenFindIsJudgedNoMore(t *testing.T) {
	var j library.Judgements
	j.Reject(library.Judgement{Photo: keyOf(1), Mask: square(0, 0, 10, 10)})
	if j.Forget(keyOf(2), square(0, 0, 10, 10)) || j.Forget(keyOf(1), square(20, 0, 10, 10)) {
		t.Error("what was never said was forgotten")
	}
	if !j.Forget(keyOf(1), square(0, 1, 10, 10)) {
		t.Error("it was not forgotten")
	}
	if _, no := j.Judge(keyOf(1), square(0, 0, 10, 10)); no || len(j.All()) != 0 {
		t.Error("it is still judged")
	}
}

func TestFindWithoutAnExampleTeachesNothing(t *testing.T) {
	var j library.Judgements
	j.Accept(library.Judgement{Photo: keyOf(1), Mask: square(0, 0, 10, 10)})
	j.Accept(library.Judgement{Photo: keyOf(2), Mask: square(0, 0, 10, 10), Example: exampleOf(t, 2)})
	j.Reject(library.Judgement{Photo: keyOf(3), Mask: square(0, 0, 10, 10), Example: exampleOf(t, 3)})
	yes, no := j.Examples()
	if len(yes) != 1 || len(no) != 1 || !near(yes[0], exampleOf(t, 2)) || !near(no[0], exampleOf(t, 3)) {
		t.Errorf("%d and %d examples", len(yes), len(no))
	}
	if accepted, rejected := j.Count(); accepted != 2 || rejected != 1 {
		t.Errorf("%d are accepted and %d rejected", accepted, rejected)
	}
}

func TestRejectedFindIsTakenOutOfASighting(t *testing.T) {
	left, middle, right := square(0, 0, 10, 10), square(15, 0, 10, 10), square(30, 0, 10, 10)
	at := func(m *segment.Mask, score float64) library.Instance { return library.Instance{Mask: m, Score: score} }
	all := library.Sighting{Score: 0.9, Instances: []library.Instance{at(left, 0.9), at(middle, 0.7), at(right, 0.6)}}
	for name, test := range map[string]struct {
		rejected []*segment.Mask
		want     library.Sighting
	}{
		"none":      {nil, all},
		"elsewhere": {[]*segment.Mask{square(0, 15, 10, 10)}, all},
		"the best":  {[]*segment.Mask{left}, library.Sighting{Score: 0.7, Instances: all.Instances[1:]}},
		"another":   {[]*segment.Mask{middle}, library.Sighting{Score: 0.9, Instances: []library.Instance{at(left, 0.9), at(right, 0.6)}}},
		"all":       {[]*segment.Mask{left, middle, right}, library.Sighting{Instances: []library.Instance{at(left, 0)}}},
	} {
		t.Run(name, func(t *testing.T) {
			var j library.Judgements
			for _, m := range test.rejected {
				j.Reject(library.Judgement{Photo: keyOf(1), Mask: m})
			}
			if got := j.Apply(keyOf(1), all); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if got := j.Apply(keyOf(2), all); !reflect.DeepEqual(got, all) {
				t.Errorf("another photo: got %v", got)
			}
		})
	}
}

func TestJudgementsAreThoseThatWereSaidLast(t *testing.T) {
	places := []*segment.Mask{square(0, 0, 10, 10), square(20, 0, 10, 10), square(0, 15, 10, 10), square(20, 15, 10, 10)}
	rapid.Check(t, func(t *rapid.T) {
		var j library.Judgements
		type place struct{ photo, at int }
		said := map[place]bool{}
		for range rapid.IntRange(0, 30).Draw(t, "sayings") {
			where := place{rapid.IntRange(0, 2).Draw(t, "photo"), rapid.IntRange(0, 3).Draw(t, "place")}
			f := library.Judgement{Photo: keyOf(where.photo), Mask: places[where.at]}
			switch rapid.SampledFrom([]string{"yes", "no", "forget"}).Draw(t, "what") {
			case "yes":
				j.Accept(f)
				said[where] = true
			case "no":
				j.Reject(f)
				said[where] = false
			case "forget":
				_, was := said[where]
				if j.Forget(f.Photo, f.Mask) != was {
					t.Fatalf("forgetting %v does not tell whether it was there", where)
				}
				delete(said, where)
			}
		}
		if len(j.All()) != len(said) || len(j.Accepted())+len(j.Rejected()) != len(said) {
			t.Fatalf("there are %d judgements, want %d", len(j.All()), len(said))
		}
		for photo := range 3 {
			for at, m := range places {
				want, judged := said[place{photo, at}]
				if yes, no := j.Judge(keyOf(photo), m); yes != (judged && want) || no != (judged && !want) {
					t.Fatalf("photo %d, place %d: accepted %t, rejected %t, want %t, judged %t", photo, at, yes, no, want, judged)
				}
			}
		}
	})
}
