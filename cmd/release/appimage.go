package main

import (
	"bytes"
	"context"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// buildAppImageRuntime builds the program that AppImages begin with, and returns its file.
func (r *release) buildAppImageRuntime(ctx context.Context, p platform) (string, error) {
	program := filepath.Join(r.work, p.os+"-"+p.arch, "appimage-runtime")
	return program, r.command(ctx, []string{"CGO_ENABLED=0", "GOOS=" + p.os, "GOARCH=" + p.arch}, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -X main.release="+r.version, "-o", program, "./cmd/appimage-runtime")
}

// packAppImage packs an AppImage: a runtime, and after it a file system with everything.
func (r *release) packAppImage(ctx context.Context, p platform, c contents, t tree) error {
	run := text("linux/AppRun", "AppRun")
	run.mode = 0o755
	desktop := "usr/share/applications/" + appID + ".desktop"
	all := append(tree{run}, t.in("usr")...)
	for _, f := range all {
		if f.path == desktop {
			f.path = appID + ".desktop"
			all = append(all, f)
			break
		}
	}
	picture, err := icon(256)
	if err != nil {
		return err
	}
	all = append(all, file{path: appID + ".png", mode: 0o644, data: picture})
	dir := filepath.Join(r.work, p.os+"-"+p.arch, "AppDir")
	if err := all.write(dir, r.at); err != nil {
		return err
	}
	if err := os.Symlink(appID+".png", filepath.Join(dir, ".DirIcon")); err != nil {
		return err
	}
	begin, err := os.ReadFile(c.runtime)
	if err != nil {
		return err
	}
	if begin, err = asAppImageRuntime(begin); err != nil {
		return fmt.Errorf("preparing the AppImage's runtime: %w", err)
	}
	return r.joinAppImage(ctx, begin, dir, r.file("whereabouts-%s-%s.AppImage", r.version, p.processor()))
}

// joinAppImage writes a runtime and after it the file system of a folder, whose times are
// those of SOURCE_DATE_EPOCH.
func (r *release) joinAppImage(ctx context.Context, begin []byte, dir, to string) error {
	if err := r.command(ctx, nil, "mksquashfs", dir, to, "-offset", strconv.Itoa(len(begin)), "-noappend", "-root-owned", "-no-xattrs", "-comp", "zstd", "-quiet"); err != nil {
		return err
	}
	image, err := os.OpenFile(to, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = image.WriteAt(begin, 0) // which mksquashfs leaves empty
	return errors.Join(err, image.Close(), os.Chmod(to, 0o755))
}

// asAppImageRuntime returns a program for Linux with the mark of an AppImage, and with its
// section headers at its very end: where they end, all that know AppImages look for the file
// system. Linkers put them anywhere. The last header is an empty one, since some also ask
// where the last section ends, which one without content says wrong.
func asAppImageRuntime(program []byte) ([]byte, error) {
	var h elf.Header64
	if _, err := elf.NewFile(bytes.NewReader(program)); err != nil {
		return nil, err
	}
	if err := binary.Read(bytes.NewReader(program), binary.LittleEndian, &h); err != nil {
		return nil, err
	}
	size := int(h.Shentsize)
	headers := program[h.Shoff:][:int(h.Shnum)*size]
	length := len(program) + len(headers) + size
	room := (page - length%page) % page // so that the file system begins with a page
	all := bytes.Join([][]byte{program, make([]byte, room), headers, make([]byte, size)}, nil)
	h.Shoff = uint64(len(program) + room)
	h.Shnum++
	copy(h.Ident[elf.EI_ABIVERSION:], "AI\x02")
	if _, err := binary.Encode(all, binary.LittleEndian, h); err != nil {
		return nil, err
	}
	return all, nil
}

// page is a multiple of the units that systems read files in.
const page = 4096
