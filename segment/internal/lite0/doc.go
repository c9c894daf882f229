// Package lite0 builds the graph of EfficientNet-Lite0, the small network whose
// features tell one pet or thing from another, out of weights named as in its
// PyTorch port.
//
// The graph is the network for running, without its classifier: input [1,3,h,w]
// to head [1,1280,h/32,w/32], both sides multiples of 32. Batch
// normalisations are folded into the convolutions before them, and most weights
// are stored as float16, which halves the file; the runtime computes in float32.
//
// The first blocks, whose values take most of the network's memory, are computed
// in strips. That changes no result and lets a photo of 1344 pixels be looked at
// with a third of the memory.
//
// The package reads no files; the command in convert does.
package lite0
