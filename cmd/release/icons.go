package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"

	"github.com/disintegration/imaging"

	"whereabouts/assets"
)

// iconSizes are the sides in which desktops look for icons.
var iconSizes = []int{16, 22, 24, 32, 48, 64, 96, 128, 256, 512}

// appID is the program's identity to desktops.
const appID = "io.github.whereabouts.Whereabouts"

// hicolor returns the program's icon in all sizes, as desktops want it below
// "share/icons".
func hicolor() (tree, error) {
	icons := tree{{path: "hicolor/scalable/apps/" + appID + ".svg", mode: 0o644, from: "assets/icon.svg"}}
	for _, side := range iconSizes {
		data, err := icon(side)
		if err != nil {
			return nil, err
		}
		icons = append(icons, file{path: fmt.Sprintf("hicolor/%dx%d/apps/%s.png", side, side, appID), mode: 0o644, data: data})
	}
	return icons, nil
}

// icon returns the program's icon as a PNG.
func icon(side int) ([]byte, error) {
	whole, err := png.Decode(bytes.NewReader(assets.Icon()))
	if err != nil {
		return nil, fmt.Errorf("reading the icon: %w", err)
	}
	var scaled image.Image = imaging.Resize(whole, side, side, imaging.Lanczos)
	var out bytes.Buffer
	if err := png.Encode(&out, scaled); err != nil {
		return nil, fmt.Errorf("writing the icon: %w", err)
	}
	return out.Bytes(), nil
}

// icoSizes are the sides that Windows shows icons in.
var icoSizes = []int{16, 20, 24, 32, 40, 48, 64, 256}

// ico returns the program's icon as Windows keeps icons: PNGs with a table before them.
func ico() ([]byte, error) {
	type head struct{ Reserved, Type, Count uint16 }
	type entry struct {
		Width, Height, Colours, Reserved uint8
		Planes, Bits                     uint16
		Size, Offset                     uint32
	}
	var table, pictures bytes.Buffer
	if err := binary.Write(&table, binary.LittleEndian, head{Type: 1, Count: uint16(len(icoSizes))}); err != nil {
		return nil, err
	}
	start := binary.Size(head{}) + len(icoSizes)*binary.Size(entry{})
	for _, side := range icoSizes {
		data, err := icon(side)
		if err != nil {
			return nil, err
		}
		e := entry{Width: uint8(side), Height: uint8(side), Planes: 1, Bits: 32, Size: uint32(len(data)), Offset: uint32(start + pictures.Len())} // 256 is 0
		if err := binary.Write(&table, binary.LittleEndian, e); err != nil {
			return nil, err
		}
		pictures.Write(data)
	}
	return append(table.Bytes(), pictures.Bytes()...), nil
}
