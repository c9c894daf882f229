package ui

import (
	"context"
	"image"
	"sync"
	"testing"

	"whereabouts/library"
	"whereabouts/segment"
)

// fakeJudge keeps what is said in memory.
type fakeJudge struct {
	judging sync.Mutex
	kept    library.Judgements
	said    []saying
	refuse  error // what Judge answers
	newest  seen
	asked   int // how often it was asked what is kept
}

func (f *fakeJudge) Judged(context.Context, query) (*library.ConceptRecord, error) {
	f.judging.Lock()
	defer f.judging.Unlock()
	f.asked++
	return &library.ConceptRecord{Judgements: &f.kept}, nil
}

func (f *fakeJudge) Judge(_ context.Context, _ query, said []saying) error {
	f.judging.Lock()
	defer f.judging.Unlock()
	if f.refuse != nil {
		return f.refuse
	}
	f.said = append(f.said, said...)
	for _, s := range said {
		if err := s.record(&f.kept); err != nil {
			return err
		}
	}
	return nil
}

func (f *fakeJudge) LastSeen(_ context.Context, paths []string) (seen, bool) {
	for _, path := range paths {
		if path == f.newest.path {
			return f.newest, true
		}
	}
	return seen{}, false
}

func TestWhatIsSaidIsKeptAsOnTheCommandLine(t *testing.T) {
	mask := segment.NewMask(image.Pt(40, 30))
	mask.Pix[5*40+7] = segment.Object
	in, err := newInstance(library.Key{1}, mask)
	if err != nil {
		t.Fatal(err)
	}
	j := &library.Judgements{}
	for _, step := range []struct {
		verdict   verdict
		yes, no   int
		judgement string
	}{{accepted, 1, 0, "yes"}, {rejected, 0, 1, "no"}, {undecided, 0, 0, "nothing"}} {
		if err := (saying{in, step.verdict}).record(j); err != nil {
			t.Fatal(err)
		}
		if yes, no := j.Count(); yes != step.yes || no != step.no {
			t.Errorf("after %s there are %d yes and %d no", step.judgement, yes, no)
		}
	}
	j.Accept(library.Judgement{Photo: library.Key{1}, Mask: mask})
	known, err := judgedIn(j, library.Key{1})
	if err != nil || len(known) != 1 || known[0].verdict != accepted || !known[0].touched {
		t.Fatalf("what is kept comes back as %+v, error %v", known, err)
	}
	if other, err := judgedIn(j, library.Key{2}); err != nil || len(other) != 0 {
		t.Errorf("of another photo %v is said, error %v", other, err)
	}
}
