package segment

import (
	"context"
	"errors"
	"image"
	"math"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	ort "github.com/yalue/onnxruntime_go"
	"golang.org/x/sync/errgroup"

	"whereabouts/segment/internal/samtest"
)

// onDevice loads an identity encoder on a device, and skips where this machine
// has none.
func onDevice(t *testing.T, d Device, model []byte, p Projection) *IdentityEncoder {
	t.Helper()
	if d == WebGPU {
		samtest.Vulkan(t)
	}
	runtime, err := LoadRuntime(samtest.Runtime(t))
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewIdentityEncoder(runtime, model, p, Options{Device: d})
	mustWork(t, d, err)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// mustWork ends a test with the error of a device. The card in software has to
// work; a machine's own may be one that Whereabouts refuses.
func mustWork(t *testing.T, d Device, err error) {
	t.Helper()
	if errors.Is(err, ErrDevice) && (d != WebGPU || !samtest.Vulkan(t)) {
		t.Skipf("%s is refused on this machine: %v", d, err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// eachDevice runs a test for each device but the processor.
func eachDevice(t *testing.T, test func(t *testing.T, d Device)) {
	for _, d := range Devices()[1:] {
		t.Run(d.String(), func(t *testing.T) { test(t, d) })
	}
}

func TestDeviceGivesTheProcessorsAnswer(t *testing.T) {
	model, err := os.ReadFile("../assets/identity/lite0.onnx")
	if err != nil {
		t.Fatal(err)
	}
	p, err := DefaultProjection()
	if err != nil {
		t.Fatal(err)
	}
	eachDevice(t, func(t *testing.T, d Device) {
		if testing.Short() {
			t.Skip("a card that is simulated takes long")
		}
		e := onDevice(t, d, model, p)
		got, err := e.Try(t.Context(), 224)
		mustWork(t, d, err)
		want, err := newLite0(t).Try(t.Context(), 224)
		if err != nil {
			t.Fatal(err)
		}
		mustWork(t, d, CheckAnswer(got, want))
	})
}

// Two sessions of WebGPU that run at once crash the process, so this ends it where
// turns are not taken.
func TestEncodersOfOneDeviceMayBeUsedAtOnce(t *testing.T) {
	eachDevice(t, func(t *testing.T, d Device) {
		cpu := newIdentity(t, averageModel(t), averageProjection)
		encoders := []*IdentityEncoder{
			onDevice(t, d, averageModel(t), averageProjection),
			onDevice(t, d, averageModel(t), averageProjection),
		}
		g, ctx := errgroup.WithContext(t.Context())
		for i := range 16 {
			g.Go(func() error {
				picture := checkered(1+i%4, 1+i%3, IdentityCell)
				got, err := encoders[i%2].Encode(ctx, picture, max(picture.Rect.Dx(), picture.Rect.Dy()))
				if err != nil {
					return err
				}
				want, err := cpu.Encode(ctx, picture, max(picture.Rect.Dx(), picture.Rect.Dy()))
				if err != nil {
					return err
				}
				return CheckAnswer(got.Data, want.Data)
			})
		}
		mustWork(t, d, g.Wait())
	})
}

func TestWaitingForADeviceEndsWithTheContext(t *testing.T) {
	eachDevice(t, func(t *testing.T, d Device) {
		e := onDevice(t, d, averageModel(t), averageProjection)
		runtime, err := LoadRuntime(samtest.Runtime(t))
		if err != nil {
			t.Fatal(err)
		}
		release, err := runtime.turns.take(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := e.Encode(ctx, checkered(2, 2, IdentityCell), 64); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDeviceThatIsNotThereIsNoFaultOfTheModel(t *testing.T) {
	runtime, err := LoadRuntime(samtest.Runtime(t))
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, d := range Devices()[1:] {
		if d == WebGPU {
			continue // it is here where Vulkan is
		}
		e, err := NewIdentityEncoder(runtime, averageModel(t), averageProjection, Options{Device: d, Fallback: func(error) {}})
		switch {
		case err == nil:
			_ = e.Close()
		case !errors.Is(err, ErrDevice) || errors.Is(err, ErrModel):
			t.Errorf("%s: got %v", d, err)
		default:
			refused++
		}
	}
	if refused == 0 {
		t.Error("this machine has everything")
	}
}

func TestDevicesNameIsReadBack(t *testing.T) {
	for _, d := range Devices() {
		text, err := d.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		read := Device(-1)
		if err := read.UnmarshalText(text); err != nil || read != d {
			t.Errorf("%s is read as %s, %v", d, read, err)
		}
	}
	var d Device
	for _, name := range []string{"", "CPU", "gpu", "device(7)"} {
		if err := d.UnmarshalText([]byte(name)); !errors.Is(err, ErrNoDevice) {
			t.Errorf("%q: got %v", name, err)
		}
	}
	if Device(7).String() != "device(7)" {
		t.Error(Device(7).String())
	}
}

func TestAnswersThatDisagreeAreRefused(t *testing.T) {
	want := make([]float32, 1000)
	for i := range want {
		want[i] = float32(math.Sin(float64(i)))
	}
	changed := func(change func(i int, v float32) float32) []float32 {
		out := slices.Clone(want)
		for i, v := range out {
			out[i] = change(i, v)
		}
		return out
	}
	none := float32(math.NaN())
	for name, c := range map[string]struct {
		device []float32
		good   bool
	}{
		"the same":            {want, true},
		"in lower precision":  {changed(func(_ int, v float32) float32 { return float32(math.Round(float64(v)*512)) / 512 }), true},
		"one in 100 is wrong": {changed(func(i int, v float32) float32 { return v * float32(1-2*((i+1)%100/99)) }), false},
		"moved":               {changed(func(i int, _ float32) float32 { return want[(i+1)%len(want)] }), false},
		"upside down":         {changed(func(_ int, v float32) float32 { return -v }), false},
		"constant":            {changed(func(int, float32) float32 { return 1 }), false},
		"zeros":               {make([]float32, len(want)), false},
		"no numbers":          {changed(func(int, float32) float32 { return none }), false},
		"too short":           {want[1:], false},
		"nothing":             {nil, false},
	} {
		err := CheckAnswer(c.device, want)
		if c.good && err != nil || !c.good && !errors.Is(err, ErrDevice) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAnswersThatAreNoneAreNoticed(t *testing.T) {
	for name, c := range map[string]struct {
		answer []float32
		good   bool
	}{
		"numbers":      {[]float32{0, 0, 1}, true},
		"untouched":    {[]float32{0, 0, 0}, false},
		"not a number": {[]float32{1, float32(math.NaN()), 1}, false},
		"infinite":     {[]float32{1, float32(math.Inf(-1)), 1}, false},
	} {
		v, err := ort.NewTensor(ort.NewShape(3), c.answer)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkNumbers([]ort.Value{nil, v}); (err == nil) != c.good {
			t.Errorf("%s: got %v", name, err)
		}
		destroy(v)
	}
}

func TestKnownPictureHasManyColoursAndIsAlwaysTheSame(t *testing.T) {
	size := image.Pt(224, 160)
	a, b := knownPicture(size), knownPicture(size)
	if !slices.Equal(a.Pix, b.Pix) {
		t.Error("it differs from time to time")
	}
	colours := map[[3]uint8]bool{}
	for i := 0; i < len(a.Pix); i += 4 {
		colours[[3]uint8(a.Pix[i:])] = true
		if a.Pix[i+3] != 255 {
			t.Fatal("it is not opaque")
		}
	}
	if len(colours) < size.X*size.Y/10 {
		t.Errorf("it has %d colours", len(colours))
	}
}

func TestOneTurnAtATimeIsGivenForADeviceAndManyForTheProcessor(t *testing.T) {
	turns := newTurns()
	first, err := turns.take(t.Context(), WebGPU)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []Device{CPU, CPU, DirectML} {
		if _, err := turns.take(t.Context(), d); err != nil {
			t.Errorf("%s: %v", d, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := turns.take(ctx, WebGPU); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second turn: %v", err)
	}
	var second sync.WaitGroup
	second.Go(func() {
		release, err := turns.take(t.Context(), WebGPU)
		if err != nil {
			t.Error(err)
			return
		}
		release()
	})
	first()
	second.Wait()
}
