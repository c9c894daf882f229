package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"whereabouts/segment"
)

// report is everything that was measured.
type report struct {
	Folder     string        `json:"folder"`
	Photos     int           `json:"photos"`
	Encoding   encoding      `json:"seconds_per_photo"`
	Segmenting []*segmenting `json:"segmenting"`
	Finding    *finding      `json:"finding"`
}

// segmenting is how well one method segments.
type segmenting struct {
	Method   string   `json:"method"`
	Subjects []scores `json:"subjects"`
	All      scores   `json:"all"` // mean over photos
	Teach    float64  `json:"seconds_to_teach"`
	Segment  float64  `json:"seconds_to_segment"`
}

// scores are means over photos.
type scores struct {
	Subject   string    `json:"subject,omitempty"`
	Photos    int       `json:"photos"`
	Steps     []float64 `json:"miou_by_step"`
	Final     float64   `json:"miou"`
	Boundary  float64   `json:"boundary_iou"`
	Agreement *float64  `json:"iou_with_published,omitempty"`

	agreed int
}

// add counts the result for one photo; the sums become means in mean.
func (s *scores) add(frame segment.Frame, r *segment.Result, truth *segment.Mask) {
	s.Photos++
	for i, step := range r.Steps {
		if i == len(s.Steps) {
			s.Steps = append(s.Steps, 0)
		}
		s.Steps[i] += frame.Mask(step.Logits).IoU(truth)
	}
	s.Final += r.Mask.IoU(truth)
	s.Boundary += boundaryIoU(r.Mask, truth, boundaryShare)
}

func (s *scores) agree(iou float64) {
	if s.Agreement == nil {
		s.Agreement = new(float64)
	}
	*s.Agreement += iou
	s.agreed++
}

// merge adds another row's sums.
func (s *scores) merge(o *scores) {
	s.Photos += o.Photos
	for i, v := range o.Steps {
		if i == len(s.Steps) {
			s.Steps = append(s.Steps, 0)
		}
		s.Steps[i] += v * float64(o.Photos)
	}
	s.Final += o.Final * float64(o.Photos)
	s.Boundary += o.Boundary * float64(o.Photos)
	if o.Agreement != nil {
		s.agree(*o.Agreement * float64(o.agreed))
		s.agreed += o.agreed - 1
	}
}

func (s *scores) mean() scores {
	n := float64(max(1, s.Photos))
	m := scores{Subject: s.Subject, Photos: s.Photos, Final: s.Final / n, Boundary: s.Boundary / n, agreed: s.agreed}
	for _, v := range s.Steps {
		m.Steps = append(m.Steps, v/n)
	}
	if s.Agreement != nil {
		mean := *s.Agreement / float64(s.agreed)
		m.Agreement = &mean
	}
	return m
}

func (s *segmenting) finish(teaching, looking float64, subjects int) {
	var sum scores
	for i := range s.Subjects {
		sum.merge(&s.Subjects[i])
	}
	s.All = sum.mean()
	s.Teach = teaching / float64(max(1, subjects))
	s.Segment = looking / float64(max(1, sum.Photos))
}

// finding is how well photos are ranked.
type finding struct {
	ranks
	Subjects []subjectAP `json:"subjects"`
	Look     float64     `json:"seconds_to_look"`
}

type subjectAP struct {
	Subject string  `json:"subject"`
	AP      float64 `json:"ap"`
}

func (r *report) writeText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(t, format, args...) }
	p("%d photos; decode %.0f ms, encode %.0f ms, identity %.0f ms a photo\n", r.Photos, 1000*r.Encoding.Decode, 1000*r.Encoding.Encode, 1000*r.Encoding.Identity)
	for _, s := range r.Segmenting {
		p("\nsegmenting: %s (teach %.0f ms, segment %.0f ms a photo)\n", s.Method, 1000*s.Teach, 1000*s.Segment)
		p("subject\tphotos\tstep 1\tstep 2\tstep 3\tmIoU\tbIoU\twith published\t\n")
		for _, row := range append(s.Subjects, s.All) {
			name := row.Subject
			if name == "" {
				name = "all"
			}
			p("%s\t%d\t", name, row.Photos)
			for i := range 1 + segment.Refinements {
				if i < len(row.Steps) {
					p("%.3f", row.Steps[i])
				}
				p("\t")
			}
			p("%.3f\t%.3f\t", row.Final, row.Boundary)
			if row.Agreement != nil {
				p("%.4f", *row.Agreement)
			}
			p("\t\n")
		}
	}
	f := r.Finding
	p("\nfinding (look %.1f ms a photo)\n", 1000*f.Look)
	for _, s := range f.Subjects {
		p("%s\t%.3f\t\n", s.Subject, s.AP)
	}
	p("mAP\t%.3f\t\npooled AP\t%.3f\t\nrecall at 1 %% false positives\t%.3f\t\n", f.MAP, f.PooledAP, f.Recall1)
	p("precision at the default cut-off\t%.3f\t\nrecall at the default cut-off\t%.3f\t\n", f.Precision, f.Recall)
	return t.Flush()
}
