// Package adapters says what a machine's graphics cards and drivers are, as far as
// the system tells without asking a driver.
//
// It serves to notice that something has changed since a card was last tried, and
// for nothing else: the facts are in no fixed form, and none may be known. It
// starts nothing, and it loads no driver.
package adapters
