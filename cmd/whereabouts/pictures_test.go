package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/disintegration/imaging"
	"github.com/rogpeppe/go-internal/testscript"

	"whereabouts/app"
	"whereabouts/library/photo"
	"whereabouts/segment"
)

// A picture is a photo to search in: meadow-like noise and, unless radius is 0,
// a striped ball. The same picture can be asked for in many kinds of file.
type picture struct {
	size        image.Point
	ball        image.Point
	radius      int
	seed        int
	kind        string // of file; empty for the one that the name's extension says
	orientation int    // of a JPEG, as EXIF counts: 1 to 8
}

// parsePicture reads words such as size=640x480, ball=200,260,90, ball=none,
// seed=3, kind=png and orientation=6.
func parsePicture(ts *testscript.TestScript, words []string) picture {
	p := picture{size: image.Pt(640, 480), ball: image.Pt(200, 260), radius: 90, orientation: 1}
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		var err error
		switch name {
		case "size":
			_, err = fmt.Sscanf(value, "%dx%d", &p.size.X, &p.size.Y)
		case "ball":
			if value == "none" {
				p.radius = 0
				continue
			}
			_, err = fmt.Sscanf(value, "%d,%d,%d", &p.ball.X, &p.ball.Y, &p.radius)
		case "seed":
			p.seed, err = strconv.Atoi(value)
		case "kind":
			p.kind = value
		case "orientation":
			p.orientation, err = strconv.Atoi(value)
		default:
			ts.Fatalf("what is %q?", word)
		}
		ts.Check(err)
	}
	return p
}

func (p picture) onBall(x, y int) bool {
	dx, dy := x-p.ball.X, y-p.ball.Y
	return dx*dx+dy*dy < p.radius*p.radius
}

func (p picture) paint() *image.NRGBA {
	img := image.NewNRGBA(image.Rectangle{Max: p.size})
	for y := range p.size.Y {
		for x := range p.size.X {
			c := p.meadow(x, y)
			if p.onBall(x, y) {
				c = p.stripes(x, y)
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func (p picture) meadow(x, y int) color.NRGBA {
	fx, fy, s := float64(x), float64(y), float64(p.seed)
	wave := math.Sin(fx/37+s) + math.Sin(fy/23+2*s) + math.Sin((fx+fy)/11+s)
	blade := float64((x*7919+y*104729+p.seed*31)%37) / 37
	return color.NRGBA{shade(70 + 12*wave + 20*blade), shade(110 + 18*wave + 35*blade), shade(60 + 8*wave + 15*blade), 255}
}

func (p picture) stripes(x, y int) color.NRGBA {
	dx, dy, r := float64(x-p.ball.X), float64(y-p.ball.Y), float64(p.radius)
	height := math.Sqrt(max(0, 1-(dx*dx+dy*dy)/(r*r)))
	light := 0.45 + 0.55*max(0, 0.7*height-0.4*dx/r-0.5*dy/r)
	c := [3]float64{225, 40, 35}
	if int(math.Floor((dx+dy/3)/(r/3)))&1 == 0 {
		c = [3]float64{250, 245, 235}
	}
	return color.NRGBA{shade(light * c[0]), shade(light * c[1]), shade(light * c[2]), 255}
}

func shade(v float64) uint8 { return uint8(min(max(v, 0), 255)) }

// writeScene is the command "scene FILE [WORD...]".
func writeScene(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	p := parsePicture(ts, args[1:])
	kind := p.kind
	if kind == "" {
		kind = strings.TrimPrefix(filepath.Ext(args[0]), ".")
	}
	b, err := p.encode(kind)
	ts.Check(err)
	save(ts, args[0], b)
}

func (p picture) encode(kind string) ([]byte, error) {
	var b bytes.Buffer
	img := p.paint()
	var err error
	switch kind {
	case "jpg":
		err = p.encodeJPEG(&b, img)
	case "png":
		err = png.Encode(&b, img)
	case "png16":
		deep := image.NewNRGBA64(img.Rect)
		draw.Draw(deep, deep.Rect, img, image.Point{}, draw.Src)
		err = png.Encode(&b, deep)
	case "palettepng":
		err = png.Encode(&b, p.palette(img))
	case "gif":
		later := image.NewPaletted(img.Rect, palette.WebSafe)
		err = gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{p.palette(img), later}, Delay: []int{10, 10}})
	default:
		err = fmt.Errorf("there is no kind of picture %q", kind)
	}
	return b.Bytes(), err
}

func (p picture) palette(img image.Image) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), palette.WebSafe)
	draw.FloydSteinberg.Draw(out, out.Rect, img, image.Point{})
	return out
}

// encodeJPEG writes a JPEG that is stored turned and says so in its EXIF block.
func (p picture) encodeJPEG(w io.Writer, img image.Image) error {
	// What turns the upright picture into the stored one, by orientation.
	turn := [...]func(image.Image) *image.NRGBA{
		1: imaging.Clone,
		2: imaging.FlipH, 3: imaging.Rotate180, 4: imaging.FlipV, 5: imaging.Transpose,
		6: imaging.Rotate90, 7: imaging.Transverse, 8: imaging.Rotate270,
	}[p.orientation]
	var b bytes.Buffer
	if err := jpeg.Encode(&b, turn(img), &jpeg.Options{Quality: 95}); err != nil {
		return err
	}
	exif := []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.BigEndian.PutUint16(exif[28:], uint16(p.orientation))
	file := append(bytes.Clone(b.Bytes()[:2]), exif...)
	_, err := w.Write(append(file, b.Bytes()[2:]...))
	return err
}

// writeMask is the command "mask white|alpha|black|transparent FILE [WORD...]"
// for the mask of the scene with the same words.
func writeMask(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	p := parsePicture(ts, args[2:])
	paint := map[string][2]color.NRGBA{ // outside and on the ball
		"white":       {{0, 0, 0, 255}, {255, 255, 255, 255}},
		"alpha":       {{200, 200, 200, 0}, {10, 20, 30, 255}},
		"black":       {{0, 0, 0, 255}, {0, 0, 0, 255}},
		"transparent": {{255, 255, 255, 0}, {255, 255, 255, 0}},
	}[args[0]]
	img := image.NewNRGBA(image.Rectangle{Max: p.size})
	for y := range p.size.Y {
		for x := range p.size.X {
			c := paint[0]
			if p.onBall(x, y) {
				c = paint[1]
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	ts.Check(png.Encode(&b, img))
	save(ts, args[1], b.Bytes())
}

// writeFind is the command "tagged FILE PHOTO [WORD...]": the mask of the scene with
// those words, as a find in the photo that looked at nothing else would be written.
func writeFind(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	p := parsePicture(ts, args[2:])
	mask := segment.NewMask(p.size)
	for i := range mask.Pix {
		if p.onBall(i%p.size.X, i/p.size.X) {
			mask.Pix[i] = segment.Object
		}
	}
	_, key, err := photo.Read(context.Background(), ts.MkAbs(args[1]))
	ts.Check(err)
	b, err := app.EncodeFind(mask, app.FindTag{Photo: key})
	ts.Check(err)
	save(ts, args[0], b)
}

// writeBomb is the command "bomb png|jpeg FILE": a small file that claims to
// have 60,000 by 60,000 pixels.
func writeBomb(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	const side = 60000
	b, err := picture{size: image.Pt(8, 8), orientation: 1}.encode(map[string]string{"png": "png", "jpeg": "jpg"}[args[0]])
	ts.Check(err)
	if args[0] == "png" {
		const header = 8 + 4 // of the file and of its first chunk
		binary.BigEndian.PutUint32(b[header+4:], side)
		binary.BigEndian.PutUint32(b[header+8:], side)
		binary.BigEndian.PutUint32(b[header+17:], crc32.ChecksumIEEE(b[header:header+17]))
	} else {
		frame := bytes.Index(b, []byte("\xff\xc0"))
		binary.BigEndian.PutUint16(b[frame+5:], side)
		binary.BigEndian.PutUint16(b[frame+7:], side)
	}
	save(ts, args[1], b)
}

func save(ts *testscript.TestScript, name string, b []byte) {
	path := ts.MkAbs(name)
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
	ts.Check(os.WriteFile(path, b, 0o644))
}
