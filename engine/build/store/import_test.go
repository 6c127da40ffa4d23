package store

import (
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

func TestAnImageFromElsewhereIsImportedWholeAndTwice(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	image, err := random.Image(2000, 3)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		d, err := s.Import(t.Context(), "prove:before", image)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := s.Image(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Image(kept); err != nil {
			t.Error(err)
		}
		if tagged, err := s.Lookup("prove:before"); err != nil || tagged != d {
			t.Errorf("%s, want %s: %v", tagged, d, err)
		}
	}
}
