package export

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"whereabouts/library/photo"
	"whereabouts/segment"
)

// sidecars writes for each photo an XMP file with the finds as regions of the Metadata
// Working Group and the concept as a keyword. It is named as digiKam looks for it,
// IMG.JPG.xmp; for a camera raw file there is also IMG.xmp, which is what Lightroom
// looks for. Lightroom reads no sidecars of other files: there, exiftool brings what is
// in one into a copy of the photo.
//
// The sidecar of a photo that lies in the chosen folder or below it lies beside the
// photo; others lie as their photos do below the folder that they have in common.
type sidecars struct{}

func (sidecars) Name() string  { return "xmp" }
func (sidecars) Title() string { return "XMP sidecars with regions, for digiKam and Lightroom" }

func (sidecars) plan(t *task) (writer, error) {
	places, err := t.places()
	if err != nil {
		return nil, err
	}
	w := &sidecarWriter{t, make([][]string, len(t.Photos))}
	for n, place := range places {
		name := place + sidecarSuffix
		if err := t.folder.reserve(name); err != nil {
			return nil, err
		}
		w.names[n] = []string{name}
	}
	for n, place := range places {
		name := photo.Stem(place) + sidecarSuffix
		if photo.NamedRAW(place) && t.folder.isFree(name) {
			if err := t.folder.reserve(name); err != nil {
				return nil, err
			}
			w.names[n] = append(w.names[n], name)
		}
		for _, name := range w.names[n] {
			if err := t.own(name); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

const (
	sidecarSuffix = ".xmp"
	// toolkit is how a sidecar says who wrote it.
	toolkit = "Whereabouts"
)

// own refuses to replace what another program wrote.
func (t *task) own(name string) error {
	text, err := os.ReadFile(t.folder.path(name))
	if errors.Is(err, fs.ErrNotExist) || err == nil && bytes.Contains(text, []byte(`x:xmptk="`+toolkit+`"`)) {
		return nil
	}
	if err == nil && !t.Overwrite {
		err = ErrExists
	} else if err == nil {
		err = ErrForeign
	}
	return fmt.Errorf("%s: %w", t.folder.path(name), err)
}

// places returns where the photos' sidecars lie, without the suffix, relative to the
// chosen folder.
func (t *task) places() ([]string, error) {
	dir, err := filepath.Abs(t.Dir)
	if err != nil {
		return nil, err
	}
	var full []string
	common := ""
	for i, p := range t.Photos {
		at, err := filepath.Abs(p.Path)
		if err != nil {
			return nil, err
		}
		full = append(full, at)
		if i == 0 {
			common = filepath.Dir(at)
		}
		for !below(common, at) && filepath.Dir(common) != common {
			common = filepath.Dir(common)
		}
	}
	var places []string
	taken := make(map[string]bool)
	for _, at := range full {
		var place string
		if below(dir, at) {
			place, err = filepath.Rel(dir, at)
		} else if place, err = filepath.Rel(common, at); err == nil {
			place = safePath(place)
		} else {
			place, err = safeName(filepath.Base(at)), nil // it is on another drive
		}
		if err != nil {
			return nil, err
		}
		place = distinct(filepath.ToSlash(place), taken)
		places = append(places, place)
	}
	return places, nil
}

// below reports whether a full path lies below a folder.
func below(folder, at string) bool {
	way, err := filepath.Rel(folder, at)
	return err == nil && way != "." && filepath.IsLocal(way)
}

// safePath makes every step of a path safe.
func safePath(way string) string {
	steps := strings.Split(filepath.ToSlash(way), "/")
	for i := range steps {
		steps[i] = safeName(steps[i])
	}
	return strings.Join(steps, "/")
}

// distinct returns a path, or one like it where it is taken.
func distinct(place string, taken map[string]bool) string {
	free := place
	for n := 2; taken[folded(free)]; n++ {
		free = numbered(place, n)
	}
	taken[folded(free)] = true
	return free
}

type sidecarWriter struct {
	*task
	names [][]string // of each photo
}

func (w *sidecarWriter) photo(ctx context.Context, n int) error {
	all, f, err := w.seen(ctx, n)
	if err != nil {
		return err
	}
	text, err := sidecar(w.class, f.layout, all)
	if err != nil {
		return unusable{err}
	}
	for _, name := range w.names[n] {
		if err := w.folder.write(name, text); err != nil {
			return err
		}
	}
	return nil
}

func (w *sidecarWriter) finish(context.Context) error { return nil }

// sidecar returns an XMP packet. Regions are those of the stored picture, in parts of
// its width and height, and are told by their middle.
func sidecar(class string, layout photo.Layout, all []*segment.Mask) ([]byte, error) {
	var name bytes.Buffer
	if err := xml.EscapeText(&name, []byte(class)); err != nil {
		return nil, fmt.Errorf("making a sidecar: %w", err)
	}
	var regions strings.Builder
	for _, m := range all {
		regions.WriteString(region(name.String(), layout.Size, layout.Stored(m.Box())))
	}
	return fmt.Appendf(nil, `<?xpacket begin="%s" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="%s">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
    xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
    xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">
   <dc:subject>
    <rdf:Bag>
     <rdf:li>%s</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <mwg-rs:Regions rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions stDim:w="%d" stDim:h="%d" stDim:unit="pixel"/>
    <mwg-rs:RegionList>
     <rdf:Bag>
%s     </rdf:Bag>
    </mwg-rs:RegionList>
   </mwg-rs:Regions>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`, "\ufeff", toolkit, name.String(), layout.Size.X, layout.Size.Y, regions.String()), nil
}

// region returns one region, for the box of a find in a picture of a size. Its type is
// the one that all readers show, though it stands for faces.
func region(name string, size image.Point, box image.Rectangle) string {
	of := func(n, whole int) string { return strconv.FormatFloat(float64(n)/float64(whole), 'f', 7, 64) }
	return fmt.Sprintf(`      <rdf:li>
       <rdf:Description mwg-rs:Name="%s" mwg-rs:Type="Face">
        <mwg-rs:Area stArea:x="%s" stArea:y="%s" stArea:w="%s" stArea:h="%s" stArea:unit="normalized"/>
       </rdf:Description>
      </rdf:li>
`, name, of(box.Min.X+box.Max.X, 2*size.X), of(box.Min.Y+box.Max.Y, 2*size.Y), of(box.Dx(), size.X), of(box.Dy(), size.Y))
}
