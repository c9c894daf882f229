package ui

import (
	"context"
	"path/filepath"
)

// copyCutouts puts the cut-outs of the chosen finds, or else of the one that the keys
// are for, onto the clipboard.
func (s *results) copyCutouts() {
	s.copyOut(withoutRejected(s.chosenOrMeant()))
}

// copyOut puts the cut-outs of finds onto the clipboard.
func (s *results) copyOut(finds []*find) {
	if len(finds) == 0 {
		return
	}
	s.tell(tr("Cutting out for the clipboard…"))
	hand, cut := s.window.hand, s.handOut(finds)
	start(s.ctx, s.window.bridge, func(ctx context.Context) (saving, error) {
		return hand.put(ctx, cut)
	}, func(made saving, err error) {
		for _, f := range made.failed {
			s.window.message.fail(failed(f.reason, "{{.Name}} was not copied: {{.Reason}}", with{"Name": filepath.Base(f.path)}))
		}
		switch {
		case err != nil:
			s.window.message.fail(err)
			s.tell("")
		case made.saved == 0:
			s.tell("")
		default:
			s.tell(trn("Copied {{.Count}} cut-outs. Paste them into another program.", made.saved))
		}
	})
}

// handOut returns what makes the cut-outs of finds into files to hand over.
func (s *results) handOut(finds []*find) maker {
	e, save := s.window.engine, saveCutouts(s.thing.name)
	return func(ctx context.Context, dir string) (saving, error) {
		return save(ctx, e, finds, dir, func(int) {})
	}
}
