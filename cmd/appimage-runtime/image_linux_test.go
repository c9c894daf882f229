package main

import (
	"bytes"
	"context"
	"debug/elf"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// program stands for the program that an AppImage begins with: it has only a head.
func program(t testing.TB) []byte {
	t.Helper()
	h := elf.Header64{Shoff: 64}
	copy(h.Ident[:], elf.ELFMAG+"\x02\x01\x01")
	var out bytes.Buffer
	if err := binary.Write(&out, binary.LittleEndian, h); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// squashed packs a folder behind the program.
func squashed(t testing.TB, dir string, options ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("mksquashfs"); err != nil {
		t.Skip(`squashfs-tools is not installed; "make package-test" installs it`)
	}
	to := filepath.Join(t.TempDir(), "image")
	args := append([]string{dir, to, "-noappend", "-all-root", "-no-xattrs", "-comp", "zstd", "-quiet"}, options...)
	if out, err := exec.Command("mksquashfs", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return append(program(t), data...)
}

// sample makes a folder with files small, large and empty, folders and a link.
func sample(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	large := bytes.Repeat([]byte("0123456789abcdef"), 50_000)
	for i := range large[:300_000] {
		large[i] ^= byte(i * i >> 7)
	}
	err := errors.Join(
		os.MkdirAll(filepath.Join(dir, "usr", "bin"), 0o755),
		os.MkdirAll(filepath.Join(dir, "usr", "empty"), 0o755),
		os.WriteFile(filepath.Join(dir, "AppRun"), []byte("#!/bin/sh\n"), 0o755),
		os.WriteFile(filepath.Join(dir, "usr", "bin", "large"), large, 0o755),
		os.WriteFile(filepath.Join(dir, "usr", "nothing"), nil, 0o644),
		os.Symlink("bin/large", filepath.Join(dir, "usr", "link")),
	)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// opened opens an AppImage of these bytes.
func opened(t testing.TB, data []byte) (*image, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "AppImage")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return openImage(f)
}

func TestWhatIsExtractedIsWhatWasPacked(t *testing.T) {
	dir, to := sample(t), t.TempDir()
	im, err := opened(t, squashed(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time over the first
		if err := extract(t.Context(), im.entries, to); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("diff", "--recursive", "--no-dereference", dir, to).CombinedOutput(); err != nil {
			t.Fatalf("it differs: %s", out)
		}
	}
	for name, want := range map[string]fs.FileMode{"AppRun": 0o755, "usr/nothing": 0o644} {
		if info, err := os.Stat(filepath.Join(to, name)); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestAPatternChoosesFilesAndWhatIsInFolders(t *testing.T) {
	im, err := opened(t, squashed(t, sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]string{
		"":               "AppRun usr usr/bin usr/bin/large usr/empty usr/link usr/nothing",
		"App*":           "AppRun",
		"usr/bin":        "usr usr/bin usr/bin/large",
		"/usr/*/l[a-z]*": "usr usr/bin usr/bin/large",
		"usr/n*":         "usr usr/nothing",
	} {
		chosen, err := im.matching(pattern)
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, e := range chosen {
			paths = append(paths, e.path)
		}
		slices.Sort(paths)
		if got := strings.Join(paths, " "); got != want {
			t.Errorf("%q chooses %s", pattern, got)
		}
	}
	for _, pattern := range []string{"no", "[", "bin/large"} {
		if _, err := im.matching(pattern); err == nil {
			t.Errorf("%q chooses something", pattern)
		}
	}
}

func TestAnAppImageThatWasCutOffIsDamaged(t *testing.T) {
	whole := squashed(t, sample(t))
	for _, length := range []int{len(whole) - 4096, len(whole) / 2, 64 + 96} {
		if _, err := opened(t, whole[:length]); !errors.Is(err, errDamaged) {
			t.Errorf("%d bytes of %d: %v", length, len(whole), err)
		}
	}
	for _, length := range []int{0, 10, 64, 70} {
		if _, err := opened(t, whole[:length]); !errors.Is(err, errNoImage) {
			t.Errorf("%d bytes of %d: %v", length, len(whole), err)
		}
	}
}

func TestADamagedImageIsRefusedOrRead(t *testing.T) {
	whole := squashed(t, sample(t), "-noI") // so that what is damaged is not only what packs it
	dir := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		data := slices.Clone(whole)
		for range rapid.IntRange(1, 8).Draw(r, "damages") {
			from := rapid.SampledFrom([]int{64, len(data) - 4096, 64}).Draw(r, "part")
			data[from+rapid.IntRange(0, 1000).Draw(r, "at")%(len(data)-from)] ^= rapid.Byte().Draw(r, "bits")
		}
		im, err := opened(t, data)
		if err != nil {
			return
		}
		_ = extract(context.Background(), im.entries, dir)
	})
}

func TestLinksOutOfTheImageAndDevicesAreRefused(t *testing.T) {
	for name, target := range map[string]string{"up": "..", "further up": "usr/../../x", "absolute": "/etc"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Symlink(target, filepath.Join(dir, "link")); err != nil {
				t.Fatal(err)
			}
			if _, err := opened(t, squashed(t, dir)); !errors.Is(err, errUnsafe) {
				t.Errorf("the error is %v", err)
			}
		})
	}
	for name, pseudo := range map[string]string{"device": "null c 666 0 0 1 3", "pipe": "pipe i 666 0 0 f"} {
		t.Run(name, func(t *testing.T) {
			if _, err := opened(t, squashed(t, t.TempDir(), "-p", pseudo)); !errors.Is(err, errUnsafe) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

func TestNamesThatLeadOutOfAFolderAreRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "12345"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := squashed(t, dir, "-noI")
	for _, name := range []string{"../up", "/root", "a/b/c", "a\x00bcd"} {
		changed := bytes.Replace(data, []byte("12345"), []byte(name), 1)
		if bytes.Equal(changed, data) {
			t.Fatal("the name is not found in the image")
		}
		if _, err := opened(t, changed); !errors.Is(err, errUnsafe) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestAFolderInItselfIsRefused(t *testing.T) {
	data := squashed(t, sample(t), "-noI")
	image := data[len(program(t)):]
	at := bytes.Index(image, []byte("\x01\x00\x02\x00usr")) // a folder, and the length of its name but one
	if at < 0 {
		t.Fatal("the folder is not found in the image")
	}
	copy(image[at-4:at-2], image[32:34]) // where the topmost folder is described
	if _, err := opened(t, data); !errors.Is(err, errUnsafe) {
		t.Errorf("the error is %v", err)
	}
}

func TestExtractingFollowsNoLinkOutOfItsFolder(t *testing.T) {
	im, err := opened(t, squashed(t, sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	outside, to := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(to, "usr")); err != nil {
		t.Fatal(err)
	}
	if err := extract(t.Context(), im.entries, to); err == nil {
		t.Error("it went well")
	}
	if found, err := os.ReadDir(outside); err != nil || len(found) > 0 {
		t.Errorf("outside are %v, %v", found, err)
	}
}

func TestExtractingStopsWhenItIsTold(t *testing.T) {
	im, err := opened(t, squashed(t, sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := extract(ctx, im.entries, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func FuzzImages(f *testing.F) {
	dir := f.TempDir()
	if err := errors.Join(
		os.Mkdir(filepath.Join(dir, "usr"), 0o755),
		os.WriteFile(filepath.Join(dir, "usr", "file"), []byte("content"), 0o600),
		os.Symlink("usr", filepath.Join(dir, "link")),
	); err != nil {
		f.Fatal(err)
	}
	f.Add(squashed(f, dir, "-noI", "-noD", "-noF", "-nopad"))
	f.Add(squashed(f, dir, "-nopad"))
	f.Fuzz(func(t *testing.T, data []byte) {
		im, err := opened(t, data)
		if err != nil {
			return
		}
		var sum int64
		for _, e := range im.entries {
			sum += e.size
		}
		if sum < 1<<20 {
			_ = extract(t.Context(), im.entries, t.TempDir())
		}
	})
}
