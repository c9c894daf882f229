package render

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"testing"

	"pgregory.net/rapid"
)

func room() *Scene {
	s := &Scene{Sky: func(Vec) Vec { return Gray(0.5) }, Fill: Gray(0.1)}
	s.Lights = []Light{
		Panel{Corner: V(-30, 60, -30), A: V(60, 0, 0), B: V(0, 0, 60), Color: Gray(4)},
		Bulb{At: V(-30, 20, 30), Radius: 3, Color: Gray(20)},
		Sun{Dir: V(0.3, 1, 0.2), Color: Gray(0.5), Spread: 0.02},
	}
	checked := Satin(Gray(0.5))
	checked.Color = func(p Vec) Vec { return Gray(0.2 + 0.6*Noise(p)) }
	checked.Relief = Noise
	s.Add(0, Thing{Box(100, 1, 100, checked, At(0, -1, 0))})
	s.Add(1, Thing{Ball(10, Glazed(V(0.8, 0.1, 0.1)), At(0, 10, 0))})
	s.Add(2, Thing{NewPart(RoundBox(4, 6, 4, 1), Polished(Gray(0.8), 0.05), At(18, 6, 8).Yaw(30))})
	return s
}

func TestTheSameSceneGivesTheSamePictureOnAnyNumberOfProcessors(t *testing.T) {
	c := Orbit(V(5, 8, 0), 20, 25, 70)
	draw := func() *Picture {
		p, err := room().Render(t.Context(), c, 96, 72)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	many := draw()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := draw()
	if !bytes.Equal(many.Image.Pix, one.Image.Pix) || !bytes.Equal(many.objects, one.objects) {
		t.Error("the two pictures differ")
	}
}

func TestTheMaskOfABallIsTheDiscThatTheCameraSees(t *testing.T) {
	s := &Scene{Sky: func(Vec) Vec { return Gray(1) }}
	s.Add(3, Thing{Ball(10, Matt(Gray(0.5)), At(0, 0, 0))})
	const width, height, distance = 200, 150, 60.0
	p, err := s.Render(t.Context(), Orbit(Vec{}, 0, 0, distance), width, height)
	if err != nil {
		t.Fatal(err)
	}
	radius := math.Tan(math.Asin(10/distance)) / math.Tan(45*math.Pi/360) * width / 2
	mask, share := p.Mask(3)
	for y := range height {
		for x := range width {
			r := math.Hypot(float64(x)+0.5-width/2, float64(y)+0.5-height/2)
			if got := mask.GrayAt(x, y).Y == 255; math.Abs(r-radius) > 0.6 && got != (r < radius) {
				t.Fatalf("the mask at (%d, %d), %.1f from the middle, is %v; the disc's radius is %.1f", x, y, r, got, radius)
			}
		}
	}
	if want := math.Pi * radius * radius / (width * height); math.Abs(share-want) > 0.01*want {
		t.Errorf("the ball covers %.4f, want %.4f", share, want)
	}
	if other, share := p.Mask(4); share != 0 || bytes.Contains(other.Pix, []byte{255}) {
		t.Error("an object that is not there has a mask")
	}
}

func TestRenderStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if p, err := room().Render(ctx, Orbit(Vec{}, 0, 20, 60), 64, 48); !errors.Is(err, context.Canceled) {
		t.Errorf("Render = %v, %v", p, err)
	}
}

func TestAnEmptySceneShowsTheSky(t *testing.T) {
	s := &Scene{Sky: func(Vec) Vec { return V(0, 0, 5) }}
	p, err := s.Render(t.Context(), Orbit(Vec{}, 0, 0, 10), 8, 6)
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Image.RGBAAt(4, 3); c.B < 200 || c.R > 60 {
		t.Errorf("the sky is %v", c)
	}
}

// The tree may only make things faster.
func TestTheTreeFindsWhatLookingAtEveryBodyFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.Float64Range(-40, 40)
		point := func(name string) Vec {
			return V(span.Draw(t, name+" x"), span.Draw(t, name+" y"), span.Draw(t, name+" z"))
		}
		s := &Scene{}
		for range rapid.IntRange(0, 24).Draw(t, "bodies") {
			at := point("at")
			pose := At(at.X, at.Y, at.Z).Yaw(span.Draw(t, "yaw")).Roll(span.Draw(t, "roll"))
			size := rapid.Float64Range(0.5, 9).Draw(t, "size")
			if rapid.Bool().Draw(t, "round") {
				s.Add(0, Thing{Ball(size, Matt(Gray(1)), pose)})
			} else {
				s.Add(0, Thing{Box(size, size/2, size*2, Matt(Gray(1)), pose)})
			}
		}
		from, dir := point("from"), point("dir").Unit()
		if dir == (Vec{}) {
			t.Skip("no direction")
		}
		const far = 1e5
		var want *body
		near := far
		for i := range s.bodies {
			if d, ok := s.bodies[i].hit(from, dir, 0, near); ok {
				want, near = &s.bodies[i], d
			}
		}
		tree := newTree(s.bodies)
		got, dist := tree.closest(from, dir, far)
		if got != want && dist != near {
			t.Fatalf("the tree finds %p at %g, want %p at %g", got, dist, want, near)
		}
		if tree.blocked(from, dir, far) != (want != nil) {
			t.Fatalf("blocked says %v", want == nil)
		}
	})
}

func TestNoSolidReachesOutOfItsBoxOrHidesASurfaceNearerThanItSays(t *testing.T) {
	box := RoundBox(2, 3, 1, 0.3)
	wave := func(p Vec) float64 { return 0.5 + 0.5*math.Sin(p.X) }
	for name, s := range map[string]Solid{
		"round box": box,
		"cylinder":  Cylinder(2, 3, 0.4),
		"capsule":   Capsule(V(-1, 0, 0), V(2, 3, 1), 0.5, 1),
		"torus":     Torus(3, 0.6),
		"lathe":     Lathe(0.2, [2]float64{0, 0}, [2]float64{2, 0}, [2]float64{1, 3}, [2]float64{0, 3}),
		"extrusion": Extrude(1.5, 0.2, [2]float64{-2, 0}, [2]float64{2, 0}, [2]float64{0, 3}),
		"placed":    box.Placed(At(1, 2, 3).Yaw(40).Pitch(20).Sized(1.5)),
		"union":     box.Union(Torus(3, 0.6)),
		"melted":    box.Melt(Cylinder(1, 4, 0.2), 0.8),
		"cut":       box.Cut(Torus(2, 0.6)),
		"kept":      box.Keep(Torus(2, 0.6)),
		"embossed":  box.Embossed(0.2, 0.5, wave),
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				span := rapid.Float64Range(-7, 7)
				point := func() Vec { return V(span.Draw(t, "x"), span.Draw(t, "y"), span.Draw(t, "z")) }
				p, way := point(), point().Unit()
				outside := p.Sub(p.max(s.Lo).min(s.Hi)).Len()
				d := s.Dist(p)
				if outside > 1e-9 && d <= 0 {
					t.Fatalf("%v is %g outside the box and yet in the solid", p, outside)
				}
				if q := p.Add(way.Mul(d * rapid.Float64Range(0, 1).Draw(t, "part"))); d > 0 && s.Dist(q) < -1e-9 {
					t.Fatalf("%v is told to be %g from the solid, and %v is in it", p, d, q)
				}
			})
		})
	}
}

func TestAPoseTakesPointsOutAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := func(name string) float64 { return rapid.Float64Range(-180, 180).Draw(t, name) }
		p := At(f("x"), f("y"), f("z")).Yaw(f("yaw")).Pitch(f("pitch")).Roll(f("roll")).Sized(rapid.Float64Range(0.1, 10).Draw(t, "size"))
		v := V(f("u"), f("v"), f("w"))
		if got := p.back(p.Point(v)); got.Sub(v).Len() > 1e-6 {
			t.Fatalf("%v comes back as %v", v, got)
		}
	})
}

func TestThePosesTurnThingsAsTheySay(t *testing.T) {
	for _, c := range []struct {
		name        string
		pose        Pose
		point, ends Vec
	}{
		{"yaw turns the front to the right", At(0, 0, 0).Yaw(90), V(0, 0, 1), V(1, 0, 0)},
		{"pitch leans to the front", At(0, 0, 0).Pitch(90), V(0, 1, 0), V(0, 0, 1)},
		{"roll leans to the right as seen from the front", At(0, 0, 0).Roll(90), V(0, 1, 0), V(1, 0, 0)},
		{"a part moves with its thing", At(1, 0, 0).Yaw(90).Of(At(0, 0, 2)), Vec{}, V(3, 0, 0)},
	} {
		if got := c.pose.Point(c.point); got.Sub(c.ends).Len() > 1e-9 {
			t.Errorf("%s: %v ends at %v, want %v", c.name, c.point, got, c.ends)
		}
	}
}
