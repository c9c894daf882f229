package segment

import (
	"context"
	"errors"
	"image"
	"math"
	"testing"
)

func TestThingIsDescribedAsItIsMirroredAndTurned(t *testing.T) {
	e := newLite0(t)
	photo := Picture{checkered(8, 6, 100)}
	mask := maskOfBox(photo.Size(), image.Rect(200, 100, 500, 400))
	thing, err := e.DescribePoses(context.Background(), photo, mask)
	if err != nil {
		t.Fatal(err)
	}
	if len(thing) != 2*len(poseAngles) {
		t.Fatalf("there are %d poses", len(thing))
	}
	seen, err := e.Describe(context.Background(), photo, mask)
	if err != nil {
		t.Fatal(err)
	}
	if c := thing[0].Alone.Cosine(seen.Alone); c < 0.999999 {
		t.Errorf("the first pose is not how the thing was seen: cosine %.4f", c)
	}
	for i, pose := range thing[1:] {
		if c := pose.Alone.Cosine(seen.Alone); c > 0.9999 || c < 0.3 {
			t.Errorf("pose %d has the cosine %.4f with how the thing was seen", i+1, c)
		}
	}
}

func TestThingOfOnePixelHasPoses(t *testing.T) {
	photo := Picture{checkered(4, 4, 32)}
	thing, err := newLite0(t).DescribePoses(context.Background(), photo, maskOfBox(photo.Size(), image.Rect(5, 5, 6, 6)))
	if err != nil || len(thing) == 0 {
		t.Errorf("%d poses, %v", len(thing), err)
	}
}

func TestPosesOfNothingAreRefused(t *testing.T) {
	photo := Picture{checkered(4, 4, 32)}
	if _, err := newLite0(t).DescribePoses(context.Background(), photo, NewMask(photo.Size())); !errors.Is(err, ErrEmptyMask) {
		t.Errorf("the error is %v", err)
	}
}

func TestTurnedThingKeepsItsSize(t *testing.T) {
	photo := Picture{checkered(8, 8, 50)}
	shot := shoot(photo, maskOfBox(photo.Size(), image.Rect(100, 150, 300, 250)))
	before := float64(shot.mask().Area())
	for _, angle := range poseAngles {
		turned := shot.turned(angle)
		if turned.photo.Rect.Size() != turned.thing.Rect.Size() {
			t.Errorf("turned by %g: the picture is %v, its mask %v", angle, turned.photo.Rect.Size(), turned.thing.Rect.Size())
		}
		if after := float64(turned.mask().Area()); math.Abs(after-before) > 0.02*before {
			t.Errorf("turned by %g: %g pixels became %g", angle, before, after)
		}
		if mirrored := turned.mirrored().mask(); mirrored.Area() != turned.mask().Area() {
			t.Errorf("turned by %g and mirrored: %d pixels", angle, mirrored.Area())
		}
	}
}
