package library

import "errors"

var (
	// ErrCacheInUse is returned when another process has the cache open.
	ErrCacheInUse = errors.New("another Whereabouts is using the cache")
	// ErrCacheNewer is returned for a cache written by a newer version.
	ErrCacheNewer = errors.New("the cache was written by a newer Whereabouts")
	// ErrCacheDamaged is returned when the cache's file is not what was written.
	ErrCacheDamaged = errors.New("the cache is damaged")
	// ErrCacheBudget is returned when a cache's budget leaves no room for a value.
	ErrCacheBudget = errors.New("the cache's budget of disk space is used up by what is always kept; with a larger one more is remembered")
	// ErrConceptDamaged is returned when what was kept of a concept cannot be read.
	ErrConceptDamaged = errors.New("the file is damaged")
	// ErrConceptNewer is returned for a concept kept by a newer version.
	ErrConceptNewer = errors.New("it was written by a newer Whereabouts; update this one to use it")
	// ErrConceptsInUse is returned when another process does not end changing one.
	ErrConceptsInUse = errors.New("another Whereabouts is using them; try again when it is done")
	// ErrOffline is the reason for which a photo on a drive that is away is skipped.
	ErrOffline = errors.New("its folder or drive is not there now")
	// ErrNotARoot is returned for a folder that is not a root.
	ErrNotARoot = errors.New("it is not among the folders of the library")
	// ErrConceptName is returned for a name that a concept cannot have.
	ErrConceptName = errors.New("a name is one line of at most 200 letters")
	// ErrConceptUnknown is returned for a concept of which nothing is kept.
	ErrConceptUnknown = errors.New("there is no such concept")
	// ErrArchiveDamaged is returned for an archive of concepts that is not as it was written.
	ErrArchiveDamaged = errors.New("it is no archive of concepts, or it is damaged; nothing was imported")
	// ErrNoPhotos is returned when there is not one photo to look at.
	ErrNoPhotos = errors.New("there are no photos")
)
