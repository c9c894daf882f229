package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"whereabouts/app"
	"whereabouts/library"
)

func newConcepts() *cobra.Command {
	var store library.ConceptStore
	cmd := &cobra.Command{
		Use:   "concepts",
		Short: "List, name, export and import what you taught",
		Args:  usage(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return listConcepts(cmd.Context(), &store) },
	}
	cmd.PersistentFlags().StringVar(&store.Dir, "concepts", app.DefaultConceptDir(), "the folder `DIR` in which what is said of finds is remembered")
	cmd.AddCommand(
		&cobra.Command{
			Use:   "name CONCEPT NAME",
			Short: "Name a concept, which is named by the first letters of what the list calls it",
			Args:  usage(cobra.ExactArgs(2)),
			RunE: func(cmd *cobra.Command, args []string) error {
				return nameConcept(cmd.Context(), &store, args[0], args[1])
			},
		},
		&cobra.Command{
			Use:   "export FILE",
			Short: "Write all concepts, with what you said of their finds, into one file",
			Args:  usage(cobra.ExactArgs(1)),
			RunE:  func(cmd *cobra.Command, args []string) error { return exportConcepts(cmd.Context(), &store, args[0]) },
		},
		&cobra.Command{
			Use:   "import FILE",
			Short: "Add what an export wrote to what is there, of which nothing is lost",
			Args:  usage(cobra.ExactArgs(1)),
			RunE:  func(cmd *cobra.Command, args []string) error { return importConcepts(cmd.Context(), &store, args[0]) },
		},
	)
	return cmd
}

func listConcepts(ctx context.Context, s *library.ConceptStore) error {
	ids, err := s.IDs()
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	if len(ids) > 0 {
		_, _ = fmt.Fprintln(t, "CONCEPT\tREFERENCES\tYES\tNO\tNAME")
	}
	for _, id := range ids {
		r, err := s.Load(ctx, id)
		if err != nil {
			warn(err)
			continue
		}
		yes, no := r.Judgements.Count()
		_, _ = fmt.Fprintf(t, "%.12s\t%d\t%d\t%d\t%s\n", id, len(r.References), yes, no, printable(r.Name))
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("printing the concepts: %w", err)
	}
	return nil
}

func nameConcept(ctx context.Context, s *library.ConceptStore, concept, name string) error {
	ids, err := s.IDs()
	if err != nil {
		return err
	}
	var named []library.ConceptID
	for _, id := range ids {
		if concept != "" && strings.HasPrefix(id.String(), strings.ToLower(concept)) {
			named = append(named, id)
		}
	}
	switch {
	case len(named) == 0:
		return usageError{fmt.Errorf("there is no concept %s; whereabouts concepts lists them", concept)}
	case len(named) > 1:
		return usageError{fmt.Errorf("%d concepts begin with %s; give more of its letters", len(named), concept)}
	}
	if err := s.Rename(ctx, named[0], name); errors.Is(err, library.ErrConceptName) {
		return usageError{err}
	} else if err != nil {
		return err
	}
	return nil
}

func exportConcepts(ctx context.Context, s *library.ConceptStore, path string) error {
	var archive bytes.Buffer
	n, err := s.Export(ctx, &archive)
	if err != nil {
		return err
	}
	if err := library.WriteFile(path, archive.Bytes()); err != nil {
		return err
	}
	fmt.Printf("%d concepts are in %s\n", n, printable(path))
	return nil
}

func importConcepts(ctx context.Context, s *library.ConceptStore, path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not an ordinary file")
	}
	if err != nil {
		return usageError{fmt.Errorf("importing %s: %w", path, err)}
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("importing concepts: %w", err)
	}
	defer func() { _ = f.Close() }()
	done, err := s.Import(ctx, f, info.Size())
	if err != nil {
		return fmt.Errorf("importing %s: %w", path, err)
	}
	fmt.Printf("%d concepts, %d of them new; %d new yes and no\n", done.Concepts, done.New, done.Judgements)
	return nil
}
