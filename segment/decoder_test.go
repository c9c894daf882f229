package segment

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"whereabouts/segment/internal/samtest"
)

// randomInput returns a fixed question for the test decoder.
func randomInput(seed uint64, box, mask, attention, target bool) samtest.Input {
	r := rand.New(rand.NewPCG(seed, 1))
	numbers := func(n int, scale float64) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = float32(scale * r.NormFloat64())
		}
		return out
	}
	in := samtest.Input{
		Embedding: numbers(samtest.Channels*samtest.Side*samtest.Side, 1),
		Points:    []float32{312, 540, 900, 77},
		Labels:    []float32{1, 0},
	}
	if box {
		in.Points = append(in.Points, 200, 300, 640, 800)
		in.Labels = append(in.Labels, 2, 3)
	} else {
		in.Points = append(in.Points, 0, 0)
		in.Labels = append(in.Labels, -1)
	}
	if mask {
		in.Mask = numbers(16*samtest.Side*samtest.Side, 5)
	}
	if attention {
		in.Attention = numbers(samtest.Side*samtest.Side, 1)
		for i, v := range in.Attention {
			in.Attention[i] = float32(1 / (1 + math.Exp(-float64(v))))
		}
	}
	if target {
		in.Target = numbers(samtest.Channels, 0.7)
	}
	return in
}

func TestRewrittenDecoderGivesTheLogitsOfThePapersCode(t *testing.T) {
	runtime, err := LoadRuntime(samtest.Runtime(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name                         string
		box, mask, attention, target bool
	}{
		{name: "without guidance"},
		{name: "with box and mask", box: true, mask: true},
		{name: "with guided attention", attention: true},
		{name: "with target prompt", target: true},
		{name: "with both guidances", attention: true, target: true},
		{name: "with everything", box: true, mask: true, attention: true, target: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(3) {
				model := samtest.New(seed)
				exported, err := model.Export()
				if err != nil {
					t.Fatal(err)
				}
				decoder, err := newDecoder(runtime, exported, Options{})
				if err != nil {
					t.Fatal(err)
				}
				in := randomInput(seed, c.box, c.mask, c.attention, c.target)
				got, err := decoder.run(context.Background(), in.Embedding, in.Points, in.Labels, in.Mask,
					Guidance{Attention: in.Attention, Target: in.Target})
				if err != nil {
					t.Fatal(err)
				}
				logits, scores := model.Forward(in)
				for m := range logits {
					for i := range logits[m] {
						if d := math.Abs(float64(got.Logits[m][i]) - logits[m][i]); d > 1e-3 {
							t.Fatalf("mask %d, cell %d: %g instead of %g", m, i, got.Logits[m][i], logits[m][i])
						}
					}
					if d := math.Abs(float64(got.IoU[m]) - scores[m]); d > 1e-3 {
						t.Fatalf("score %d: %g instead of %g", m, got.IoU[m], scores[m])
					}
				}
				if err := decoder.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestGuidanceChangesTheLogits(t *testing.T) {
	model := samtest.New(5)
	plain, _ := model.Forward(randomInput(5, false, false, false, false))
	for name, in := range map[string]samtest.Input{
		"attention": randomInput(5, false, false, true, false),
		"target":    randomInput(5, false, false, false, true),
	} {
		in.Embedding = randomInput(5, false, false, false, false).Embedding
		guided, _ := model.Forward(in)
		var largest float64
		for i := range plain[0] {
			largest = max(largest, math.Abs(plain[0][i]-guided[0][i]))
		}
		if largest < 0.01 {
			t.Errorf("%s changes no logit by more than %g, so agreement would prove nothing", name, largest)
		}
	}
}

func TestDecoderStopsWhenItsContextIsDone(t *testing.T) {
	runtime, err := LoadRuntime(samtest.Runtime(t))
	if err != nil {
		t.Fatal(err)
	}
	exported, err := samtest.New(1).Export()
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := newDecoder(runtime, exported, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = decoder.Close() }()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in := randomInput(1, false, false, false, false)
	if _, err := decoder.run(ctx, in.Embedding, in.Points, in.Labels, nil, Guidance{}); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
}
