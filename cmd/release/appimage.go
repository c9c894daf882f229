package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// appImageRuntimes are the SHA-256 of the runtimes that AppImages may begin with, by
// processor. They are those of release 20251108 of github.com/AppImage/type2-runtime.
var appImageRuntimes = map[string]string{
	"x86_64": "2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d",
}

// packAppImage packs an AppImage: a runtime, and after it a file system with everything.
// Without a runtime nothing is packed, but the folder that would be is left in the work
// folder.
func (r *release) packAppImage(ctx context.Context, p platform, t tree) error {
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
	if r.appImageRuntime == "" {
		fmt.Printf("left out: the AppImage for %s, which needs --appimage-runtime\n", p)
		return nil
	}
	sum, err := hashOf(r.appImageRuntime)
	if err != nil {
		return err
	}
	if sum != appImageRuntimes[p.processor()] {
		return fmt.Errorf("the AppImage runtime %s has the SHA-256 %s, and may only have %s", r.appImageRuntime, sum, appImageRuntimes[p.processor()])
	}
	if _, err := exec.LookPath("mksquashfs"); err != nil {
		return errors.New("an AppImage needs mksquashfs")
	}
	begin, err := os.ReadFile(r.appImageRuntime)
	if err != nil {
		return err
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
