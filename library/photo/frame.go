package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"io"

	"golang.org/x/image/riff"
	"golang.org/x/image/webp"
)

// decodeGIF decodes the first frame of a GIF and places it on the logical screen.
func decodeGIF(data []byte) (image.Image, error) {
	screen, err := gif.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	frame, err := gif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return place(frame, frame.Bounds().Min, image.Pt(screen.Width, screen.Height)), nil
}

// decodeWebP decodes a WebP picture, or the first frame of an animated one placed
// on its canvas.
func decodeWebP(data []byte) (image.Image, error) {
	frame, err := firstWebPFrame(data)
	if err != nil {
		return nil, err
	}
	img, err := webp.Decode(bytes.NewReader(frame.file))
	if err != nil {
		return nil, err
	}
	switch img := img.(type) {
	case *image.YCbCr:
		fullRange(img)
	case *image.NYCbCrA:
		fullRange(&img.YCbCr)
	}
	if !frame.animated {
		return img, nil
	}
	r := image.Rectangle{Max: img.Bounds().Size()}.Add(frame.at)
	if !r.In(image.Rectangle{Max: frame.canvas}) {
		return nil, errors.New("webp: a frame reaches beyond the canvas")
	}
	return place(img, frame.at, frame.canvas), nil
}

// place puts a frame on a transparent canvas, unless it fills the canvas.
func place(frame image.Image, at, canvas image.Point) image.Image {
	if at == (image.Point{}) && frame.Bounds().Size() == canvas {
		return frame
	}
	img := image.NewNRGBA(image.Rectangle{Max: canvas})
	r := image.Rectangle{Max: frame.Bounds().Size()}.Add(at)
	draw.Draw(img, r, frame, frame.Bounds().Min, draw.Src)
	return img
}

// A webpFrame is a picture of its own and its place on an animation's canvas.
type webpFrame struct {
	file       []byte
	animated   bool
	at, canvas image.Point
}

const (
	webpAnimated = 1 << 1 // flags of the VP8X chunk
	webpAlpha    = 1 << 4
)

// firstWebPFrame finds the first frame of an animated WebP, which the decoder
// does not know, and makes a still WebP of it. Of a still one it is the file.
func firstWebPFrame(data []byte) (webpFrame, error) {
	_, chunks, err := riff.NewReader(bytes.NewReader(data))
	if err != nil {
		return webpFrame{}, fmt.Errorf("reading the WebP container: %w", err)
	}
	var canvas image.Point
	for first := true; ; first = false {
		id, size, chunk, err := chunks.Next()
		if err != nil {
			return webpFrame{}, fmt.Errorf("looking for the first frame: %w", err)
		}
		switch {
		case first:
			var head [10]byte
			if id != (riff.FourCC{'V', 'P', '8', 'X'}) || size != uint32(len(head)) {
				return webpFrame{file: data}, nil
			}
			if _, err := io.ReadFull(chunk, head[:]); err != nil {
				return webpFrame{}, err
			}
			if head[0]&webpAnimated == 0 {
				return webpFrame{file: data}, nil
			}
			canvas = image.Pt(uint24(head[4:])+1, uint24(head[7:])+1)
		case id == riff.FourCC{'A', 'N', 'M', 'F'}:
			var head [16]byte
			if _, err := io.ReadFull(chunk, head[:]); err != nil {
				return webpFrame{}, err
			}
			body, err := io.ReadAll(chunk)
			if err != nil {
				return webpFrame{}, err
			}
			return webpFrame{
				file:     stillWebP(head[6:12], body),
				animated: true,
				at:       image.Pt(2*uint24(head[0:]), 2*uint24(head[3:])),
				canvas:   canvas,
			}, nil
		}
	}
}

// stillWebP wraps a frame's chunks into a file of its own; size is the frame's
// width and height as both the frame and the VP8X chunk note them.
func stillWebP(size, chunks []byte) []byte {
	var flags byte
	if bytes.HasPrefix(chunks, []byte("ALPH")) {
		flags = webpAlpha
	}
	file := []byte("RIFF")
	file = binary.LittleEndian.AppendUint32(file, uint32(len("WEBP")+8+10+len(chunks)))
	file = append(file, "WEBPVP8X"...)
	file = binary.LittleEndian.AppendUint32(file, 10)
	file = append(file, flags, 0, 0, 0)
	file = append(file, size...)
	return append(file, chunks...)
}

func uint24(b []byte) int {
	return int(b[0]) | int(b[1])<<8 | int(b[2])<<16
}

// fullRange stretches the samples of a lossy WebP, and of some HEIC pictures, in
// which black is 16 and white 235, to the 0 to 255 of image.YCbCr; the decoders hand
// them out as stored.
func fullRange(img *image.YCbCr) {
	var luma, chroma [256]uint8
	for i := range 256 {
		luma[i] = clamp8((float64(i) - 16) * 255 / 219)
		chroma[i] = clamp8((float64(i)-128)*255/224 + 128)
	}
	for i, v := range img.Y {
		img.Y[i] = luma[v]
	}
	for i, v := range img.Cb {
		img.Cb[i] = chroma[v]
	}
	for i, v := range img.Cr {
		img.Cr[i] = chroma[v]
	}
}

func clamp8(v float64) uint8 {
	return uint8(min(max(v+0.5, 0), 255))
}
