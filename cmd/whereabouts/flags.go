package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"whereabouts/app"
	"whereabouts/library/photo"
)

// threads is a flag for a number of processor threads. Zero stands for one for
// each core.
type threads int

// maxThreads is more than any processor has use for, and few enough to start.
const maxThreads = 1024

func (t *threads) String() string { return strconv.Itoa(int(*t)) }

func (t *threads) Set(s string) error {
	v, err := strconv.Atoi(s)
	if err != nil || v < 0 || v > maxThreads {
		return fmt.Errorf("give a number of threads from 0 to %d", maxThreads)
	}
	*t = threads(v)
	return nil
}

func (t *threads) Type() string { return "number" }

// megapixels is a flag for a number of pixels, given in millions. Zero stands
// for the default.
type megapixels int64

func (m *megapixels) String() string {
	pixels := int64(*m)
	if pixels == 0 {
		pixels = photo.DefaultMaxPixels
	}
	return strconv.FormatFloat(float64(pixels)/1e6, 'f', -1, 64)
}

func (m *megapixels) Set(s string) error {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 0) || v > math.MaxInt32 {
		return errors.New("give a number of megapixels above 0")
	}
	*m = megapixels(v * 1e6)
	return nil
}

func (m *megapixels) Type() string { return "number" }

// deviceName is a flag for one of the names of [app.DeviceNames].
type deviceName string

func (d *deviceName) String() string { return string(*d) }

func (d *deviceName) Set(s string) error {
	if err := app.CheckDeviceName(s); err != nil {
		return err
	}
	*d = deviceName(s)
	return nil
}

func (d *deviceName) Type() string { return "name" }
