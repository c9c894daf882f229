package photo

import (
	"encoding/binary"
	"image"
	"iter"
)

// A jpegFrame is what a JPEG says of its picture before the picture begins.
type jpegFrame struct {
	size        image.Point
	progressive bool
	samples     float64 // a pixel
	readable    bool    // by the decoder used here: eight bits, baseline or progressive
	exif        []byte
}

// maxSegments bounds the segments before a frame header. Each holds 64 KB, and what
// needs several is a depth map or a colour profile.
const maxSegments = 1024

// jpegSegments goes through the segments of a JPEG before its pixels: their markers and
// contents. It ends where one is malformed.
func jpegSegments(data []byte) iter.Seq2[byte, []byte] {
	return func(yield func(marker byte, segment []byte) bool) {
		if len(data) < 2 || string(data[:2]) != "\xff\xd8" {
			return
		}
		data := data[2:]
		for segments := 0; len(data) >= 4 && segments < maxSegments; {
			if data[0] != 0xff {
				return
			}
			marker := data[1]
			if marker == 0xff || marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 { // alone
				data = data[1:]
				if marker != 0xff {
					data = data[1:]
				}
				continue
			}
			length := int(binary.BigEndian.Uint16(data[2:]))
			if length < 2 || marker == 0xda || marker == 0xd9 {
				return
			}
			end := min(len(data), 2+length)
			if !yield(marker, data[4:end]) {
				return
			}
			data = data[end:]
			segments++
		}
	}
}

// readJPEGFrame goes through the segments of a JPEG up to its frame header.
func readJPEGFrame(data []byte) (f jpegFrame, ok bool) {
	for marker, segment := range jpegSegments(data) {
		switch {
		case marker == 0xe1 && f.exif == nil && hasPrefix(segment, "Exif\x00\x00"):
			f.exif = segment[6:]
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			return f.frame(marker, segment)
		}
	}
	return f, false
}

// frame reads the frame header.
func (f jpegFrame) frame(marker byte, header []byte) (jpegFrame, bool) {
	if len(header) < 6 || len(header) < 6+3*int(header[5]) {
		return f, false
	}
	f.size = image.Pt(int(binary.BigEndian.Uint16(header[3:])), int(binary.BigEndian.Uint16(header[1:])))
	f.progressive = marker == 0xc2
	components := int(header[5])
	f.readable = header[0] == 8 && marker <= 0xc2 && (components == 1 || components == 3 || components == 4)
	var widest, highest, samples float64
	for i := range components {
		h, v := float64(header[7+3*i]>>4), float64(header[7+3*i]&15)
		widest, highest, samples = max(widest, h), max(highest, v), samples+h*v
	}
	if widest == 0 || highest == 0 {
		return f, false
	}
	f.samples = samples / (widest * highest)
	return f, f.size.X > 0 && f.size.Y > 0
}
