// Command convert makes assets/identity/lite0.onnx, the identity encoder that
// is compiled into Whereabouts, from the published weights of EfficientNet-Lite0.
//
// It takes only the weights that it was written for, known by their SHA-256, and
// makes the same file from them every time. assets/identity/README.md tells
// where they are published.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"

	"google.golang.org/protobuf/proto"

	"whereabouts/segment/internal/lite0"
)

// weightsSHA256 is that of efficientnet-lite0-57934424.pth.
const weightsSHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"

func main() {
	weights := flag.String("weights", "", "read the published weights from `FILE`")
	out := flag.String("out", "", "write the model to `FILE`")
	flag.Parse()
	if *weights == "" || *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := convert(*weights, *out); err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}

// convert writes the model of the weights at path to out.
func convert(path, out string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the weights: %w", err)
	}
	sum := sha256.Sum256(b)
	if got := hex.EncodeToString(sum[:]); got != weightsSHA256 {
		return fmt.Errorf("%s has the SHA-256 %s instead of %s; take the file that assets/identity/README.md names", path, got, weightsSHA256)
	}
	weights, err := readTorch(path)
	if err != nil {
		return err
	}
	model, err := lite0.Build(lite0.Lite0(), weights)
	if err != nil {
		return err
	}
	serialised, err := proto.MarshalOptions{Deterministic: true}.Marshal(model)
	if err != nil {
		return fmt.Errorf("serialising the model: %w", err)
	}
	if err := os.WriteFile(out, serialised, 0o644); err != nil {
		return fmt.Errorf("writing the model: %w", err)
	}
	return nil
}
