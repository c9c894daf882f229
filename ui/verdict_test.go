package ui

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsTakenBackIsAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		instances := make([]*instance, 6)
		for i := range instances {
			instances[i] = &instance{}
		}
		written := map[*instance]verdict{}
		d := debate{said: func(step []revision) {
			for _, r := range step {
				if written[r.of] != r.was {
					t.Fatalf("it is told that %v was said, and that was %v", r.was, written[r.of])
				}
				written[r.of] = r.is
			}
		}}
		now := func() (all [6]verdict) {
			for i, in := range instances {
				all[i] = in.verdict
			}
			return all
		}
		past, future := [][6]verdict{now()}, [][6]verdict(nil)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"say", "say", "undo", "redo"}).Draw(t, "what") {
			case "say":
				v := rapid.SampledFrom([]verdict{undecided, accepted, rejected}).Draw(t, "verdict")
				of := rapid.SliceOfDistinct(rapid.SampledFrom(instances), func(in *instance) *instance { return in }).Draw(t, "of")
				if d.say(v, of...) {
					past, future = append(past, now()), nil
				}
			case "undo":
				if step := d.undo(); step != nil {
					future, past = append(future, past[len(past)-1]), past[:len(past)-1]
				}
			case "redo":
				if step := d.redo(); step != nil {
					past, future = append(past, future[len(future)-1]), future[:len(future)-1]
				}
			}
			if now() != past[len(past)-1] {
				t.Fatalf("the verdicts are %v and should be %v", now(), past[len(past)-1])
			}
		}
		for d.undo() != nil {
		}
		if now() != past[0] {
			t.Fatalf("when all is taken back, %v is said", now())
		}
		for in, v := range written {
			if in.verdict != v || !slices.Contains(instances, in) {
				t.Fatal("what was told is not what is so")
			}
		}
	})
}
