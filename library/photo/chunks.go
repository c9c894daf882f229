package photo

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"iter"
)

// pngSignature begins every PNG.
const pngSignature = "\x89PNG\r\n\x1a\n"

// pngChunks goes through the chunks of a PNG before its pixels.
func pngChunks(data []byte) iter.Seq2[string, []byte] {
	return func(yield func(kind string, body []byte) bool) {
		if !hasPrefix(data, pngSignature) {
			return
		}
		for data = data[len(pngSignature):]; len(data) >= 12; {
			size := uint64(binary.BigEndian.Uint32(data))
			body := part(data, 8, size)
			kind := string(data[4:8])
			if body == nil || kind == "IDAT" || !yield(kind, body) {
				return
			}
			data = data[min(uint64(len(data)), 12+size):]
		}
	}
}

// pngProfile unpacks the content of the chunk iCCP.
func pngProfile(data []byte) []byte {
	for kind, body := range pngChunks(data) {
		if kind != "iCCP" {
			continue
		}
		_, packed, ok := bytes.Cut(body, []byte{0})
		if !ok || len(packed) < 2 {
			return nil
		}
		r, err := zlib.NewReader(bytes.NewReader(packed[1:]))
		if err != nil {
			return nil
		}
		profile, err := io.ReadAll(io.LimitReader(r, maxProfile+1))
		if err != nil {
			return nil
		}
		return profile
	}
	return nil
}
