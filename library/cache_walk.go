package library

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"go.etcd.io/bbolt"
)

// bbolt believes its file. A page that is its own child makes it recurse until the
// process dies, one that claims to be endless makes it allocate without end, and
// no recover stops either. So where bbolt is about to go, a walk goes first. It
// reads the few pages on the way to one key and believes none of them, which takes
// no time beside reading features, however large the file is.
//
// The layout, in the machine's byte order: a page begins with its number (8
// bytes), its kind (2), the count of its elements (2) and the count of further
// pages that belong to it (4). Then come the elements, 16 bytes each, and without
// gaps what they point to: in a branch each child's first key, in a leaf each key
// and its value.
const (
	headerSize  = 16
	elementSize = 16

	branchPage = 1
	leafPage   = 2
	freePage   = 16

	// A bucket is a value with bucketFlag: the number of its root page, or 0 and
	// the page itself behind the header.
	bucketFlag   = 1
	bucketHeader = 16

	metaSize    = 64
	longestKey  = nameSize + pieceNumber // of those that the cache uses
	deepestTree = 64
)

// sound returns ErrCacheDamaged unless a transaction that has just begun can go to
// a key in a bucket, and change it there.
func sound(tx *bbolt.Tx, file io.ReaderAt, bucket, key []byte) error {
	w, err := newWalk(tx, file)
	if err != nil {
		return err
	}
	if err := w.checkFreeList(); err != nil {
		return err
	}
	return w.checkPath(bucket, key)
}

// isNew reports whether there are no buckets yet.
func isNew(tx *bbolt.Tx, file io.ReaderAt) (bool, error) {
	w, err := newWalk(tx, file)
	if err != nil {
		return false, err
	}
	if err := w.checkFreeList(); err != nil {
		return false, err
	}
	n, err := w.node(w.root, nil, nil)
	return err == nil && len(n.elements) == 0, err
}

// walk reads the pages that one transaction sees.
type walk struct {
	file     io.ReaderAt
	pageSize int64
	pages    int64 // number of pages; those behind belong to no one
	root     int64 // page of the bucket of buckets
	freeList int64 // page of the list of free pages
	free     int64 // number of pages in that, once it is checked

	ahead      int    // how much is read at once where a page begins, at least the page
	buffered   []byte // what was read so
	bufferedAt int64
}

func newWalk(tx *bbolt.Tx, file io.ReaderAt) (*walk, error) {
	w := &walk{file: file, pageSize: int64(tx.DB().Info().PageSize), root: int64(tx.Cursor().Bucket().Root())}
	w.pages = tx.Size() / w.pageSize
	if _, err := w.read(tx.Size()-1, 1); err != nil {
		return nil, err
	}
	id := int64(tx.ID())
	if tx.Writable() {
		id-- // it has the number that it will be written with
	}
	for page := range int64(2) {
		meta, err := w.read(page*w.pageSize+headerSize, metaSize)
		if err != nil {
			return nil, err
		}
		if integer(meta[16:]) == w.root && integer(meta[40:]) == w.pages && integer(meta[48:]) == id {
			w.freeList = integer(meta[32:])
			return w, nil
		}
	}
	return nil, damaged("its first pages contradict each other")
}

// checkPath walks to a key in a bucket.
func (w *walk) checkPath(bucket, key []byte) error {
	root, inline, err := w.bucket(bucket)
	if err != nil {
		return err
	}
	if inline == nil {
		_, err = w.find(root, key)
	} else if !inline.leaf {
		err = damaged("the bucket %q has no leaf", bucket)
	}
	return err
}

// checkAround walks to a key in a bucket and looks at the pages beside those on the
// way too: where a key is removed, bbolt joins pages with their neighbours.
func (w *walk) checkAround(bucket, key []byte) error {
	root, n, err := w.bucket(bucket)
	if err == nil && n == nil {
		n, err = w.node(root, nil, nil)
	}
	var high []byte
	for range deepestTree {
		if err != nil || n.leaf {
			return err
		}
		if len(n.elements) == 0 {
			return damaged("a page leads nowhere")
		}
		at := n.childFor(key)
		for i := max(0, at-1); i < min(at+2, len(n.elements)) && err == nil; i++ {
			if i != at {
				_, err = w.node(n.elements[i].child, n.elements[i].key, n.above(i, high))
			}
		}
		if err != nil {
			return err
		}
		high = n.above(at, high)
		n, err = w.node(n.elements[at].child, n.elements[at].key, high)
	}
	return damaged("its pages go round in a circle")
}

// bucket returns the root page of a bucket, or what it holds where it is small and
// has none.
func (w *walk) bucket(name []byte) (root int64, inline *node, err error) {
	found, err := w.find(w.root, name)
	if err != nil {
		return 0, nil, err
	}
	if found == nil || !found.bucket || found.valueSize < bucketHeader {
		return 0, nil, damaged("it lacks the bucket %q", name)
	}
	header, err := w.read(found.valueAt, bucketHeader)
	if err != nil {
		return 0, nil, err
	}
	if root = integer(header); root != 0 {
		return root, nil, nil
	}
	inline, err = w.parse(found.valueAt+bucketHeader, found.valueSize-bucketHeader, nil, nil)
	return 0, inline, err
}

// checkFreeList reads the list of free pages.
func (w *walk) checkFreeList() error {
	header, extent, err := w.page(w.freeList)
	if err != nil {
		return err
	}
	if kind(header) != freePage {
		return damaged("page %d does not list free pages", w.freeList)
	}
	at, count := w.freeList*w.pageSize+headerSize, int64(count(header))
	if count == 0xFFFF { // the count did not fit
		long, err := w.read(at, 8)
		if err != nil {
			return err
		}
		at, count = at+8, integer(long)
	}
	if count < 0 || count > w.pages || at+8*count > w.freeList*w.pageSize+extent {
		return damaged("too many pages are free")
	}
	list, err := w.read(at, 8*count)
	if err != nil {
		return err
	}
	w.free = count
	for last := int64(1); len(list) > 0; list = list[8:] {
		page := integer(list)
		if page <= last || page >= w.pages {
			return damaged("page %d cannot be free", page)
		}
		last = page
	}
	return nil
}

// node is a branch or leaf that holds what it claims to hold.
type node struct {
	leaf     bool
	elements []element
}

type element struct {
	key                []byte
	child              int64 // in a branch
	valueAt, valueSize int64 // in a leaf
	bucket             bool  // in a leaf
}

// childFor returns the number of the child of a branch where a key is or belongs.
func (n *node) childFor(key []byte) int {
	i, exact := slices.BinarySearchFunc(n.elements, key, func(e element, key []byte) int {
		return bytes.Compare(e.key, key)
	})
	if exact || i == 0 {
		return i
	}
	return i - 1
}

// above returns what the keys below a child are less than, where those below the
// node are less than high.
func (n *node) above(child int, high []byte) []byte {
	if child+1 < len(n.elements) {
		return n.elements[child+1].key
	}
	return high
}

// find walks from a root to the leaf where a key is or belongs, and returns its
// element or nil.
func (w *walk) find(root int64, key []byte) (*element, error) {
	page := root
	var low, high []byte
	for range deepestTree {
		n, err := w.node(page, low, high)
		if err != nil {
			return nil, err
		}
		i, exact := slices.BinarySearchFunc(n.elements, key, func(e element, key []byte) int {
			return bytes.Compare(e.key, key)
		})
		switch {
		case n.leaf && exact:
			return &n.elements[i], nil
		case n.leaf:
			return nil, nil
		case !exact && i > 0:
			i--
		}
		if len(n.elements) == 0 {
			return nil, damaged("page %d leads nowhere", page)
		}
		page, low = n.elements[i].child, n.elements[i].key
		if i+1 < len(n.elements) {
			high = n.elements[i+1].key
		}
	}
	return nil, damaged("its pages go round in a circle")
}

// each calls visit for the elements of a bucket whose keys are at least from, in the
// order of the keys, until visit returns false or an error.
func (w *walk) each(bucket, from []byte, visit func(element) (more bool, err error)) error {
	root, n, err := w.bucket(bucket)
	if err == nil && n == nil {
		n, err = w.node(root, nil, nil)
	}
	if err != nil {
		return err
	}
	_, err = w.eachOf(n, from, nil, 0, visit)
	return err
}

// eachOf visits what lies under a node, whose keys are below high where that is
// given. Since a child is not empty and its keys lie between those of its parent,
// no page is met twice.
func (w *walk) eachOf(n *node, from, high []byte, depth int, visit func(element) (bool, error)) (more bool, err error) {
	if depth == deepestTree {
		return false, damaged("its pages go round in a circle")
	}
	first := 0
	if !n.leaf {
		first = n.childFor(from)
	}
	for i := first; i < len(n.elements); i++ {
		e := n.elements[i]
		if n.leaf {
			if bytes.Compare(e.key, from) < 0 {
				continue
			}
			if more, err := visit(e); !more || err != nil {
				return false, err
			}
			continue
		}
		below := n.above(i, high)
		child, err := w.node(e.child, e.key, below)
		if err != nil {
			return false, err
		}
		if len(child.elements) == 0 {
			return false, damaged("page %d is empty", e.child)
		}
		if more, err := w.eachOf(child, from, below, depth+1, visit); !more || err != nil {
			return false, err
		}
	}
	return true, nil
}

// node reads the page of a tree, whose keys are at least low and below high where
// these are given.
func (w *walk) node(page int64, low, high []byte) (*node, error) {
	_, extent, err := w.page(page)
	if err != nil {
		return nil, err
	}
	return w.parse(page*w.pageSize, extent, low, high)
}

// page returns the header of a page and the number of bytes that belong to it.
func (w *walk) page(page int64) (header []byte, extent int64, err error) {
	if page < 2 || page >= w.pages {
		return nil, 0, damaged("there is no page %d", page)
	}
	w.readAhead(page * w.pageSize)
	if header, err = w.read(page*w.pageSize, headerSize); err != nil {
		return nil, 0, err
	}
	further := int64(binary.NativeEndian.Uint32(header[12:]))
	if integer(header) != page || page+further >= w.pages {
		return nil, 0, damaged("page %d is another", page)
	}
	return header, (1 + further) * w.pageSize, nil
}

// parse reads a branch or leaf in a stretch of the file.
func (w *walk) parse(at, extent int64, low, high []byte) (*node, error) {
	header, err := w.read(at, headerSize)
	if err != nil {
		return nil, err
	}
	if kind(header) != branchPage && kind(header) != leafPage {
		return nil, damaged("a page is of an unknown kind")
	}
	n := &node{leaf: kind(header) == leafPage, elements: make([]element, count(header))}
	next := headerSize + elementSize*int64(len(n.elements))
	if next > extent {
		return nil, damaged("a page has too many elements")
	}
	table, err := w.read(at+headerSize, next-headerSize)
	if err != nil {
		return nil, err
	}
	for i := range n.elements {
		e, raw := &n.elements[i], table[elementSize*i:]
		var position, keySize int64
		if n.leaf {
			e.bucket = binary.NativeEndian.Uint32(raw)&bucketFlag != 0
			position = int64(binary.NativeEndian.Uint32(raw[4:]))
			keySize = int64(binary.NativeEndian.Uint32(raw[8:]))
			e.valueSize = int64(binary.NativeEndian.Uint32(raw[12:]))
		} else {
			position = int64(binary.NativeEndian.Uint32(raw))
			keySize = int64(binary.NativeEndian.Uint32(raw[4:]))
			e.child = integer(raw[8:])
		}
		begin := headerSize + elementSize*int64(i) + position
		if begin != next || keySize < 1 || keySize > longestKey || begin+keySize+e.valueSize > extent {
			return nil, damaged("an element of a page is not where it belongs")
		}
		if e.key, err = w.read(at+begin, keySize); err != nil {
			return nil, err
		}
		if bytes.Compare(e.key, low) < 0 || high != nil && bytes.Compare(e.key, high) >= 0 {
			return nil, damaged("a key is not where it belongs")
		}
		low = append(bytes.Clone(e.key), 0) // the next key there can be
		e.valueAt = at + begin + keySize
		next = begin + keySize + e.valueSize
	}
	return n, nil
}

// read returns a stretch of the file.
func (w *walk) read(at, size int64) ([]byte, error) {
	b := make([]byte, size)
	return b, w.readInto(b, at)
}

// readAhead reads what is probably asked for next. Where it fails, the reading of what
// is asked for tells why.
func (w *walk) readAhead(at int64) {
	size := max(w.ahead, int(w.pageSize))
	w.buffered = slices.Grow(w.buffered[:0], size)[:size]
	n, _ := w.file.ReadAt(w.buffered, at)
	w.buffered, w.bufferedAt = w.buffered[:n], at
}

// readInto fills b with a stretch of the file.
func (w *walk) readInto(b []byte, at int64) error {
	if from := at - w.bufferedAt; from >= 0 && from+int64(len(b)) <= int64(len(w.buffered)) {
		copy(b, w.buffered[from:])
		return nil
	}
	if _, err := w.file.ReadAt(b, at); err != nil {
		return damaged("reading it at %d: %w", at, err)
	}
	return nil
}

func integer(b []byte) int64     { return int64(binary.NativeEndian.Uint64(b)) }
func kind(header []byte) uint16  { return binary.NativeEndian.Uint16(header[8:]) }
func count(header []byte) uint16 { return binary.NativeEndian.Uint16(header[10:]) }

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrCacheDamaged, fmt.Errorf(format, args...))
}
