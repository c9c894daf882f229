// Command perbench measures Whereabouts on a folder of photos with masks, in
// the layout of the PerSeg data set: Images/SUBJECT/NN.jpg and
// Annotations/SUBJECT/NN.png.
//
// Segmenting: the object is taught from a subject's reference photo and
// segmented in all of its other photos that have a mask. Finding: all other
// photos of the folder are ranked, and those of the subject should come first.
// Its further commands do so under other conditions, or make the statistics that
// Whereabouts is built with.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := newCommand().ExecuteContext(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "perbench: %v\n", err)
		os.Exit(1)
	}
}
