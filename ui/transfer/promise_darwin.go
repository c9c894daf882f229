package transfer

import (
	"slices"
	"sync"

	"github.com/ebitengine/purego/objc"
)

// writtenLater says that a form is asked for when a program wants it.
const writtenLater = 1 << 9

// A promiser makes NSFilePromiseProviders. Such a provider is its own delegate, so that
// the two last equally long: AppKit holds the provider until the promise is kept or
// forgotten.
type promiser struct {
	class objc.Class
	queue objc.ID // where promises are kept, which may take long
	known cast[promise]
}

// newPromiser returns the promiser of this process. A class is made once.
var newPromiser = sync.OnceValues(func() (*promiser, error) {
	if err := loadAppKit(); err != nil {
		return nil, err
	}
	m := &promiser{}
	inPool(func() {
		m.queue = send(send(class("NSOperationQueue"), "alloc"), "init")
		send(m.queue, "setMaxConcurrentOperationCount:", 1)
	})
	var err error
	m.class, err = newClass("WhereaboutsPromise", "NSFilePromiseProvider", []string{"NSFilePromiseProviderDelegate"},
		method("writableTypesForPasteboard:", func(self objc.ID, asked objc.SEL, board objc.ID) objc.ID {
			types := self.SendSuper(asked, board)
			for _, form := range m.known.get(self).forms() {
				types = send(types, "arrayByAddingObject:", text(form))
			}
			return types
		}),
		method("writingOptionsForType:pasteboard:", func(self objc.ID, asked objc.SEL, form, board objc.ID) uint {
			if m.known.get(self).has(textOf(form)) {
				return writtenLater
			}
			return objc.SendSuper[uint](self, asked, form, board)
		}),
		method("pasteboardPropertyListForType:", func(self objc.ID, asked objc.SEL, form objc.ID) objc.ID {
			if p := m.known.get(self); p.has(textOf(form)) {
				return p.in(form)
			}
			return self.SendSuper(asked, form)
		}),
		method("filePromiseProvider:fileNameForType:", func(self objc.ID, _ objc.SEL, _, _ objc.ID) objc.ID {
			return text(m.known.get(self).name())
		}),
		method("operationQueueForFilePromiseProvider:", func(objc.ID, objc.SEL, objc.ID) objc.ID { return m.queue }),
		method("filePromiseProvider:writePromiseToURL:completionHandler:", func(self objc.ID, _ objc.SEL, _, url objc.ID, done objc.Block) {
			finish(done, m.known.get(self).keep(textOf(send(url, "path"))))
		}),
		m.known.goes(),
	)
	return m, err
})

// provider returns what puts a promise on a pasteboard. Whoever asks for it releases it.
func (m *promiser) provider(p *promise) objc.ID {
	self := send(objc.ID(m.class), "alloc")
	m.known.set(self, p)
	kind := imageType // the name tells which
	if p.offer.Picture != nil {
		kind = pngType
	}
	return send(self, "initWithFileType:delegate:", text(kind), self)
}

// forms returns the types that a file is offered in besides the promise of it: many
// programs, browsers and chats among them, take no promises.
func (p *promise) forms() []string {
	if p.offer.Picture != nil {
		return []string{fileURLType, pngType}
	}
	return []string{fileURLType}
}

// has reports whether a file is offered in a form besides the promise of it.
func (p *promise) has(form string) bool { return slices.Contains(p.forms(), form) }

// in returns a file in one of its forms, or nothing where it cannot be had.
func (p *promise) in(form objc.ID) objc.ID {
	if textOf(form) == pngType {
		picture, err := p.picture()
		if err != nil {
			return 0
		}
		return data(picture)
	}
	path, err := p.path()
	if err != nil {
		return 0
	}
	return send(fileURL(path), "pasteboardPropertyListForType:", form)
}
