package ui

import (
	"context"
	"os"

	"whereabouts/library"
)

// lookAt has photos looked at that were opened one by one and so lie in no folder of
// the library. It is done once, beside the scan.
func (a *activityBar) lookAt(paths ...string) {
	if !a.loaded {
		a.loose = append(a.loose, paths...)
		return
	}
	if a.scanner == nil || len(paths) == 0 {
		return
	}
	b := a.window.bridge
	once := a.engine.Scanner(func(e library.Event) {
		if noticed, ok := e.(library.Noticed); ok {
			b.show(func() { a.window.message.tell(sentence(noticed.Err)) })
		}
	})
	start(b.ctx, b, func(ctx context.Context) (struct{}, error) {
		var photos []string
		for _, path := range paths {
			if info, err := os.Stat(path); err == nil && !info.IsDir() {
				photos = append(photos, path)
			}
		}
		if len(photos) == 0 {
			return struct{}{}, nil
		}
		return struct{}{}, once.Scan(ctx, photos...)
	}, func(_ struct{}, err error) {
		if err != nil && !library.Stopped(err) {
			a.window.message.fail(err)
		}
		a.window.relearn()
	})
}
