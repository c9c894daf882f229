package main

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"testing"
)

func TestFilesBeginWhereTheSectionHeadersEnd(t *testing.T) {
	data := program(t)
	if offset, err := imageOffset(bytes.NewReader(data)); err != nil || offset != 64 {
		t.Errorf("without sections: %d, %v", offset, err)
	}
	binary.LittleEndian.PutUint64(data[40:], 5000) // where they begin
	binary.LittleEndian.PutUint16(data[58:], 64)   // how long each is
	binary.LittleEndian.PutUint16(data[60:], 3)    // how many they are
	if offset, err := imageOffset(bytes.NewReader(data)); err != nil || offset != 5000+3*64 {
		t.Errorf("with three: %d, %v", offset, err)
	}
}

func TestWhatIsNoProgramHasNoFiles(t *testing.T) {
	for name, damage := range map[string]func([]byte){
		"other magic":   func(b []byte) { b[0] = 0 },
		"32 bits":       func(b []byte) { b[elf.EI_CLASS] = byte(elf.ELFCLASS32) },
		"big-endian":    func(b []byte) { b[elf.EI_DATA] = byte(elf.ELFDATA2MSB) },
		"no headers":    func(b []byte) { binary.LittleEndian.PutUint64(b[40:], 0) },
		"far too large": func(b []byte) { binary.LittleEndian.PutUint64(b[40:], 1<<63) },
	} {
		data := program(t)
		damage(data)
		if offset, err := imageOffset(bytes.NewReader(data)); !errors.Is(err, errNoImage) {
			t.Errorf("%s: %d, %v", name, offset, err)
		}
	}
}

func FuzzOffsets(f *testing.F) {
	f.Add(program(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		if offset, err := imageOffset(bytes.NewReader(data)); err == nil && offset <= 0 {
			t.Errorf("it is %d", offset)
		}
	})
}
