package library

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// An archive is a ZIP file of the records of concepts, each as it is kept, and a
// manifest that names them with their sizes and checksums. What the manifest does not
// name is not looked at.
const (
	archiveManifest = "manifest.json"
	archiveKind     = "whereabouts concepts"
	archiveVersion  = 1

	maxArchived       = 10_000  // concepts
	maxArchiveRecords = 1 << 30 // bytes of all records
	maxManifest       = 4 << 20 // bytes
	// maxReferencePixels bounds the masks of one record's references, which are
	// unpacked when it is read.
	maxReferencePixels = 1 << 30
)

type archivedConcepts struct {
	Kind     string            `json:"kind"`
	Version  int               `json:"version"`
	Concepts []archivedConcept `json:"concepts"`
}

type archivedConcept struct {
	ID     string `json:"id"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func (a archivedConcept) path() string { return "concepts/" + a.ID + ".json" }

// Export writes what is kept of all concepts as one archive, and returns how many
// there are. Where a record cannot be read, no archive is whole: the error says which.
func (s *ConceptStore) Export(ctx context.Context, w io.Writer) (concepts int, err error) {
	ids, err := s.IDs()
	if err != nil {
		return 0, err
	}
	manifest := archivedConcepts{Kind: archiveKind, Version: archiveVersion, Concepts: []archivedConcept{}}
	archive := zip.NewWriter(w)
	for _, id := range ids {
		r, err := s.Load(ctx, id)
		if err != nil {
			return 0, err
		}
		file, err := r.encode()
		if err != nil {
			return 0, err
		}
		sum := sha256.Sum256(file)
		entry := archivedConcept{id.String(), int64(len(file)), hex.EncodeToString(sum[:])}
		if err := addToArchive(archive, entry.path(), file); err != nil {
			return 0, err
		}
		manifest.Concepts = append(manifest.Concepts, entry)
	}
	list, err := json.Marshal(manifest)
	if err == nil {
		err = addToArchive(archive, archiveManifest, list)
	}
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		return 0, fmt.Errorf("writing the concepts: %w", err)
	}
	return len(ids), nil
}

func addToArchive(archive *zip.Writer, name string, content []byte) error {
	w, err := archive.Create(name)
	if err == nil {
		_, err = w.Write(content)
	}
	return err
}

// Imported is what an import brought.
type Imported struct {
	Concepts   int // in the archive
	New        int // of them that were not there
	Judgements int // yes and no that were not there
}

// Import adds to what is kept what is in an archive of the given size. Nothing is
// lost: where both say something of one find, or both have a name for a concept, that
// of the store stays. The archive is read as a whole before anything is changed; one
// that is not as it was written is refused with [ErrArchiveDamaged], one of a newer
// version with [ErrConceptNewer].
func (s *ConceptStore) Import(ctx context.Context, r io.ReaderAt, size int64) (Imported, error) {
	archive, err := openArchive(r, size)
	if err != nil {
		return Imported{}, err
	}
	for _, listed := range archive.listed {
		if _, err := archive.record(ctx, listed); err != nil {
			return Imported{}, err
		}
	}
	done := Imported{Concepts: len(archive.listed)}
	for _, listed := range archive.listed {
		record, err := archive.record(ctx, listed)
		if err != nil {
			return done, err
		}
		_, err = s.Update(ctx, record.ID, func(kept *ConceptRecord) error {
			if kept.empty() {
				done.New++
			}
			done.Judgements += kept.merge(record)
			return nil
		})
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// archive is an archive that is open.
type archive struct {
	files  map[string]*zip.File
	listed []archivedConcept
}

func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, archiveDamaged(err)
	}
	a := &archive{files: map[string]*zip.File{}}
	for _, f := range z.File {
		if a.files[f.Name] != nil {
			return nil, archiveDamaged(errors.New("a file is in it twice"))
		}
		a.files[f.Name] = f
	}
	list, err := a.read(archiveManifest, maxManifest)
	if err != nil {
		return nil, err
	}
	var head struct {
		Kind    string `json:"kind"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(list, &head); err != nil || head.Kind != archiveKind {
		return nil, archiveDamaged(errors.New("it does not hold concepts"))
	}
	if head.Version > archiveVersion {
		return nil, ErrConceptNewer
	}
	var manifest archivedConcepts
	if err := decodeStrictly(list, &manifest); err != nil {
		return nil, archiveDamaged(err)
	}
	a.listed = manifest.Concepts
	return a, a.check()
}

// check refuses a list of what there cannot be.
func (a *archive) check() error {
	if len(a.listed) > maxArchived {
		return archiveDamaged(errors.New("it has too many concepts"))
	}
	seen := map[string]bool{}
	var all int64
	for _, listed := range a.listed {
		id, err := readKey(listed.ID)
		if err != nil || ConceptID(id).String() != listed.ID || seen[listed.ID] {
			return archiveDamaged(errors.New("its list names a concept that cannot be"))
		}
		seen[listed.ID] = true
		if listed.Size < 0 || listed.Size > maxRecord || all > maxArchiveRecords {
			return archiveDamaged(errors.New("it is too large"))
		}
		all += listed.Size
	}
	return nil
}

// record reads a record and checks that it is what the list says.
func (a *archive) record(ctx context.Context, listed archivedConcept) (*ConceptRecord, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	file, err := a.read(listed.path(), listed.Size)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(file); int64(len(file)) != listed.Size || hex.EncodeToString(sum[:]) != listed.SHA256 {
		return nil, archiveDamaged(errors.New("a concept's checksum differs"))
	}
	if err := checkReferences(file); err != nil {
		return nil, archiveDamaged(err)
	}
	id, err := readKey(listed.ID)
	if err != nil {
		return nil, archiveDamaged(err)
	}
	r, err := decodeRecord(file, ConceptID(id))
	if errors.Is(err, ErrConceptDamaged) {
		err = archiveDamaged(err)
	}
	return r, err
}

// checkReferences refuses a record whose references have more pixels than photos do.
func checkReferences(file []byte) error {
	var r struct {
		Concept struct {
			References []struct {
				Mask storedRuns `json:"mask"`
			} `json:"references"`
		} `json:"concept"`
	}
	if err := json.Unmarshal(file, &r); err != nil {
		return nil //nolint:nilerr // decoding the record says what is wrong, or that it is newer
	}
	left := int64(maxReferencePixels)
	for _, p := range r.Concept.References {
		width, height := int64(p.Mask.Size[0]), int64(p.Mask.Size[1])
		if width < 1 || height < 1 || width > maxRunsSide || height > maxRunsSide || width*height > left {
			return errors.New("a reference has too many pixels")
		}
		left -= width * height
	}
	return nil
}

// read reads a file of the archive that has at most limit bytes.
func (a *archive) read(name string, limit int64) (content []byte, err error) {
	f := a.files[name]
	if f == nil {
		return nil, archiveDamaged(fmt.Errorf("%s is missing", name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, archiveDamaged(err)
	}
	defer func() { _ = r.Close() }()
	content, err = io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("%s is larger than it may be", name)
	}
	if err != nil {
		return nil, archiveDamaged(err)
	}
	return content, nil
}

func archiveDamaged(err error) error { return fmt.Errorf("%w: %w", ErrArchiveDamaged, err) }

// empty reports whether nothing is kept of a concept.
func (r *ConceptRecord) empty() bool {
	accepted, rejected := r.Judgements.Count()
	return r.Name == "" && len(r.References) == 0 && accepted+rejected == 0
}

// merge adds what is in another record of the concept and not in this one. It returns
// the number of judgements that are new.
func (r *ConceptRecord) merge(other *ConceptRecord) (judgements int) {
	if r.Name == "" {
		r.Name = other.Name
	}
	if len(r.References) == 0 {
		r.Cover = other.Cover
	}
	for _, p := range other.References {
		r.AddReference(p)
	}
	return r.Judgements.merge(other.Judgements)
}
