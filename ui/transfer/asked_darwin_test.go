package transfer

import (
	"errors"
	"testing"

	"github.com/ebitengine/purego/objc"
)

func TestFilesThatTheProgramIsAskedToOpenAreTold(t *testing.T) {
	if err := loadAppKit(); err != nil {
		t.Fatal(err)
	}
	delegate, err := newClass("WhereaboutsTestDelegate", "NSObject", nil)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	if err := answer(delegate, func(paths []string) { told = append(told, paths...) }); err != nil {
		t.Fatal(err)
	}
	if err := answer(delegate, nil); !errors.Is(err, ErrNotAsked) {
		t.Errorf("the second is told as well: %v", err)
	}
	files := ownFiles(t, nil)
	inPool(func() {
		web := send(class("NSURL"), "URLWithString:", text("https://example.org/a.png"))
		object := send(send(send(objc.ID(delegate), "alloc"), "init"), "autorelease")
		send(object, "application:openURLs:", objc.ID(0), array(fileURL(files[0]), web, fileURL(files[1])))
	})
	if !same(told, files) {
		t.Errorf("told are %q", told)
	}
}
