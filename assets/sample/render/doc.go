// Package render draws pictures of made-up places: solids described by
// distance fields, procedural materials, area lights and a camera, traced in
// plain Go.
//
// It guarantees that a scene gives the same picture whenever and on however
// many processors it is drawn, and that every pixel knows which object it
// shows, so that the masks of a picture are exact. It is not a general
// renderer: light bounces once off matt things, glass does not refract, and
// the lens blurs the background only.
package render
