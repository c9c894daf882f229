package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"whereabouts/segment/internal/lite0"
)

// saved returns what PyTorch's older format makes of a state dictionary of a
// float32 tensor of 2 by 3, stored column by column from the second number of
// its storage on, and an integer.
func saved(t *testing.T) []byte {
	t.Helper()
	tensor := func(kind, key, count, offset, size, stride string) string {
		return "ctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\n" + kind + "\nS'" + key + "'\nS'cpu'\nI" + count + "\nNtQ" +
			"I" + offset + "\n" + size + stride + "I00\nccollections\nOrderedDict\n(tRtR"
	}
	var b bytes.Buffer
	b.WriteString("L119547037146038801333356L\n.I1001\n.(d.")
	b.WriteString("ccollections\nOrderedDict\n(tR(")
	b.WriteString("S'turned'\n" + tensor("FloatStorage", "0", "7", "1", "(I2\nI3\nt", "(I1\nI2\nt"))
	b.WriteString("S'counter'\n" + tensor("LongStorage", "1", "1", "0", "(t", "(t"))
	b.WriteString("u.(lS'0'\naS'1'\na.")
	for _, v := range []any{
		int64(7), []float32{99, 1, 4, 2, 5, 3, 6},
		int64(1), int64(12),
	} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestTensorsAreReadRowByRowHoweverTheyAreStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weights.pth")
	if err := os.WriteFile(path, saved(t), 0o600); err != nil {
		t.Fatal(err)
	}
	weights, err := readTorch(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(weights) != 1 {
		t.Errorf("%d tensors instead of the one of float32", len(weights))
	}
	want := lite0.Tensor{Dims: []int{2, 3}, Data: []float32{1, 2, 3, 4, 5, 6}}
	if got := weights["turned"]; !slices.Equal(got.Dims, want.Dims) || !slices.Equal(got.Data, want.Data) {
		t.Errorf("got %v instead of %v", got, want)
	}
}

func TestTensorsThatReachBeyondTheirStorageAreRefused(t *testing.T) {
	storage := make([]float32, 6)
	for name, c := range map[string]struct {
		offset       int
		size, stride []int
	}{
		"offset":         {1, []int{2, 3}, []int{3, 1}},
		"stride":         {0, []int{2, 3}, []int{4, 1}},
		"before":         {0, []int{2, 3}, []int{-3, 1}},
		"without stride": {0, []int{2, 3}, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := rowMajor(storage, c.offset, c.size, c.stride); err == nil {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestOtherWeightsAreRefusedAndNothingIsWritten(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "weights.pth"), filepath.Join(dir, "model.onnx")
	if err := os.WriteFile(in, saved(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := convert(in, out); err == nil || !strings.Contains(err.Error(), weightsSHA256) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a model was written")
	}
}
