package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// packMac packs an .app in a disk image. It is signed with the certificate that
// MACOS_IDENTITY names, and notarised with the keychain profile MACOS_NOTARY; without the
// first the signature says nothing of who made it.
func packMac(ctx context.Context, r *release, p platform, c contents) error {
	dir := filepath.Join(r.work, p.os+"-"+p.arch, "image")
	app := filepath.Join(dir, "Whereabouts.app")
	t, err := r.macTree(c)
	if err != nil {
		return err
	}
	if err := t.in("Whereabouts.app/Contents").write(dir, r.at); err != nil {
		return err
	}
	if err := r.macIcon(ctx, filepath.Join(app, "Contents", "Resources")); err != nil {
		return err
	}
	if err := os.Symlink("/Applications", filepath.Join(dir, "Applications")); err != nil {
		return err
	}
	identity := os.Getenv("MACOS_IDENTITY")
	sign := []string{"--force", "--sign", "-"}
	if identity != "" {
		sign = []string{"--force", "--options", "runtime", "--timestamp", "--entitlements", "assets/package/macos/entitlements.plist", "--sign", identity}
	}
	if err := r.command(ctx, nil, "codesign", append(sign, app)...); err != nil {
		return err
	}
	image := r.file("whereabouts-%s-macos-%s.dmg", r.version, p.arch)
	if err := r.command(ctx, nil, "hdiutil", "create", "-volname", "Whereabouts", "-srcfolder", dir, "-format", "UDZO", "-ov", image); err != nil {
		return err
	}
	if profile := os.Getenv("MACOS_NOTARY"); identity != "" && profile != "" {
		return errors.Join(
			r.command(ctx, nil, "xcrun", "notarytool", "submit", image, "--keychain-profile", profile, "--wait"),
			r.command(ctx, nil, "xcrun", "stapler", "staple", image),
		)
	}
	return nil
}

// macTree returns the files as they lie in the .app. The native library has the signature
// of its makers, which its hash covers, and so is not signed anew.
func (r *release) macTree(c contents) (tree, error) {
	info, err := r.filled("macos/Info.plist", "Info.plist", nil)
	if err != nil {
		return nil, err
	}
	t := tree{info, {path: "MacOS/whereabouts", mode: 0o755, from: c.program}}
	for _, name := range c.files {
		t = append(t, file{path: "Resources/" + filepath.Base(name), mode: 0o644, from: name})
	}
	return append(t, c.papers.in("Resources/licences")...), nil
}

// macIcon makes an icon as macOS keeps icons.
func (r *release) macIcon(ctx context.Context, to string) error {
	var set tree
	for _, side := range []int{16, 32, 128, 256} {
		for scale, suffix := range map[int]string{1: "", 2: "@2x"} {
			data, err := icon(side * scale)
			if err != nil {
				return err
			}
			set = append(set, file{path: fmt.Sprintf("icon_%dx%d%s.png", side, side, suffix), mode: 0o644, data: data})
		}
	}
	dir := filepath.Join(r.work, "whereabouts.iconset")
	if err := set.write(dir, r.at); err != nil {
		return err
	}
	return r.command(ctx, nil, "iconutil", "--convert", "icns", "--output", filepath.Join(to, "whereabouts.icns"), dir)
}
