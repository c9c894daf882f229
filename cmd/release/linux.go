package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"whereabouts/library/photo"
)

// nfpm makes packages for Debian, Fedora and their like.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4"

// packLinux packs an archive with a script that installs it, packages, and an AppImage.
func packLinux(ctx context.Context, r *release, p platform, c contents) error {
	t, err := r.linuxTree(c)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.packArchive(ctx, p, t) })
	g.Go(func() error { return r.packPackage(ctx, p, "deb", t) })
	g.Go(func() error { return r.packPackage(ctx, p, "rpm", t) })
	g.Go(func() error { return r.packAppImage(ctx, p, c, t) })
	return g.Wait()
}

// linuxTree returns the files as they lie below "/usr".
func (r *release) linuxTree(c contents) (tree, error) {
	t := tree{{path: "bin/whereabouts", mode: 0o755, from: c.program}}
	for _, name := range c.files {
		t = append(t, file{path: "lib/whereabouts/" + filepath.Base(name), mode: 0o644, from: name})
	}
	desktop, err := r.filled("linux/whereabouts.desktop", "share/applications/"+appID+".desktop", map[string]any{"Types": photo.MediaTypes()})
	if err != nil {
		return nil, err
	}
	metainfo, err := r.filled("linux/metainfo.xml", "share/metainfo/"+appID+".metainfo.xml", map[string]any{"Types": photo.MediaTypes()})
	if err != nil {
		return nil, err
	}
	icons, err := hicolor()
	if err != nil {
		return nil, err
	}
	t = append(t, desktop, metainfo)
	t = append(t, icons.in("share/icons")...)
	t = append(t, c.manual.in("share")...)
	for _, paper := range c.papers {
		if paper.path == "NOTICES.txt" || paper.path == "CHANGELOG.md" { // the long ones
			if paper, err = paper.zipped(); err != nil {
				return nil, err
			}
		}
		paper.path = "share/doc/whereabouts/" + paper.path
		t = append(t, paper)
	}
	return t, nil
}

// packArchive packs an archive that can be unpacked and used anywhere, or installed with
// the script in it.
func (r *release) packArchive(ctx context.Context, p platform, t tree) error {
	name := fmt.Sprintf("whereabouts-%s-linux-%s", r.version, p.processor())
	install, uninstall := text("linux/install.sh", "install.sh"), text("linux/uninstall.sh", "lib/whereabouts/uninstall.sh")
	install.mode, uninstall.mode = 0o755, 0o755
	all := append(tree{install, uninstall, {path: "LICENSE", mode: 0o644, from: "LICENSE"}}, t...)
	archive := r.file("%s.tar.xz", name)
	if err := r.writeTarXZ(ctx, all.in(name), archive); err != nil {
		return err
	}
	return r.writeFlatpak(p, archive)
}

// writeFlatpak writes what a Flatpak is built from: where the archive is published, its
// hash, and what goes where.
func (r *release) writeFlatpak(p platform, archive string) error {
	sum, err := hashOf(archive)
	if err != nil {
		return err
	}
	to := strings.TrimSuffix(archive, ".tar.xz") + ".flatpak.yaml"
	manifest, err := r.filled("flatpak/"+appID+".yaml", to, map[string]any{
		"Processor": p.processor(), "Name": filepath.Base(to), "Archive": filepath.Base(archive), "SHA256": sum,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(to, manifest.data, 0o644)
}

// packPackage packs a .deb or an .rpm, as packer names it.
func (r *release) packPackage(ctx context.Context, p platform, packer string, t tree) error {
	if packer == "deb" {
		copyright, err := r.filled("linux/copyright", "share/doc/whereabouts/copyright", nil)
		if err != nil {
			return err
		}
		t = append(tree{copyright, text("linux/lintian-overrides", "share/lintian/overrides/whereabouts")}, t...)
	}
	dir := filepath.Join(r.work, p.os+"-"+p.arch, packer)
	if err := t.in("usr").write(filepath.Join(dir, "root"), r.at); err != nil {
		return err
	}
	changes, err := r.filled("linux/changelog.yaml", "changelog.yaml", nil)
	if err != nil {
		return err
	}
	config, err := r.filled("linux/nfpm.yaml", "nfpm.yaml", map[string]any{"Root": filepath.Join(dir, "root"), "Arch": p.arch, "Changelog": filepath.Join(dir, changes.path)})
	if err != nil {
		return err
	}
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, config.path), config.data, 0o644),
		os.WriteFile(filepath.Join(dir, changes.path), changes.data, 0o644),
	); err != nil {
		return err
	}
	return r.command(ctx, []string{"GOFLAGS="}, "go", "run", nfpm, "package", "--config", filepath.Join(dir, config.path), "--packager", packer, "--target", r.out)
}
