// Package app is what the application does, without widgets: it loads the
// model, teaches concepts, runs searches and saves what they found. The window
// and the command line both stand on it.
//
// Guarantees: what is saved appears whole or not at all, and never outside the
// folder that was named. Photos are only read. Errors read as sentences for the
// user.
//
// It does not fetch anything: package setup beneath it does, when it is asked.
package app
