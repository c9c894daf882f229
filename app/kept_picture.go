package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"whereabouts/library"
)

// KeptPictureDir is where pictures are kept that were taught from and lie in no folder of
// the library, such as pasted ones, in the user's data folder.
func KeptPictureDir() string { return filepath.Join(xdg.DataHome, "whereabouts", "pictures") }

// KeepPicture keeps a picture in a folder, as [KeptPictureDir] is, and returns its path. Its
// name is its key with an extension, which begins with a dot or is empty.
func KeepPicture(dir string, data []byte, extension string) (string, error) {
	key := sha256.Sum256(data)
	path := filepath.Join(dir, hex.EncodeToString(key[:])+strings.ToLower(extension))
	if err := library.WriteFile(path, data); err != nil {
		return "", fmt.Errorf("keeping a picture to teach from: %w", err)
	}
	return path, nil
}

// KeptPictures returns where the pictures are that KeepPicture has kept in a folder. A
// folder that cannot be read has none.
func KeptPictures(dir string) map[library.Key]string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	paths := make(map[library.Key]string, len(entries))
	for _, e := range entries {
		name := e.Name()
		digest, err := hex.DecodeString(strings.TrimSuffix(name, filepath.Ext(name)))
		if key := (library.Key{}); err == nil && len(digest) == len(key) {
			copy(key[:], digest)
			paths[key] = filepath.Join(dir, name)
		}
	}
	return paths
}
