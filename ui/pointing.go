package ui

import (
	"context"
	"image"
	"time"

	"whereabouts/app"
	"whereabouts/segment"
)

// A pointing turns what the user points at into steps of the painting. What the
// network makes of the photo is asked for once and kept; each gesture is then one
// short question. The newest question wins: what was asked before is forgotten.
type pointing struct {
	teach   *teach
	opening bool
	pointer pointer            // nil until the photo is ready
	err     error              // why it cannot be
	before  *app.Pointed       // what another click makes more exact, or nil
	waits   *gesture           // until the photo is ready
	asking  bool               // a question is under way
	late    bool               // for so long that the user is told
	forget  context.CancelFunc // the question under way
	outcome string             // what came of the last one, where that is not to be seen
}

func newPointing(s *teach) *pointing { return &pointing{teach: s, forget: func() {}} }

// open makes the photo ready once there is a model.
func (p *pointing) open() {
	s := p.teach
	if s.easel == nil || s.window.engine == nil || p.opening || p.pointer != nil || p.err != nil {
		return
	}
	p.opening = true
	e, path := s.window.engine, s.path
	start(s.ctx, s.window.bridge, func(ctx context.Context) (pointer, error) { return e.OpenPointer(ctx, path) },
		func(opened pointer, err error) {
			p.opening, p.pointer, p.err = false, opened, err
			if g := p.waits; g != nil && err == nil {
				p.point(*g)
			}
			s.update()
		})
}

// point asks what a gesture means, as soon as the photo is ready.
func (p *pointing) point(g gesture) {
	p.waits = nil
	if p.pointer == nil {
		if p.err == nil {
			p.waits = &g
		}
		p.teach.update()
		return
	}
	q := question{pointer: p.pointer, before: p.before, gesture: g, photo: p.teach.size, paper: p.teach.easel.painting.mask.Size}
	p.ask(q.answer)
}

// snap asks what the painting means.
func (p *pointing) snap() {
	s := p.teach
	e, q := s.window.engine, s.query()
	p.ask(func(ctx context.Context) (answer, error) {
		meant, err := e.Snap(ctx, q)
		return answer{mask: meant, how: beIt}, err
	})
}

func (p *pointing) ask(question func(context.Context) (answer, error)) {
	p.stop()
	ctx, cancel := context.WithCancel(p.teach.ctx)
	p.asking, p.forget = true, cancel
	p.tellLate(ctx)
	start(ctx, p.teach.window.bridge, question, func(a answer, err error) {
		cancel()
		p.asking, p.late = false, false
		if err != nil {
			p.teach.window.message.fail(err)
			p.teach.update()
			return
		}
		p.before = a.pointed
		p.take(a)
	})
	p.teach.update()
}

// noticed is how long a question may take before the user is told of it.
const noticed = 300 * time.Millisecond

// tellLate tells the user of a question that takes long.
func (p *pointing) tellLate(ctx context.Context) {
	b := p.teach.window.bridge
	late := time.AfterFunc(noticed, func() {
		b.show(func() {
			if ctx.Err() == nil {
				p.late = true
				p.teach.update()
			}
		})
	})
	context.AfterFunc(ctx, func() { late.Stop() })
}

// take makes an answer a step of the painting.
func (p *pointing) take(a answer) {
	e := p.teach.easel
	changed := e.painting.lay(a.mask, a.how, a.pointed)
	if changed.Empty() {
		p.outcome = a.how.without()
	}
	e.repaint(changed)
}

// without says that a laying has changed nothing.
func (l laying) without() string {
	switch l {
	case addIt:
		return tr("Nothing more is seen there; what is missing can be painted with the brush (B).")
	case takeIt:
		return tr("Nothing can be told apart there; what is too much can be erased (E).")
	case beIt:
	}
	return tr("It is as it seems to be meant already.")
}

// stop forgets the question under way.
func (p *pointing) stop() {
	p.forget()
	p.asking, p.late, p.outcome, p.waits = false, false, "", nil
}

// restart has the next click begin anew, since the painting has changed.
func (p *pointing) restart() { p.resume(nil) }

// resume has the next click make more exact what was pointed at before, or begin anew
// where that is nil.
func (p *pointing) resume(before *app.Pointed) {
	p.stop()
	p.before = before
}

// A question is a gesture with all that its answer follows from.
type question struct {
	pointer pointer
	before  *app.Pointed
	gesture gesture
	photo   image.Point // its size
	paper   image.Point // the size of the painting
}

// An answer is what is to be done with the painting.
type answer struct {
	mask    *segment.Mask
	how     laying
	pointed *app.Pointed // what the next click makes more exact, or nil
}

// answer asks the pointer. A click adds. One that takes away corrects what was
// clicked before where it lies in that, and elsewhere takes away the thing under the
// pointer.
func (q question) answer(ctx context.Context) (answer, error) {
	g := q.gesture
	if !g.box.Empty() {
		return q.whole(q.pointer.Frame(ctx, q.inPhoto(g.box)))
	}
	click := segment.Point{At: q.pixel(g.at), Label: segment.Include}
	if !g.take {
		return q.whole(q.pointer.Click(ctx, q.before, click))
	}
	if q.before == nil || !q.before.Has(click.At) {
		return q.whole(q.pointer.Click(ctx, nil, click))
	}
	click.Label = segment.Exclude
	left, err := q.pointer.Click(ctx, q.before, click)
	if err != nil {
		return answer{}, err
	}
	gone, stays := q.before.Mask(q.paper), left.Mask(q.paper)
	for i, stay := range stays.Pix {
		gone.Pix[i] &^= stay
	}
	return answer{mask: gone, how: takeIt, pointed: left}, nil
}

// whole returns the answer that all of what is meant is added or taken away.
func (q question) whole(p *app.Pointed, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	if q.gesture.take {
		return answer{mask: p.Mask(q.paper), how: takeIt}, nil
	}
	return answer{mask: p.Mask(q.paper), how: addIt, pointed: p}, nil
}

// pixel returns the photo's pixel in the middle of one of the painting.
func (q question) pixel(p image.Point) image.Point {
	return image.Pt((2*p.X+1)*q.photo.X/(2*q.paper.X), (2*p.Y+1)*q.photo.Y/(2*q.paper.Y))
}

// inPhoto returns the photo's pixels under a box of the painting.
func (q question) inPhoto(box image.Rectangle) image.Rectangle {
	return image.Rectangle{
		Min: image.Pt(box.Min.X*q.photo.X/q.paper.X, box.Min.Y*q.photo.Y/q.paper.Y),
		Max: image.Pt((box.Max.X*q.photo.X+q.paper.X-1)/q.paper.X, (box.Max.Y*q.photo.Y+q.paper.Y-1)/q.paper.Y),
	}
}
