package library

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// Values of a large kind are kept in pieces, so that changing one moves little of
// the others: bbolt rewrites whole leaves, and keeps at least two values in each. The
// names of the pieces are that of the value and their number.
const (
	nameSize    = 2 * sha256.Size
	pieceNumber = 2 // bytes
	// pieceSize makes a leaf of two pieces fill its pages.
	pieceSize = 32<<10 - elementSize - nameSize - pieceNumber - headerSize/2
	maxPieces = 1 << 11
)

var firstPiece = make([]byte, pieceNumber) // ends the name of a value's first piece

func pieceName(name []byte, piece int) []byte {
	return binary.BigEndian.AppendUint16(bytes.Clone(name), uint16(piece))
}

// fetch returns what is kept under a name, or nil. What it returns may lie in mapped
// memory and is good as long as the transaction.
func fetch(tx *bbolt.Tx, w *walk, k valueKind, name []byte) ([]byte, error) {
	bucket := tx.Bucket(valueBucket)
	if !k.isLarge() {
		if err := w.checkPath(valueBucket, name); err != nil {
			return nil, err
		}
		return bucket.Get(name), nil
	}
	var value []byte
	for n := range maxPieces {
		name := pieceName(name, n)
		if err := w.checkPath(valueBucket, name); err != nil {
			return nil, err
		}
		piece := bucket.Get(name)
		if n == 0 && piece != nil {
			value = []byte{}
		}
		value = append(value, piece...)
		if len(piece) < pieceSize {
			break
		}
	}
	return value, nil
}

// place keeps a value under a name, in place of what was there.
func place(tx *bbolt.Tx, w *walk, k valueKind, name, value []byte) error {
	if !k.isLarge() {
		return put(tx, w, name, value)
	}
	n := 0
	for ; ; n++ {
		piece := value[:min(len(value), pieceSize)]
		value = value[len(piece):]
		if err := put(tx, w, pieceName(name, n), piece); err != nil {
			return err
		}
		if len(piece) < pieceSize {
			break
		}
	}
	return removePieces(tx, w, name, n+1)
}

// remove removes what is kept under a name.
func remove(tx *bbolt.Tx, w *walk, k valueKind, name []byte) error {
	if k.isLarge() {
		return removePieces(tx, w, name, 0)
	}
	if err := w.checkAround(valueBucket, name); err != nil {
		return err
	}
	return tx.Bucket(valueBucket).Delete(name)
}

// removePieces removes the pieces of a value from a number on.
func removePieces(tx *bbolt.Tx, w *walk, name []byte, from int) error {
	bucket := tx.Bucket(valueBucket)
	for n := from; n < maxPieces; n++ {
		name := pieceName(name, n)
		if err := w.checkAround(valueBucket, name); err != nil {
			return err
		}
		if bucket.Get(name) == nil {
			return nil
		}
		if err := bucket.Delete(name); err != nil {
			return err
		}
	}
	return nil
}

func put(tx *bbolt.Tx, w *walk, name, value []byte) error {
	if err := w.checkPath(valueBucket, name); err != nil {
		return err
	}
	return tx.Bucket(valueBucket).Put(name, value)
}
