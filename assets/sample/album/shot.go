package album

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"whereabouts/assets/sample/render"
)

// Shot is one photo before it is rendered.
type Shot struct {
	// Name is the photo's path in the library.
	Name string
	// Orientation is the EXIF orientation with which the photo is stored.
	Orientation int

	place    func(*stage, mood)
	mood     mood
	camera   view
	portrait bool
	items    []item
}

// item is a thing and where it stands.
type item struct {
	what      string
	x, y, z   float64
	yaw       float64
	pitch     float64
	roll      float64
	magnified float64 // 0 for the natural size
}

// view is how the camera is held.
type view struct {
	x, y, z       float64 // the point looked at
	around, above float64 // from where, in degrees
	distance      float64
	wide          float64 // 0 for 45 degrees
	roll          float64
	exposure      float64 // 0 for 1
}

// Size is how wide and high the upright photo is.
func (s Shot) Size() (width, height int) {
	if s.portrait {
		return 960, 1280
	}
	return 1280, 960
}

// Objects are the slugs of the objects in the shot.
func (s Shot) Objects() []string {
	var slugs []string
	for _, o := range Objects() {
		if slices.ContainsFunc(s.items, func(i item) bool { return i.what == o.Slug }) {
			slugs = append(slugs, o.Slug)
		}
	}
	return slugs
}

// Lookalikes are the slugs of the objects that something in the shot is like.
func (s Shot) Lookalikes() []string {
	var slugs []string
	for _, i := range s.items {
		if slug, ok := lookalikes[i.what]; ok && !slices.Contains(slugs, slug) {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}

// Render takes the photo, upright, at the given size; Size tells the size
// that belongs to the shot.
func (s Shot) Render(ctx context.Context, width, height int) (*render.Picture, error) {
	scene, err := s.scene()
	if err != nil {
		return nil, err
	}
	p, err := scene.Render(ctx, s.camera.held(), width, height)
	if err != nil {
		return nil, fmt.Errorf("rendering %s: %w", s.Name, err)
	}
	return p, nil
}

func (s Shot) scene() (*render.Scene, error) {
	h := fnv.New32a()
	h.Write([]byte(s.Name))
	st := &stage{luck: luck{seed: int(h.Sum32() & 0xffff)}}
	s.place(st, s.mood)

	things := clutter(&st.luck)
	numbers := map[string]int{}
	for i, o := range Objects() {
		things[o.Slug], numbers[o.Slug] = o.build, i+1
	}
	for _, i := range s.items {
		build, ok := things[i.what]
		if !ok {
			return nil, fmt.Errorf("furnishing %s: there is no %q", s.Name, i.what)
		}
		pose := render.At(i.x, i.y, i.z).Yaw(i.yaw).Pitch(i.pitch).Roll(i.roll)
		if i.magnified != 0 {
			pose = pose.Sized(i.magnified)
		}
		st.Add(numbers[i.what], build().Placed(pose))
	}
	return &st.Scene, nil
}

func (v view) held() render.Camera {
	c := render.Orbit(vec{X: v.x, Y: v.y, Z: v.z}, v.around, v.above, v.distance)
	c.Roll = v.roll
	if v.wide != 0 {
		c.Wide = v.wide
	}
	if v.exposure != 0 {
		c.Exposure = v.exposure
	}
	return c
}
