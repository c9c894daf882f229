package segment

import (
	"context"
	"errors"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"whereabouts/segment/internal/onnx"
	"whereabouts/segment/internal/samtest"
)

// averageModel is an encoder whose three features are the mean colour of a
// cell.
func averageModel(tb testing.TB) []byte {
	tb.Helper()
	serialised, err := proto.Marshal(onnx.NewModel(&onnx.Graph{
		Name:   proto.String("average"),
		Input:  []*onnx.ValueInfo{onnx.NewValue("input", onnx.Tensor_FLOAT, 1, 3, -1, -1)},
		Output: []*onnx.ValueInfo{onnx.NewValue("mean", onnx.Tensor_FLOAT, 1, 3, -1, -1)},
		Node: []*onnx.Node{onnx.NewNode("AveragePool", "mean", []string{"input"},
			onnx.Ints("kernel_shape", IdentityCell, IdentityCell), onnx.Ints("strides", IdentityCell, IdentityCell))},
	}))
	if err != nil {
		tb.Fatal(err)
	}
	return serialised
}

// averageProjection leads three features to two dimensions.
var averageProjection = Projection{
	Mean:  []float32{0.5, -0.25, 1},
	Basis: []float32{1, 0, 2, 0, -3, 0.5},
}

// newIdentity loads an encoder for the length of a test.
func newIdentity(tb testing.TB, model []byte, p Projection) *IdentityEncoder {
	tb.Helper()
	return newIdentityWith(tb, model, p, Options{})
}

func newIdentityWith(tb testing.TB, model []byte, p Projection, o Options) *IdentityEncoder {
	tb.Helper()
	runtime, err := LoadRuntime(samtest.Runtime(tb))
	if err != nil {
		tb.Fatal(err)
	}
	e, err := NewIdentityEncoder(runtime, model, p, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = e.Close() })
	return e
}

// newLite0 loads the encoder that Whereabouts is built with.
func newLite0(tb testing.TB) *IdentityEncoder {
	tb.Helper()
	return newLite0With(tb, Options{})
}

func newLite0With(tb testing.TB, o Options) *IdentityEncoder {
	tb.Helper()
	model, err := os.ReadFile("../assets/identity/lite0.onnx")
	if err != nil {
		tb.Fatal(err)
	}
	p, err := DefaultProjection()
	if err != nil {
		tb.Fatal(err)
	}
	return newIdentityWith(tb, model, p, o)
}

// checkered is a picture of squares, each of one colour.
func checkered(columns, rows, side int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, columns*side, rows*side))
	for y := range rows * side {
		for x := range columns * side {
			img.SetNRGBA(x, y, square(x/side, y/side))
		}
	}
	return img
}

func square(column, row int) color.NRGBA {
	return color.NRGBA{uint8(20 + 70*column), uint8(240 - 60*row), uint8(30*column + 50*row), 255}
}

func TestCellsAreTheProjectedFeaturesOfTheNormalisedPicture(t *testing.T) {
	e := newIdentity(t, averageModel(t), averageProjection)
	m, err := e.Encode(t.Context(), checkered(3, 2, IdentityCell), 3*IdentityCell)
	if err != nil {
		t.Fatal(err)
	}
	if m.Width != 3 || m.Height != 2 || m.Dim != 2 || len(m.Data) != 12 {
		t.Fatalf("%d by %d cells of %d, %d numbers", m.Width, m.Height, m.Dim, len(m.Data))
	}
	for y := range m.Height {
		for x := range m.Width {
			c := square(x, y)
			r := (float64(c.R)/255 - 0.485) / 0.229
			g := (float64(c.G)/255 - 0.456) / 0.224
			b := (float64(c.B)/255 - 0.406) / 0.225
			for d, want := range []float64{(r - 0.5) + 2*(b-1), -3*(g+0.25) + 0.5*(b-1)} {
				if got := m.Data[(y*m.Width+x)*m.Dim+d]; math.Abs(float64(got)-want) > 1e-4 {
					t.Errorf("cell %d,%d, dimension %d: %g instead of %g", x, y, d, got, want)
				}
			}
		}
	}
}

func TestPictureIsBroughtToTheSizeFirst(t *testing.T) {
	e := newIdentity(t, averageModel(t), averageProjection)
	small, err := e.Encode(t.Context(), checkered(3, 2, IdentityCell), 3*IdentityCell)
	if err != nil {
		t.Fatal(err)
	}
	// Squares of another size in a corner of a larger picture, given as a part.
	large := image.NewNRGBA(image.Rect(-9, -9, 1000, 1000))
	at := checkered(3, 2, 150)
	for y := range at.Rect.Dy() {
		copy(large.Pix[large.PixOffset(0, y):], at.Pix[y*at.Stride:(y+1)*at.Stride])
	}
	got, err := e.Encode(t.Context(), large.SubImage(at.Rect), 3*IdentityCell)
	if err != nil {
		t.Fatal(err)
	}
	if got.Width != small.Width || got.Height != small.Height {
		t.Fatalf("%d by %d cells", got.Width, got.Height)
	}
	for i, v := range small.Data {
		// The edges between squares are blurred.
		if d := math.Abs(float64(got.Data[i] - v)); d > 0.1 {
			t.Errorf("number %d: %g instead of %g", i, got.Data[i], v)
		}
	}
}

func TestPictureOfTheRightSizeIsTakenWhereverItsCornerIs(t *testing.T) {
	e := newIdentity(t, averageModel(t), averageProjection)
	whole := checkered(4, 3, IdentityCell)
	all, err := e.Encode(t.Context(), whole, 4*IdentityCell)
	if err != nil {
		t.Fatal(err)
	}
	part, err := e.Encode(t.Context(), whole.SubImage(image.Rect(IdentityCell, IdentityCell, 3*IdentityCell, 3*IdentityCell)), 2*IdentityCell)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 2 {
		for i := range 2 * part.Dim {
			if got, want := part.Data[y*2*part.Dim+i], all.Data[((y+1)*4+1)*all.Dim+i]; got != want {
				t.Errorf("row %d, number %d: %g instead of %g", y, i, got, want)
			}
		}
	}
}

func TestIdentitySizeIsWholeCellsOfThePicturesProportions(t *testing.T) {
	for _, c := range []struct {
		picture image.Point
		side    int
		want    image.Point
	}{
		{image.Pt(1600, 1200), 448, image.Pt(448, 352)}, // 336 is halfway
		{image.Pt(1200, 1600), 448, image.Pt(352, 448)},
		{image.Pt(1600, 1200), 1344, image.Pt(1344, 1024)},
		{image.Pt(1600, 1067), 896, image.Pt(896, 608)},
		{image.Pt(64, 64), 224, image.Pt(224, 224)},
		{image.Pt(5000, 10), 448, image.Pt(448, 32)},
		{image.Pt(300, 200), 1, image.Pt(32, 32)},
		{image.Pt(300, 200), 100, image.Pt(96, 64)},
	} {
		if got := IdentitySize(c.picture, c.side); got != c.want {
			t.Errorf("%v at %d is %v instead of %v", c.picture, c.side, got, c.want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		picture := image.Pt(rapid.IntRange(1, 1<<20).Draw(rt, "width"), rapid.IntRange(1, 1<<20).Draw(rt, "height"))
		side := rapid.IntRange(IdentityCell, 4000).Draw(rt, "side")
		got := IdentitySize(picture, side)
		if got.X%IdentityCell != 0 || got.Y%IdentityCell != 0 || min(got.X, got.Y) < IdentityCell {
			rt.Fatalf("%v is not whole cells", got)
		}
		if d := max(got.X, got.Y) - side; d > IdentityCell/2 || d < -IdentityCell/2 {
			rt.Fatalf("the longer side of %v is far from %d", got, side)
		}
	})
}

func TestIdentityModelThatCannotServeIsRefused(t *testing.T) {
	runtime, err := LoadRuntime(samtest.Runtime(t))
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := samtest.New(1).Export()
	if err != nil {
		t.Fatal(err)
	}
	good := averageModel(t)
	for name, c := range map[string]struct {
		model      []byte
		projection Projection
	}{
		"empty":                             {nil, averageProjection},
		"cut short":                         {good[:len(good)/2], averageProjection},
		"no model":                          {[]byte("PK\x03\x04 something else"), averageProjection},
		"another network":                   {decoder, averageProjection},
		"operator that is none":             {[]byte(replaced(good, "AveragePool", "AveragePaul")), averageProjection},
		"projection of more channels":       {good, Projection{Mean: make([]float32, 4), Basis: make([]float32, 8)}},
		"projection with half a row":        {good, Projection{Mean: make([]float32, 3), Basis: make([]float32, 4)}},
		"projection to nothing":             {good, Projection{Mean: make([]float32, 3)}},
		"projection without either of both": {good, Projection{}},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := NewIdentityEncoder(runtime, c.model, c.projection, Options{})
			if !errors.Is(err, ErrModel) {
				t.Errorf("got %v", err)
			}
			if e != nil {
				t.Error("there is an encoder")
			}
		})
	}
}

// replaced returns b with the one place of a text replaced by another of the
// same length.
func replaced(b []byte, from, to string) string {
	out := []byte(string(b))
	for i := range len(out) - len(from) + 1 {
		if string(out[i:i+len(from)]) == from {
			copy(out[i:], to)
		}
	}
	return string(out)
}

func TestPictureWithoutPixelsIsRefused(t *testing.T) {
	e := newIdentity(t, averageModel(t), averageProjection)
	if _, err := e.Encode(t.Context(), image.NewNRGBA(image.Rect(0, 0, 5, 0)), 448); err == nil {
		t.Error("no error")
	}
}

// canceller is a picture that cancels a context when it is looked at.
type canceller struct {
	image.Image
	cancel context.CancelFunc
}

func (c canceller) At(x, y int) color.Color {
	c.cancel()
	return c.Image.At(x, y)
}

func TestIdentityEncoderStopsWhenItsContextIsDone(t *testing.T) {
	e := newIdentity(t, averageModel(t), averageProjection)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	picture := canceller{image.NewGray(image.Rect(0, 0, 50, 40)), cancel}
	for _, when := range []string{"while the picture is resized", "before"} {
		if _, err := e.Encode(ctx, picture, 448); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", when, err)
		}
	}
}

func TestIdentitiesThatAreEncodedAtOnceAreThoseEncodedAlone(t *testing.T) {
	e := newLite0(t)
	var pictures []*image.NRGBA
	var alone []IdentityMap
	for i := range 4 {
		pictures = append(pictures, checkered(2+i, 5-i, 40))
		m, err := e.Encode(t.Context(), pictures[i], 96+32*i)
		if err != nil {
			t.Fatal(err)
		}
		alone = append(alone, m)
	}
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(4)
	for range 3 {
		for i := range pictures {
			g.Go(func() error {
				m, err := e.Encode(ctx, pictures[i], 96+32*i)
				if err != nil {
					return err
				}
				if m.Width != alone[i].Width || m.Height != alone[i].Height {
					t.Errorf("picture %d: %d by %d cells", i, m.Width, m.Height)
				}
				for j, v := range alone[i].Data {
					if d := math.Abs(float64(m.Data[j] - v)); d > 1e-4 {
						t.Errorf("picture %d, number %d: %g instead of %g", i, j, m.Data[j], v)
						break
					}
				}
				return nil
			})
		}
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

func TestShippedProjectionsComponentsAreOrthogonalAndGrow(t *testing.T) {
	p, err := DefaultProjection()
	if err != nil {
		t.Fatal(err)
	}
	if p.dimensions() != IdentityDimensions {
		t.Fatalf("%d dimensions", p.dimensions())
	}
	row := func(i int) Descriptor { return slices.Clone(p.Basis[i*len(p.Mean) : (i+1)*len(p.Mean)]) }
	length := float32(0)
	for i := range IdentityDimensions {
		component := row(i)
		squared := dot(component, component)
		if squared < length {
			t.Errorf("component %d is shorter than the one before, which varies more", i)
		}
		length = squared
		normaliseVector(component)
		for j := range i {
			other := row(j)
			normaliseVector(other)
			if c := component.Cosine(other); math.Abs(c) > 1e-3 {
				t.Fatalf("components %d and %d have the cosine %g", i, j, c)
			}
		}
	}
}

func TestProjectionOfAnotherSizeIsRefused(t *testing.T) {
	for name, b := range map[string][]byte{
		"empty":     nil,
		"cut short": projectionFile[:len(projectionFile)-4],
		"too long":  append(append([]byte(nil), projectionFile...), 0),
	} {
		if _, err := parseProjection(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// It takes two photos of each subject of perbench and looks for the first one's
// crop among all second ones.
func TestCropsOfOneThingAreMoreAlikeThanThoseOfTwo(t *testing.T) {
	annotations, err := filepath.Glob("../../shared/perbench/Annotations/*")
	if err != nil || len(annotations) == 0 {
		t.Skip("the photos of perbench are not beside the repository")
	}
	e := newLite0(t)
	var first, second [][]float64
	for _, folder := range annotations {
		masks, err := filepath.Glob(filepath.Join(folder, "*.png"))
		if err != nil {
			t.Fatal(err)
		}
		if len(masks) < 2 {
			continue
		}
		first = append(first, describeCrop(t, e, masks[0]))
		second = append(second, describeCrop(t, e, masks[1]))
	}
	right := 0
	for i, a := range first {
		best := 0
		for j := range second {
			if cosine(a, second[j]) > cosine(a, second[best]) {
				best = j
			}
		}
		if best == i {
			right++
		}
	}
	if right < len(first)-1 {
		t.Errorf("%d of %d are most like their own subject", right, len(first))
	}
	t.Logf("%d of %d are most like their own subject", right, len(first))
}

// describeCrop returns the mean descriptor of what a mask of perbench marks.
func describeCrop(t *testing.T, e *IdentityEncoder, mask string) []float64 {
	t.Helper()
	open := func(path string) image.Image {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		img, _, err := image.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	subject := filepath.Base(filepath.Dir(mask))
	name := filepath.Base(mask[:len(mask)-len(".png")]) + ".jpg"
	photo, ok := open(filepath.Join("../../shared/perbench/Images", subject, name)).(*image.YCbCr)
	if !ok {
		t.Fatalf("%s/%s is not in colour", subject, name)
	}
	marked := open(mask)
	var box image.Rectangle
	for y := range marked.Bounds().Dy() {
		for x := range marked.Bounds().Dx() {
			if r, _, _, _ := marked.At(x, y).RGBA(); r > 0 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	m, err := e.Encode(t.Context(), photo.SubImage(box), 224)
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, m.Dim)
	for i, v := range m.Data {
		mean[i%m.Dim] += float64(v)
	}
	return mean
}

func cosine(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += a[i] * b[i]
		aa += a[i] * a[i]
		bb += b[i] * b[i]
	}
	return ab / math.Sqrt(aa*bb)
}
