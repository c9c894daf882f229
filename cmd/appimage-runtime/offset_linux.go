package main

import (
	"debug/elf"
	"encoding/binary"
	"io"
)

// imageOffset returns where the image begins: where the program ends, which its section
// headers do. Other programs that know AppImages look for it there, too.
func imageOffset(r io.ReaderAt) (int64, error) {
	var h elf.Header64
	if err := binary.Read(io.NewSectionReader(r, 0, int64(binary.Size(h))), binary.LittleEndian, &h); err != nil {
		return 0, errNoImage
	}
	if string(h.Ident[:elf.EI_VERSION]) != elf.ELFMAG+string([]byte{byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB)}) {
		return 0, errNoImage
	}
	const far = 1 << 40 // farther than any AppImage is long, so that sums do not overflow
	end := h.Shoff + uint64(h.Shnum)*uint64(h.Shentsize)
	if h.Shoff == 0 || h.Shoff > far {
		return 0, errNoImage
	}
	return int64(end), nil
}
